"""What the system broke itself: outages, newest first, and the residents to whom it owes an answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binan.kit.errors import NotAllowed
from complaints.selectors import outages as broken
from complaints.views.desk.door import DeskRequest, staff_only
from governance.access import has
from governance.roles import Right

NOT_YOURS = "系统耽误的承诺由社区书记、街道指挥员和区级值班员查看。"


@staff_only
@require_safe
def outages(request: DeskRequest) -> HttpResponse:
    """One page of outages with the promises to residents of her units that each broke, those who still wait first."""
    if not has(request.user, Right.DISPATCH):
        raise NotAllowed("not_allowed", NOT_YOURS)
    cursor = request.GET.get("cursor", "")
    whole, ours = broken.totals(request.user, now=timezone.now())
    context = {
        "page": broken.listed(request.user, cursor=cursor), "cursor": cursor, "whole": whole, "ours": ours,
        "section": "outages",
    }  # fmt: skip
    return render(request, "complaints/desk/outages.html", context)
