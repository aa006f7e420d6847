"""The cards of the Legal Q&A for those who link everyday words to words of the law."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from mediation.forms.law import LinkForm
from mediation.legal import shelves
from mediation.models import Question
from mediation.services import law_cards
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def cards(request: StaffRequest) -> HttpResponse:
    """The questions that wait, newest first, and what the map has gained."""
    _reviewer(request)
    return _page(request)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: StaffRequest, pk: int) -> HttpResponse:
    """补通俗说法."""
    _reviewer(request)
    card = shelves.card_for(pk)
    if request.method != "POST":
        return redirect("mediation:law_cards")
    form = LinkForm(request.POST, card=pk)
    try:
        if not form.is_valid():
            return _page(request, form=form, card=card, status=422)
        given = form.cleaned_data
        law_cards.link(card, staff=request.user, word=given["word"], legal=given["legal"], now=timezone.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, form=form, card=card, status=refusal.status)
    won = shelves.gain(timezone.localdate())
    messages.success(
        request, f"“{given['word']}”已经生效。还没处理的 {won.open} 张卡片里，现在能答上 {won.answered} 张。"
    )
    return redirect("mediation:law_cards")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    """不用补."""
    _reviewer(request)
    card = shelves.card_for(pk)
    if request.method == "POST":
        try:
            law_cards.dismiss(card, staff=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return redirect("mediation:law_cards")


def _reviewer(request: StaffRequest) -> None:
    if not shelves.may_review(request.user):
        raise Http404


def _page(
    request: StaffRequest, *, form: LinkForm | None = None, card: Question | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    typed = request.GET.get("before", "")
    found = shelves.open_cards(today, int(typed) if typed.isdigit() and len(typed) < 12 else None)
    rows = [
        (one, form if form and card and one.question.pk == card.pk else LinkForm(card=one.question.pk)) for one in found
    ]
    context = {
        "rows": rows,
        "lost": form.errors.get("__all__") if form and card and card.settled_at else None,
        "gain": shelves.gain(today),
        "older": found[-1].question.pk if len(found) == shelves.CARDS else None,
        "kept_days": law_cards.KEPT.days,
        "section": "mediation",
    }
    return render(request, "mediation/law/cards.html", context, status=status)
