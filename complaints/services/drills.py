"""演练: once an hour a practice case for each station with people on duty, from the scan to the claim (work.md A5.10, I6).

It rings as a new case does and ends by itself. Nothing of it is a case: no number, no resident, no promise, no message by SMS.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from binan.kit.errors import Moved, Refused
from complaints import live
from complaints.models import Complaint, Drill
from complaints.models.complaint import Lane
from governance.levels import Level
from governance.models import Staff, Unit
from governance.selectors import at_level, on_duty_ids
from notices.services import Message, tell

WITHIN = timedelta(minutes=5)  # as long as a resident waits for a call
OPENS, CLOSES = 7, 22  # hours between which one may ring for practice
PUNCTUAL = timedelta(minutes=2)  # a clock that comes later than this leaves the hour out
OFF, BY_DAY, ALWAYS = 0, 1, 2  # BINAN_PRACTICE
KEPT = timedelta(days=90)  # long enough to see how a station has practised for a quarter


def hourly(now: datetime) -> int:
    """The clock's job: end what is over, and begin what the hour asks for; returns how many were ended or begun."""
    return _over(now) + (_begin(now) if _due(now) else 0)


def forget(now: datetime) -> int:
    """Delete the practice cases of more than a quarter ago, who claimed them with them; returns how many."""
    return Drill.objects.filter(hour__lt=now - KEPT).delete()[0]


def rang(drill: Drill, *, staff: Staff, now: datetime) -> bool:
    """A tablet says that it rings for it; the first one of somebody on duty counts. Whether it did."""
    if staff.pk not in on_duty_ids([drill.unit], now):
        return False
    return bool(Drill.objects.filter(pk=drill.pk, outcome="", rung_at=None).update(rung_at=now))


def claim(drill: Drill, *, staff: Staff, now: datetime) -> Drill:
    """She takes it, which ends it at once; the second tap of the same person is the same claim. Returns it as it ended.

    Raises `Moved` (409) when a colleague was faster, or its five minutes are over, and `Refused` for who is not on duty: a
    station practises with the people it has.
    """
    if not drill.outcome and staff.pk not in on_duty_ids([drill.unit], now):
        raise Refused("off_duty", "您现在不在班上，演练由在班的同事认领。")
    won = now < drill.at + WITHIN and _end(drill, Drill.Outcome.CLAIMED, now, by=staff)
    drill.refresh_from_db()
    if not won and drill.by_id != staff.pk:
        raise Moved("moved", f"{drill.by}已经认领了这次演练。" if drill.by else "这次演练已经结束，谢谢您。")
    return drill


def _due(now: datetime) -> bool:
    """Whether practice is asked for at this moment, and has not begun yet in this hour."""
    local = timezone.localtime(now)
    awake = settings.PRACTICE == ALWAYS or (settings.PRACTICE == BY_DAY and OPENS <= local.hour < CLOSES)
    return awake and now - _hour(now) < PUNCTUAL and not Drill.objects.filter(hour=_hour(now)).exists()


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


@transaction.atomic
def _begin(now: datetime) -> int:
    """One for each station with people on duty and no 特急; the unique hour of a station decides between two clocks."""
    begun = 0
    for unit in at_level(Level.COMMUNITY):
        people = on_duty_ids([unit], now)
        if not people or _burning(unit):
            continue
        known = {"at": now, "people": len(people)}
        drill, fresh = Drill.objects.get_or_create(unit=unit, hour=_hour(now), defaults=known)
        if fresh:
            key, data = f"drill:{drill.pk}", {"unit": unit.name}
            tell([Message(f"{key}:{pk}", "drill", data, staff_id=pk) for pk in people], now=now)
            _show(unit.pk)
            begun += 1
    return begun


def _over(now: datetime) -> int:
    """End those that nobody claimed in time, and those that a real 特急 has overtaken."""
    ended = 0
    for drill in Drill.objects.filter(outcome="").select_related("unit"):
        if _burning(drill.unit):
            ended += _end(drill, Drill.Outcome.OFF, now)
        elif now >= drill.at + WITHIN:
            ended += _end(drill, Drill.Outcome.MISSED, now)
    return ended


def _burning(unit: Unit) -> bool:
    return Complaint.objects.filter(community=unit, lane=Lane.BURNING).exists()


@transaction.atomic
def _end(drill: Drill, outcome: str, now: datetime, by: Staff | None = None) -> bool:
    """Whether this end was the first: compare-and-swap."""
    won = Drill.objects.filter(pk=drill.pk, outcome="").update(outcome=outcome, ended_at=now, by=by)
    if won:
        _show(drill.unit_id)
    return bool(won)


def _show(unit_id: int) -> None:
    transaction.on_commit(lambda: live.beside(unit_id), robust=True)
