"""演练 on the board: the part that rings, the tablet's word that it rang, the claim."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from complaints import selectors
from complaints.selectors import drills
from complaints.services import drills as practice
from complaints.views.desk.door import DeskRequest, staff_only


@staff_only
@require_safe
def part(request: DeskRequest) -> HttpResponse:
    """What she is asked to take over, the practice cases and sub-tasks that wait at her units: what a board fetches when it opens and hears of one (drill.js)."""
    return render(
        request,
        "complaints/desk/_drills.html",
        {
            "drills": drills.running(request.user, timezone.now()),
            "assisting": selectors.assisting(request.user),
            "offers": selectors.offers(request.user),
        },
    )


@staff_only
@require_POST
def rang(request: DeskRequest, number: int) -> HttpResponse:
    """Her tablet rings."""
    practice.rang(drills.drill_for(request.user, number), staff=request.user, now=timezone.now())
    return HttpResponse(status=204)


@staff_only
@require_POST
def claim(request: DeskRequest, number: int) -> HttpResponse:
    """She takes it, and reads how fast it went."""
    done = practice.claim(drills.drill_for(request.user, number), staff=request.user, now=timezone.now())
    messages.success(request, f"演练完成，用了 {done.claimed_after} 秒。谢谢您。")
    return redirect("complaints:desk")
