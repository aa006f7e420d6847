"""督办一览: which units were asked to account for what, and the points that count against each."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binan.kit.errors import NotAllowed
from complaints.selectors import supervisions as selected
from complaints.supervision import Grade
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import by_superior
from governance.access import has
from governance.roles import Right

NOT_YOURS = "督办一览由社区书记、街道指挥员和区级值班员查看。"


@staff_only
@require_safe
def supervisions(request: DeskRequest) -> HttpResponse:
    """One page of the list with the sums of its period; the filters stand in the address."""
    if not has(request.user, Right.DISPATCH):
        raise NotAllowed("not_allowed", NOT_YOURS)
    page = selected.listed(request.user, request.GET.dict(), now=timezone.now())
    context = {
        "page": page,
        "asked": page.asked,
        "cursor": request.GET.get("cursor", ""),
        "units": by_superior(page.units),
        "periods": [
            (name, label, replace(page.asked, period=name).address) for name, label in selected.PERIODS.items()
        ],
        "narrowed": sum(map(bool, (page.asked.unit, page.asked.grade, page.asked.state))),
        "choices": [
            ("grade", "等级", Grade.choices, page.asked.grade),
            ("state", "状态", selected.STATES.items(), page.asked.state),
        ],
        "section": "supervisions",
    }
    return render(request, "complaints/desk/supervisions.html", context)
