"""The live board: one page of the queue, laid out in lanes. After that the socket keeps it (static/js/live.js)."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import selectors
from complaints.models import Complaint
from complaints.models.complaint import Lane
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.workflow import Stage
from governance.access import has, working_units
from governance.models import Staff
from governance.roles import Right
from governance.selectors import year_without_workdays

LANES = (("burning", "特急"), ("waiting", "待认领"), ("mine", "我的"), ("others", "办理中"))


@staff_only
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """The whole page, complete without script and without socket."""
    if not working_units(request.user) and has(request.user, Right.MEDIATE):
        return redirect("mediation:calendar")  # a mediator's work is there
    found = _snapshot(request)
    context = {
        "lanes": [(name, label, _in(name, found["rows"], request.user)) for name, label in LANES],
        "units": working_units(request.user),
        "may_protect": has(request.user, Right.PROTECT),
        "may_register": has(request.user, Right.REGISTER),
        "year": year_without_workdays(timezone.localdate()) if has(request.user, Right.DISPATCH) else None,
        "section": "desk",
    }
    return render(request, "complaints/desk/board.html", {**found, **context})


@staff_only
@require_safe
def rows(request: DeskRequest) -> HttpResponse:
    """The rows alone: what a board fetches when it opens, reopens or missed something."""
    return render(request, "complaints/desk/_rows.html", {**_snapshot(request)})


class Snapshot(TypedDict):
    """A page of the queue; `size`: how many rows a digest of the board covers."""

    rows: list[Complaint]
    next: str
    cursor: str
    size: int


def _snapshot(request: DeskRequest) -> Snapshot:
    """One page; the first also holds her own cases that stand further behind."""
    cursor = request.GET.get("cursor", "")
    page = selectors.queue(request.user, cursor=cursor)
    known = {row.pk for row in page.rows}
    behind = [] if cursor else [row for row in selectors.mine(request.user) if row.pk not in known]
    return {"rows": page.rows + behind, "next": page.next, "cursor": cursor, "size": selectors.PAGE}


def _in(lane: str, rows: list[Complaint], staff: Staff) -> list[Complaint]:
    return [row for row in rows if _lane(row, staff) == lane]


def _lane(row: Complaint, staff: Staff) -> str:
    """The same rule as in live.js."""
    if row.lane == Lane.BURNING:
        return "burning"
    if row.stage == Stage.ACCEPTED:
        return "waiting"
    return "mine" if row.handler_id == staff.pk else "others"
