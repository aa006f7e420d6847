"""转出 and its follow-up: a case that another unit takes stays on our list until we know how it ended there (issue 4, 6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.page_tags import moment
from complaints import audience
from complaints.access import CLOCK, actor
from complaints.destinations import FOLLOW_UP_MAX, Destination, in_range, named
from complaints.models import Complaint, TimelineEntry
from complaints.promises import PROMISES
from complaints.services.perform import perform
from complaints.vocabulary import Outside
from governance.models import Staff
from governance.selectors import after_workdays
from notices.services import tell

ASK_AT = time(9)  # on the day of the follow-up, when people are at work
OUT_OF_RANGE = f"跟进日期从明天起、{FOLLOW_UP_MAX.days} 天以内，请重新选择。"
NO_DAY = f"还在办的，请选下次什么时候再问，最长 {FOLLOW_UP_MAX.days} 天。"
NO_OUTCOME = "请选择那边办得怎么样：还在办、已办结，还是退回来了。"


def transfer(
    case: Complaint, *, staff: Staff, to: str, result: str, now: datetime, reference: str = "", taken_by: str = "",
    follow_up_on: date | None = None, sure: bool = False, client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """转出: another unit takes it; `result` tells the resident. Until it is settled there the case stands on our list.

    `to`: a key, label or number of `destinations`, else the name of another unit; `reference`: its number there; `taken_by`:
    who took it there; `follow_up_on`: when we ask how it goes, by default what the place itself has to answer in; `sure`: numbers in `result` are meant to go. Raises
    `Refused` for a day that is not after today or more than 30 days away.
    """
    place, label = named(to)

    def values(fresh: Complaint) -> dict[str, Any]:
        day = follow_up_on or usual_day(place, now)
        return {
            "to": label, "destination": place.key, "result": result, "reference": reference.strip(), "taken_by": taken_by.strip(),
            "sure": sure, **_next(day, now),
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        _check(follow_up_on, now)
        return {"result": result.strip(), "closed_at": now}

    return perform(
        case, "transfer", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key
    )  # fmt: skip


def follow_up(
    case: Complaint, *, staff: Staff, outcome: str, now: datetime, follow_up_on: date | None = None, result: str = "",
    reason: str = "", sure: bool = False, client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """记录跟进: what the place that took the case says; `outcome`: a value of `Outside`.

    Still being handled: we ask again on `follow_up_on`. Settled: `result` is the answer the resident reads, the follow-up is
    over. Returned, for a `reason`: it is handled by us again, by the unit that answers for it now (`take_back`). Raises
    `Refused` for an outcome that is none and for what it lacks.
    """
    if outcome not in Outside.values:
        raise _wrong("outcome", NO_OUTCOME)
    run = {Outside.PENDING: _pending, Outside.SETTLED: _settle, Outside.RETURNED: _take_back}[Outside(outcome)]
    name, more, changes = run(follow_up_on, result, reason, now)

    def values(fresh: Complaint) -> dict[str, Any]:
        return {"outcome": outcome, "to": _where(fresh), "sure": sure, **more}

    return perform(
        case, name, who=actor(staff), now=now, values=values, changes=changes, client_key=client_key
    )  # fmt: skip


Act = tuple[str, dict[str, Any], Callable[[Complaint], dict[str, Any]]]


def _pending(day: date | None, result: str, reason: str, now: datetime) -> Act:
    def checked(fresh: Complaint) -> dict[str, Any]:
        if day is None:
            raise _wrong("follow_up_on", NO_DAY)
        _check(day, now)
        return {}

    return "follow_up", _next(day, now) if day else {}, checked


def _settle(day: date | None, result: str, reason: str, now: datetime) -> Act:
    return "settle", {"result": result}, lambda fresh: {"result": result.strip()}


def _take_back(day: date | None, result: str, reason: str, now: datetime) -> Act:
    return "take_back", {"reason": reason}, ours_again


def ours_again(fresh: Complaint) -> dict[str, Any]:
    """The columns of a case that came back: with the unit that answers for it now, that is the one that transferred it or the
    one its follow-up has climbed to. Nobody was found wanting, so it is the same round and nobody is barred."""
    return {
        "handler": None, "last_handler_id": fresh.left_by_id, "closed_at": None, "claimed_at": None, "first_contact_at": None,
        "contact_tries": 0, "spread_tries": 0, "tried_at": None,
    }  # fmt: skip


def climb(case: Complaint, level: int, *, late: float, now: datetime) -> TimelineEntry | None:
    """The clock, which holds the row: nobody has followed it up in time, so `level` answers for that from now on and its heads
    are told; when that level has it already they are told all the same. None where nothing was written."""
    if level > case.unit.level:
        return None
    entry = None
    if level < case.unit.level:
        target = case.unit.chain()[level]
        values = {"reason": f"{PROMISES['follow_up'].label}超时", "kind": "follow_up", "late": round(late, 3)}
        entry = perform(
            case, "raise_follow_up", who=CLOCK, now=now, values=values, held=True,
            changes=lambda fresh: {"unit": target},
        )  # fmt: skip
    tell(audience.to_heads(case, "outside_late", f"{case.code}:{case.seq}:outside", [case.unit]), now=now)
    return entry


def usual_day(place: Destination, now: datetime) -> date:
    """The day on which we ask when nobody names one, at most 30 days away."""
    today = timezone.localdate(now)
    later = after_workdays(now, place.days) if place.workdays else now + timedelta(days=place.days)
    return min(timezone.localdate(later), today + FOLLOW_UP_MAX)


def _next(day: date, now: datetime) -> dict[str, str]:
    at = datetime.combine(day, ASK_AT, tzinfo=timezone.get_current_timezone())
    return {"follow_up_on": day.isoformat(), "due_at": at.isoformat(), "due": f"{moment(at)}"}


def _check(day: date | None, now: datetime) -> None:
    if day and not in_range(day, timezone.localdate(now)):
        raise _wrong("follow_up_on", OUT_OF_RANGE)


def _where(case: Complaint) -> str:
    """Who took it, as the resident read it."""
    entry = TimelineEntry.objects.filter(complaint=case, kind="transfer").order_by("-seq").first()
    return str(cast(dict[str, Any], entry.body).get("to", "")) if entry else ""


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
