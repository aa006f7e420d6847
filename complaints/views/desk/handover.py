"""交班: at the end of a shift what is open goes to the next one with a word; whoever comes on duty reads it and ticks it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from complaints import selectors
from complaints.views.desk.door import DeskRequest, staff_only
from governance.models import Staff
from governance.selectors import handover
from governance.services.handover import TEXT_MAX, acknowledge, hand_over


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: DeskRequest) -> HttpResponse:
    """Her open cases with a text for the next shift; above it what the last shift has left."""
    now = timezone.now()
    context = _card(request.user, now)
    if request.method != "POST":
        return render(request, "complaints/desk/handover.html", context)
    if context["duty"] is None:
        messages.warning(request, "您现在没有要交的班。")
        return redirect("complaints:handover")
    try:
        codes = [case.code for case in context["mine"]]
        note = hand_over(context["duty"], staff=request.user, text=request.POST.get("text", ""), codes=codes, now=now)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return render(request, "complaints/desk/handover.html", context, status=refusal.status)
    messages.success(request, f"交好了：{len(note.codes)} 件没办完的事和您的话，下一班会看到。事情移交前仍由您承办。")
    return redirect("complaints:desk")


@staff_only
@require_safe
def card(request: DeskRequest) -> HttpResponse:
    """The part of the board that says so; empty while there is nothing to hand over and nothing to read."""
    return render(request, "complaints/desk/_handover.html", _card(request.user, timezone.now()))


@staff_only
@require_http_methods(["GET", "POST"])
def seen(request: DeskRequest, number: int) -> HttpResponse:
    """已知悉."""
    if request.method == "POST":
        now = timezone.now()
        acknowledge(handover.note_for(request.user, number, now), staff=request.user, now=now)
    return redirect("complaints:handover")


def _card(staff: Staff, now: datetime) -> dict[str, Any]:
    notes = handover.waiting(staff, now)
    cases = selectors.of_codes(staff, [code for note in notes for code in note.codes])
    ending = handover.ending(staff, now)
    return {
        "notes": [(note, [cases[code] for code in note.codes if code in cases]) for note in notes],
        "ending": ending,
        "duty": ending or handover.running(staff, now),
        "mine": selectors.beside(staff, now=now),
        "longest": TEXT_MAX,
        "now": now,
        "section": "desk",
    }
