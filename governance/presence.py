"""Who is at work, on the telephone, out or away: what their acts and their boards tell (work.md A5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from binan.kit.errors import Refused
from governance.models import Presence, Staff

CALL_MAX = timedelta(minutes=20)  # a call that was never logged ends by itself
SAID = (Presence.State.ONLINE, Presence.State.OUT, Presence.State.OFF)  # what somebody may say of herself


def states(people: Iterable[int], now: datetime) -> dict[int, str]:
    """The state of each of these members of staff (by key); who never gave a sign is unknown. One query."""
    asked = list(people)
    known = {row.pk: row.as_of(now) for row in Presence.objects.filter(pk__in=asked)}
    return {pk: known.get(pk, Presence.State.UNKNOWN) for pk in asked}


def state(staff: Staff, now: datetime) -> str:
    """Her own state."""
    return states([staff.pk], now)[staff.pk]


def say(staff: Staff, said: str, now: datetime) -> None:
    """She says that she is here (`online`), out or off; this ends a call. Raises `Refused` for anything else."""
    if said not in SAID:
        raise Refused("state", "请选择在线、外出或离岗。")
    _set(staff, now, state=said, since=now, calling_until=None, seen_at=now)


def here(staff: Staff, now: datetime) -> None:
    """She took something upon herself: she is at work, whatever she said before."""
    _set(staff, now, state=Presence.State.ONLINE, since=now, seen_at=now)


def calls(staff: Staff, now: datetime) -> None:
    """She dials: 通话中 for twenty minutes at most, also when her tablet goes silent meanwhile."""
    _set(staff, now, calling_until=now + CALL_MAX, back_at=None, seen_at=now)


def back(staff: Staff, now: datetime) -> None:
    """She looks at the page again: the call is over, its length is known."""
    Presence.objects.filter(staff=staff, calling_until__gt=now, back_at=None).update(back_at=now, seen_at=now)


def ended(staff: Staff, now: datetime) -> datetime | None:
    """The call is logged. Returns when she came back to the page after it, None when no page told."""
    row = Presence.objects.filter(staff=staff).first()
    _set(staff, now, calling_until=None, back_at=None, seen_at=now)
    return row.back_at if row else None


def goes_out(staff: Staff, now: datetime) -> None:
    """She has set out for a place."""
    _set(staff, now, state=Presence.State.OUT, since=now, calling_until=None, seen_at=now)


def seen(staff: Staff, now: datetime) -> None:
    """One of her boards is on a screen."""
    if not Presence.objects.filter(staff=staff).update(seen_at=now):
        _set(staff, now, seen_at=now)


def _set(staff: Staff, now: datetime, **columns: object) -> None:
    Presence.objects.update_or_create(staff=staff, defaults=columns, create_defaults={"since": now, **columns})
