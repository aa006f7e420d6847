"""回放: what a station's board showed at a past minute, and one case step by step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binan.kit.errors import NotAllowed, Refused
from complaints import selectors
from complaints.access import complaint_for
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.fields import by_superior
from governance.access import has
from governance.models import Staff, Unit
from governance.roles import Right

TYPED = "%Y-%m-%dT%H:%M"
SHOWN = 200  # lines of one page; the others are in the file, or in a smaller unit
JUMPS = (
    (-60, "前 1 小时"),
    (-10, "前 10 分钟"),
    (-1, "前 1 分钟"),
    (1, "后 1 分钟"),
    (10, "后 10 分钟"),
    (60, "后 1 小时"),
)
EARLIEST, LATEST = 2000, 2100  # years
NOT_YOURS = "您的岗位不看回放，由社区书记、街道和区里的值班同事来看。"
NO_UNIT = "没有这个单位，请重新选择。"
NO_TIME = "时间没有看懂，请重新选择日期和时间。"
NOT_YET = "还没有到这个时间，请选过去的一分钟。"


@staff_only
@require_safe
def board(request: DeskRequest) -> HttpResponse:
    """The board of one of her units at one minute."""
    staff, now = request.user, timezone.now()
    given = {name: request.GET.get(name, "") for name in ("unit", "at")}
    context: dict[str, Any] = {"typed": given, "latest": f"{timezone.localtime(now):{TYPED}}", "section": "desk"}
    status = 200
    try:
        unit, at = asked_for(staff, **given, now=now)
        found = selectors.replay.board(unit, at=at)
        shown = found.lines[:SHOWN]
        context |= {
            "replay": found, "shown": shown, "more": len(found.lines) - len(shown), "unit": unit, "at": at, "jumps": _jumps(unit, at, now),
            "typed": {"unit": str(unit.pk), "at": _typed(at)}, "may_export": has(staff, Right.EXPORT),
            "hers": selectors.replay.still_hers(staff, [line.case.code for line in [*shown, *found.unsure]]),
        }  # fmt: skip
    except NotAllowed:
        raise
    except Refused as refusal:
        context["error"], status = refusal.sentence, refusal.status
    context["units"] = by_superior(selectors.area(staff, Right.DISPATCH))
    return render(request, "complaints/desk/replay.html", context, status=status)


@staff_only
@require_safe
def case(request: DeskRequest, code: str) -> HttpResponse:
    """One case at a moment, or after one of its steps (`step`); without either as it is."""
    found, now = complaint_for(request.user, code), timezone.now()
    step, typed = request.GET.get("step", ""), request.GET.get("at", "")
    error, status, at = "", 200, None
    try:
        at = _moment(typed, now) if typed else None
    except Refused as refusal:
        error, status = refusal.sentence, refusal.status
    seen = selectors.replay.steps(found, at=at, number=int(step) if step.isdecimal() and len(step) < 9 else None)
    moment = seen.entry.at if seen.entry and step else at or (seen.entry.at if seen.entry else now)
    here = seen.entry.seq if seen.entry else 0
    last = seen.entries[-1].seq
    context = {
        "case": found, "seen": seen, "then": seen.then, "at": moment, "typed": _typed(moment), "latest": _typed(now), "error": error,
        "here": here, "last": last, "before": here - 1 if here > 1 else None, "after": here + 1 if here < last else None, "section": "desk",
    }  # fmt: skip
    return render(request, "complaints/desk/case_replay.html", context, status=status)


def asked_for(staff: Staff, unit: str, at: str, now: datetime) -> tuple[Unit, datetime]:
    """The unit and the minute of an address; by default her own first unit, and the running minute.

    Raises `NotAllowed` for who leads no unit, `Refused` for a unit that is neither hers nor below hers, and for what is no past time.
    """
    if not has(staff, Right.DISPATCH):
        raise NotAllowed("not_allowed", NOT_YOURS)
    found = selectors.replay.unit_of(staff, unit)
    if found is None:
        raise Refused("unit", NO_UNIT)
    return found, _moment(at, now) if at else now.replace(second=0, microsecond=0)


def _moment(typed: str, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
        at = timezone.make_aware(found) if timezone.is_naive(found) else found
    except ValueError as fault:
        raise Refused("at", NO_TIME) from fault
    if not EARLIEST <= found.year <= LATEST:  # the ends of the calendar cannot be moved to another time zone
        raise Refused("at", NO_TIME)
    if at > now:
        raise Refused("at", NOT_YET)
    return at


def _typed(at: datetime) -> str:
    return f"{timezone.localtime(at):{TYPED}}"


def _jumps(unit: Unit, at: datetime, now: datetime) -> list[tuple[str, str]]:
    """Other minutes as links: the words, and the address where that time has come."""
    moments = ((words, at + timedelta(minutes=by)) for by, words in JUMPS)
    return [(words, urlencode({"unit": unit.pk, "at": _typed(to)})) for words, to in moments if to <= now]
