"""The live board: one page of the queue, laid out in lanes. After that the socket keeps it (static/js/live.js)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import selectors
from complaints.models import Complaint
from complaints.models.complaint import Lane
from complaints.selectors import drills
from complaints.sieve import FAMILIES, VIEW_HINTS, VIEWS, Sieve
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import by_superior
from complaints.workflow import OPEN, Source, Stage, Urgency
from governance import presence
from governance.access import has, working_units
from governance.models import Staff
from governance.roles import Right
from governance.selectors import year_without_workdays

LANES = (("burning", "特急"), ("waiting", "待认领"), ("mine", "我的"), ("others", "办理中"))


@staff_only
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """The whole page, complete without script and without socket; its filters stand in the address."""
    if not working_units(request.user) and has(request.user, Right.MEDIATE):
        return redirect("mediation:calendar")  # a mediator's work is there
    if not working_units(request.user) and has(request.user, Right.AUDIT):
        return redirect("governance:audit")  # an auditor's
    found = _snapshot(request)
    context = {
        **_filters(request.user, found["sieve"]),
        "lanes": [(name, label, _in(name, found["rows"], request.user)) for name, label in LANES],
        "units": working_units(request.user),
        "may_export": has(request.user, Right.EXPORT),
        "may_replay": has(request.user, Right.DISPATCH),
        "kept": parse_qsl(found["sieve"].address),
        "may_judge": has(request.user, Right.QUALITY),
        "may_protect": has(request.user, Right.PROTECT),
        "may_audit": has(request.user, Right.AUDIT),
        "may_register": has(request.user, Right.REGISTER),
        "outside": selectors.outside_count(request.user),
        "offers": selectors.offers(request.user),
        "assisting": selectors.assisting(request.user),
        "drills": drills.running(request.user, timezone.now()),
        "presence": presence.state(request.user, timezone.now()),
        "year": year_without_workdays(timezone.localdate()) if has(request.user, Right.DISPATCH) else None,
        "section": "desk",
    }
    return render(request, "complaints/desk/board.html", {**found, **context})


@staff_only
@require_safe
def rows(request: DeskRequest) -> HttpResponse:
    """The rows alone: what a board fetches when it opens, reopens or missed something."""
    return render(request, "complaints/desk/_rows.html", _snapshot(request))


@staff_only
@require_safe
def alarm(request: DeskRequest) -> HttpResponse:
    """The banner alone, and the offers that she has not answered: what a page fetches when it may have missed something
    (static/js/alarm.js, called.js)."""
    return render(request, "complaints/desk/alarm.html", {"offers": selectors.offers(request.user)})


def _snapshot(request: DeskRequest) -> dict[str, Any]:
    """One page; the first also holds what must not stand behind it. `size`: how many rows a digest covers."""
    cursor, now = request.GET.get("cursor", ""), timezone.now()
    sieve = selectors.sieve(request.user, request.GET.dict())
    page = selectors.queue(request.user, now=now, sieve=sieve, cursor=cursor)
    more = [] if cursor else selectors.beside(request.user, now=now, sieve=sieve)
    found = {row.pk: row for row in page.rows + more}  # in this order, each once
    return {"rows": list(found.values()), "next": page.next, "cursor": cursor, "size": selectors.PAGE, "sieve": sieve}


def _filters(staff: Staff, sieve: Sieve) -> dict[str, Any]:
    """What the board says about its filters: the views as links that keep the others, and the choices of the others."""
    views = [("", "全部", "所有没有办结的"), *((name, label, VIEW_HINTS[name]) for name, label in VIEWS.items())]
    return {
        "views": [(name, label, hint, replace(sieve, view=name).address) for name, label, hint in views],
        "wants": sieve.wants(staff.pk, [unit.pk for unit in working_units(staff)]),
        "choices": [
            ("urgency", "紧急程度", Urgency.choices, sieve.urgency),
            ("stage", "阶段", [(stage.value, stage.label) for stage in OPEN if stage != Stage.FILED], sieve.stage),
            ("family", "大类", FAMILIES.items(), sieve.family),
            ("source", "来源", Source.choices, sieve.source),
        ],
        "areas": by_superior(selectors.area(staff)),
        "narrowed": sum(map(bool, (sieve.urgency, sieve.stage, sieve.family, sieve.source, sieve.unit))),
    }


def _in(lane: str, rows: list[Complaint], staff: Staff) -> list[Complaint]:
    return [row for row in rows if _lane(row, staff) == lane]


def _lane(row: Complaint, staff: Staff) -> str:
    """The same rule as in live.js."""
    if row.lane == Lane.BURNING:
        return "burning"
    if row.stage == Stage.ACCEPTED:
        return "waiting"
    return "mine" if row.handler_id == staff.pk else "others"
