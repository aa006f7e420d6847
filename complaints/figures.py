"""What may be published of a set of cases, as plain arithmetic: each figure with its denominator, small numbers hidden.

No models and no clock here: `complaints.neighbourhood` brings the rows. Rules: domain.md §3.5 (满意率 never without 参评率), §5
(cells under five are not published).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SMALL = 5  # a figure about fewer people than this could point to one of them: words instead
Z = 1.96  # standard deviations of 95 %
WINDOW = timedelta(days=30)
GRACE = timedelta(
    hours=4
)  # the longest promise of a call (P3): so long a case without one is not yet a case left without


@dataclass(frozen=True)
class Matter:
    """One accepted case: `reached_at` is its first call that somebody answered, `handled` whether it has its answer now,
    `callable` whether a number was left and the person did not take the matter back before any call."""

    accepted_at: datetime
    reached_at: datetime | None
    handled: bool
    callable: bool


@dataclass(frozen=True)
class Figures:
    """The figures of the cases accepted in one window.

    `accepted`: all of them; `handled`: of these, those answered and closed by now (办结, not withdrawn, declined or handed on).
    `called`: those with a number to call, the denominator of `median`: within that time half of them were reached; one
    never reached counts as longer than any, so None means that more than half were not. `invited`: invitations to rate
    that went out for the accepted cases, every round; `answered` of them, `satisfied` of those answered (基本满意 or better).
    """

    accepted: int
    handled: int
    called: int
    median: timedelta | None
    invited: int
    answered: int
    satisfied: int

    @property
    def shows_handled(self) -> bool:
        return self.handled >= SMALL

    @property
    def shows_median(self) -> bool:
        return self.called >= SMALL

    @property
    def shows_satisfaction(self) -> bool:
        return self.answered >= SMALL

    @property
    def median_minutes(self) -> int | None:
        """Whole minutes, rounded up: never faster than it was."""
        return None if self.median is None else max(1, -(-self.median // timedelta(minutes=1)))

    @property
    def median_hours(self) -> int | None:
        """Whole hours, rounded up, once it is an hour or more; None below."""
        return -(-self.median // timedelta(hours=1)) if self.median and self.median > timedelta(minutes=59) else None

    @property
    def satisfaction_rate(self) -> int:
        """满意率 in whole percent of those who answered, rounded down: 100 means all. Never show it without `response_rate`."""
        return percent(self.satisfied, self.answered)

    @property
    def satisfaction_range(self) -> tuple[int, int]:
        """Between which whole percents the satisfaction of all would lie, had all been as those who answered."""
        return interval(self.satisfied, self.answered)

    @property
    def response_rate(self) -> int:
        """参评率 in whole percent of those invited, rounded down; an invitation still unanswered counts as silent."""
        return percent(self.answered, self.invited)


def measured(matters: Sequence[Matter], ratings: Iterable[int | None], *, now: datetime) -> Figures:
    """The figures of these cases. `ratings`: one value per invitation, its mark from 1 to 5 or None for no answer."""
    marks = list(ratings)
    answered = [mark for mark in marks if mark is not None]
    waited = [m for m in matters if m.callable and (m.reached_at or m.accepted_at <= now - GRACE)]
    return Figures(
        accepted=len(matters),
        handled=sum(m.handled for m in matters),
        called=len(waited),
        median=middle([m.reached_at - m.accepted_at if m.reached_at else None for m in waited]),
        invited=len(marks),
        answered=len(answered),
        satisfied=sum(mark >= 3 for mark in answered),
    )


def middle(lengths: Sequence[timedelta | None]) -> timedelta | None:
    """The lower median: at least half waited no longer than this. None (never) sorts last; also None for no lengths."""
    known = sorted(length for length in lengths if length is not None)
    place = (len(lengths) - 1) // 2
    return known[place] if 0 <= place < len(known) else None


def interval(part: int, whole: int) -> tuple[int, int]:
    """The 95 % Wilson score interval of a share, in whole percent, rounded outwards; everything is possible of nothing.

    Wilson 1927; unlike the plain ± it stays honest for few answers and near 0 and 100.
    """
    if not whole:
        return 0, 100
    share, spread = part / whole, Z * Z / whole
    centre, half = share + spread / 2, Z * math.sqrt(share * (1 - share) / whole + spread / whole / 4)
    low, high = ((centre + sign * half) / (1 + spread) for sign in (-1, 1))
    return math.floor(100 * max(low, 0)), math.ceil(100 * min(high, 1))


def percent(part: int, whole: int) -> int:
    """Whole percent, rounded down; 0 of nothing."""
    return 100 * part // whole if whole else 0
