"""Free time, pure: a day is one int, a bit for each quarter of an hour from midnight on, set where somebody is free.

So a week of 500 mediators and 200 rooms is a few thousand numbers, and "who of them has an hour at the same time as both
sides" is `&`. Times are local (one zone, no change of the clock: Asia/Shanghai).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

QUARTER = timedelta(minutes=15)
MINUTES, QUARTERS = 15, 96
ALL = (1 << QUARTERS) - 1
PARTS = {"morning": (time(8), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(22))}
ROOM, MEDIATOR, PARTY, LATE = "room", "mediator", "party", "late"


def bits(first: int, last: int) -> int:
    """The quarters from `first` up to, not including, `last` (0 to 96); 0 for an empty stretch."""
    return ((1 << (last - first)) - 1) << first if last > first else 0


def within(begins: time, ends: time) -> int:
    """The whole quarters between two times of a day: a quarter that is open for a part of it is not open."""
    return bits(-(-_minutes(begins) // MINUTES), QUARTERS if ends == time.max else _minutes(ends) // MINUTES)


def touched(starts_at: datetime, ends_at: datetime, day: date) -> int:
    """The quarters of `day` that a stretch of time touches, even for a moment. Both moments in local time."""
    if starts_at.date() > day or ends_at.date() < day:
        return 0
    first = _minutes(starts_at.time()) // MINUTES if starts_at.date() == day else 0
    if ends_at.date() > day:
        return bits(first, QUARTERS)
    seconds = ends_at.time().second or ends_at.time().microsecond
    return bits(first, -(-(_minutes(ends_at.time()) + bool(seconds)) // MINUTES))


def whole(starts_at: datetime, ends_at: datetime, day: date) -> int:
    """The quarters of `day` that lie wholly in a stretch of time, e.g. a duty. Both moments in local time."""
    if starts_at.date() > day or ends_at.date() < day:
        return 0
    first = time(0) if starts_at.date() < day else starts_at.time()
    late = first.second or first.microsecond
    begin = -(-(_minutes(first) + bool(late)) // MINUTES)
    return bits(begin, QUARTERS if ends_at.date() > day else _minutes(ends_at.time()) // MINUTES)


def after(now: datetime, day: date) -> int:
    """The quarters of `day` that begin at `now` or later (local time)."""
    if now.date() != day:
        return ALL if now.date() < day else 0
    passed = _minutes(now.time()) + bool(now.second or now.microsecond)
    return bits(-(-passed // MINUTES), QUARTERS)


def starts(free: int, quarters: int) -> int:
    """Where something of that many quarters may begin so that it stays in what is free to its end."""
    found, length = free, 1
    while length < quarters:  # doubles: four quarters take two steps
        step = min(length, quarters - length)
        found &= found >> step
        length += step
    return found


def each(found: int) -> Iterator[int]:
    """The quarters that are set, earliest first."""
    while found:
        low = found & -found
        yield low.bit_length() - 1
        found ^= low


def apart(found: Iterable[int], quarters: int, most: int) -> list[int]:
    """The first `most` of these beginnings that do not overlap, each `quarters` long."""
    picked: list[int] = []
    for start in found:
        if len(picked) < most and (not picked or start >= picked[-1] + quarters):
            picked.append(start)
    return picked


def at(day: date, quarter: int) -> datetime:
    """The moment a quarter of a day begins, without a zone."""
    return datetime.combine(day, time(0)) + quarter * QUARTER


def length(minutes: int) -> int:
    """How many quarters it takes to hold so many minutes."""
    return -(-minutes // MINUTES)


def joint(ours: Sequence[int], quarters: int) -> int:
    """Where at least one of these has so many quarters free in one piece."""
    found = 0
    for free in ours:
        found |= starts(free, quarters)
    return found


def blocker(rooms: Sequence[int], mediators: Sequence[int], parties: int, rest: int, quarters: int) -> str:
    """What kept a session of so many quarters from the rest of a day: `LATE` when too little of it was left, `MEDIATOR`,
    `ROOM` or `PARTY`; "" when there was room for one.

    `rooms`, `mediators`: what each had free; `parties`: what was free for all of them; `rest`: what was left of the day.
    """
    if not starts(rest, quarters):
        return LATE
    with_mediator = joint([free & rest for free in mediators], quarters)
    if not with_mediator:
        return MEDIATOR
    with_room = with_mediator & joint([free & rest for free in rooms], quarters)
    if not with_room:
        return ROOM
    return "" if with_room & starts(parties, quarters) else PARTY


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
