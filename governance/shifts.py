"""The arithmetic of a roster: when a shift lies, what is left uncovered, how long somebody rests, whose turn it is.

No models and no clock here: moments are aware, days are those of the house's time zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)
DAY = timedelta(days=1)
REST = timedelta(
    hours=11
)  # between two shifts; a hint, no law of ours: 2003/88/EC art. 3, for want of a Chinese figure
DAYS_MAX = 6  # of a week that the fill gives to one person: a free day in every week (劳动法 38)
YEARS = range(2000, 2100)  # of a roster: at the ends of the calendar there is no day before and no day after
NIGHT = time(0), time(5)  # who is on duty in all of these hours works a night


@dataclass(frozen=True, order=True)
class Span:
    """From when to when; the end is not part of it."""

    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> float:
        """How long it is."""
        return (self.ends_at - self.starts_at) / timedelta(hours=1)

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a moment in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def on_day(begins: time, ends: time, day: date, zone: tzinfo) -> Span:
    """Where a shift lies that begins on `day`; one that ends no later than it begins ends on the next day."""
    last = day if ends > begins else day + DAY
    return Span(datetime.combine(day, begins, tzinfo=zone), datetime.combine(last, ends, tzinfo=zone))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same stretches without overlaps and seams, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        else:
            found.append(span)
    return found


def without(wanted: Iterable[Span], served: Iterable[Span]) -> list[Span]:
    """What of `wanted` lies in none of `served`."""
    left = joined(wanted)
    for taken in joined(served):
        left = [piece for span in left for piece in _cut(span, taken)]
    return left


def fewest(within: Span, spans: Iterable[Span]) -> int:
    """How many of `spans` lie at least over every moment of `within`: one that ends where another begins is relieved by it."""
    there = [span for span in spans if span.overlaps(within)]
    changes = [within.starts_at, *(span.ends_at for span in there if span.ends_at < within.ends_at)]
    return min(sum(span.starts_at <= at < span.ends_at for span in there) for at in changes)


def _cut(span: Span, taken: Span) -> list[Span]:
    if not span.overlaps(taken):
        return [span]
    pieces = [Span(span.starts_at, taken.starts_at), Span(taken.ends_at, span.ends_at)]
    return [piece for piece in pieces if piece.starts_at < piece.ends_at]


def short_rests(spans: Iterable[Span]) -> list[tuple[Span, timedelta]]:
    """Of one person's duties those that begin less than `REST` after the one before, with the rest there was."""
    ordered = sorted(spans)
    return [(after, gap) for before, after in pairwise(ordered) if (gap := after.starts_at - before.ends_at) < REST]


def is_night(span: Span) -> bool:
    """Whether it takes in the dead hours of a night. The moments are local."""
    days = (span.starts_at.date() + DAY * n for n in range((span.ends_at.date() - span.starts_at.date()).days + 1))
    dead = (on_day(*NIGHT, day, span.starts_at.tzinfo) for day in days if span.starts_at.tzinfo)
    return any(span.starts_at <= night.starts_at and night.ends_at <= span.ends_at for night in dead)


def is_weekend(span: Span) -> bool:
    """Whether it begins on a Saturday or a Sunday. The moments are local."""
    return span.starts_at.weekday() >= 5


@dataclass(frozen=True)
class Load:
    """What somebody has had: shifts, nights, weekends, hours."""

    shifts: int = 0
    nights: int = 0
    weekends: int = 0
    hours: float = 0.0

    def plus(self, span: Span) -> Load:
        """With one more."""
        return Load(
            self.shifts + 1, self.nights + is_night(span), self.weekends + is_weekend(span), self.hours + span.hours
        )


def load(spans: Iterable[Span]) -> Load:
    """What these duties are together."""
    found = Load()
    for span in spans:
        found = found.plus(span)
    return found


def rotation(
    open_: Sequence[Span], people: Sequence[Who], *, busy: Mapping[Who, Sequence[Span]],
    past: Mapping[Who, Load], away: Mapping[Who, Sequence[Span]],
) -> list[Who | None]:  # fmt: skip
    """Whose turn each of the `open_` places is, in their order; None where nobody can have it.

    `people` in a fixed order; `busy`: their duties around these days; `past`: what they had in the weeks before; `away`:
    their leave. Nobody gets two at once, less than `REST` before or after another, or a seventh day of a week. Among the
    others a night goes to whom has had fewest nights, a weekend to whom has had fewest weekends, then by hours.
    """
    held = {who: list(busy.get(who, ())) for who in people}
    loads = {who: past.get(who, Load()) for who in people}
    found: list[Who | None] = [None] * len(open_)
    for n, span in sorted(enumerate(open_), key=lambda place: place[1]):
        free = [who for who in people if _may(span, held[who], away.get(who, ()))]
        if free:
            who = found[n] = min(free, key=lambda one: _turn(span, loads[one]))
            held[who].append(span)
            loads[who] = loads[who].plus(span)
    return found


def _may(span: Span, held: Sequence[Span], away: Sequence[Span]) -> bool:
    rested = Span(span.starts_at - REST, span.ends_at + REST)
    if any(rested.overlaps(other) for other in held) or any(span.overlaps(leave) for leave in away):
        return False
    week = span.starts_at.date().isocalendar()[:2]
    days = Counter(other.starts_at.date() for other in held if other.starts_at.date().isocalendar()[:2] == week)
    return len(days) < DAYS_MAX


def _turn(span: Span, past: Load) -> tuple[float, float, float]:
    nights, weekends = past.nights * is_night(span), past.weekends * is_weekend(span)
    return nights + weekends, past.hours, past.shifts
