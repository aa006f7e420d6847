"""值班表: the roster of a unit, and who is on duty now at every level."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binan.kit.errors import Nowhere
from governance.access import may_plan, may_ring, roster_of, rostered, seats
from governance.levels import Level
from governance.models import Duty, Staff, Unit
from governance.selectors import coverage, roster
from governance.shifts import DAY, YEARS

AHEAD = timedelta(hours=72)
NO_DAY = "没有这一天，请从值班表重新打开。"


class StaffRequest(HttpRequest):
    """A request of somebody who has logged in."""

    user: Staff


@login_required
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The week of one unit: hers, or the one she asks for."""
    return shown(request, chosen(request.user, request.GET), asked_day(request.GET))


def shown(request: StaffRequest, unit: Unit | None, day: date, *, status: int = 200) -> HttpResponse:
    """The page of `unit` in the week of `day`; without a unit what there is to see without one."""
    now = timezone.now()
    context: dict[str, Any] = {"section": "roster", "unit": unit, "now": now, "today": timezone.localdate(now)}
    if unit:
        context |= _week(request.user, unit, roster.monday(day), now)
    return render(request, "governance/roster/page.html", context, status=status)


@login_required
@require_safe
def on_duty(request: StaffRequest) -> HttpResponse:
    """谁在值班: every unit she sees, for a page or as a part of another one."""
    now = timezone.now()
    context = {"section": "roster", "groups": _groups(request.user, now), "now": now}
    part = "_now" if request.headers.get("HX-Request") else "now"
    return render(request, f"governance/roster/{part}.html", context)


@login_required
@require_safe
def on_duty_json(request: StaffRequest) -> JsonResponse:
    """The same as data. `missing`: nobody is there who should be; a number only for those who may ring."""
    now, user = timezone.now(), request.user
    found = [
        {
            "unit": watch.unit.name, "key": watch.unit.key, "level": watch.unit.level, "missing": watch.missing,
            "phone": watch.unit.phone, "on_duty": [_person(user, watch.unit, duty) for duty in watch.duties],
        }
        for watch in coverage.watches(rostered(user), now)
    ]  # fmt: skip
    return JsonResponse({"now": now.isoformat(), "units": found})


def chosen(staff: Staff, given: Any) -> Unit | None:
    """The unit of the address, else that of her first post; None for who has no post in the four levels."""
    raw = str(given.get("unit", ""))
    if raw:
        return roster_of(staff, _number(raw))
    own = next((seat.unit for seat in seats(staff) if seat.unit), None)
    return roster_of(staff, own.pk) if own else None


def asked_day(given: Any) -> date:
    """The day of the address, else today. Raises `Nowhere` for what is none."""
    raw = str(given.get("week", ""))
    try:
        day = date.fromisoformat(raw) if raw else timezone.localdate()
    except ValueError as fault:
        raise Nowhere("week", NO_DAY) from fault
    if day.year not in YEARS:
        raise Nowhere("week", NO_DAY)
    return day


def _number(raw: str) -> int:
    return int(raw) if raw.isdecimal() and len(raw) < 18 else 0


def _week(staff: Staff, unit: Unit, first: date, now: datetime) -> dict[str, Any]:
    units = rostered(staff)
    week = roster.week(unit, first, now)
    chain = [up for _, up in sorted(unit.chain().items())]
    plans = may_plan(staff, unit)
    below = [one for one in units if plans and unit.pk in {up.pk for up in one.chain().values()}]
    watches = coverage.watches(chain, now)
    able = roster.able(unit).filter(pk=staff.pk).exists()
    return {
        "week": week,
        "units": by_superior(units),
        "watches": [(watch, may_ring(staff, watch.unit)) for watch in watches],
        "serving": any(duty.staff_id == staff.pk for watch in watches for duty in watch.duties),
        "gaps": coverage.gaps(below or [unit], now, AHEAD),
        "swaps": roster.swaps_for(staff, [unit]),
        "plans": plans,
        "able": able,
        "workers": list(roster.workers(unit)),
        "before": first - 7 * DAY,
        "after": first + 7 * DAY,
    }


def _groups(staff: Staff, now: datetime) -> list[tuple[str, list[tuple[coverage.Watch, bool]]]]:
    """The watches by the unit above, upper levels first; grids are named only where somebody is on duty."""
    found: dict[str, list[tuple[coverage.Watch, bool]]] = {}
    for watch in coverage.watches(rostered(staff), now):
        if watch.unit.level == Level.GRID and not watch.duties:
            continue
        above = watch.unit.parent.name if watch.unit.parent else "全区"
        found.setdefault(above, []).append((watch, may_ring(staff, watch.unit)))
    return list(found.items())


def _person(user: Staff, unit: Unit, duty: Duty) -> dict[str, str]:
    mobile = duty.staff.mobile if may_ring(user, unit) else ""
    return {"name": str(duty.staff), "mobile": mobile, "until": duty.ends_at.isoformat()}


def by_superior(units: list[Unit]) -> list[tuple[str, list[Unit]]]:
    """Units for a list to choose from, by the unit above."""
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(unit.parent.name if unit.parent else "", []).append(unit)
    return list(groups.items())
