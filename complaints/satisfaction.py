"""满意率 and what has to stand beside it, as plain arithmetic (domain.md §3.5, work.md D4.5).

No figure here is shown alone: the rate stands beside the share of those who answered and its 95 % Wilson interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from complaints.figures import SMALL, Z


@dataclass(frozen=True)
class Satisfaction:
    """Counts of one scope and window. `invited`: all who were asked; `voted` of them; `satisfied` of those (基本满意 or better).

    `excluded`: marks the district took out after an appeal, all of them dissatisfied; they are in `voted`, and out of `adjusted`.
    """

    invited: int
    voted: int
    satisfied: int
    excluded: int = 0

    def __add__(self, other: Satisfaction) -> Satisfaction:
        return Satisfaction(
            self.invited + other.invited, self.voted + other.voted, self.satisfied + other.satisfied,
            self.excluded + other.excluded,
        )  # fmt: skip

    @property
    def few(self) -> bool:
        """Too few voted to tell people apart from the figure."""
        return self.voted < SMALL

    @property
    def rate(self) -> float:
        """满意率 in percent of those who voted."""
        return share(self.satisfied, self.voted)

    @property
    def response(self) -> float:
        """参评率 in percent of those invited; who has not answered yet counts as silent."""
        return share(self.voted, self.invited)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the rate in percent."""
        return wilson(self.satisfied, self.voted)

    @property
    def worst(self) -> float:
        """满意率 in percent, had all the silent been unhappy."""
        return share(self.satisfied, self.invited)

    @property
    def adjusted(self) -> Satisfaction:
        """The second figure: without the marks that were taken out."""
        return Satisfaction(self.invited - self.excluded, self.voted - self.excluded, self.satisfied)


def share(part: int, whole: int) -> float:
    """Percent to the nearest of two places, but 100 only when it is all; 0 of nothing."""
    if not whole:
        return 0.0
    return 100.0 if part == whole else min(round(100 * part / whole, 2), 99.99)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share, in percent with one place; everything is possible of nothing."""
    if not whole:
        return 0.0, 100.0
    rate, spread = part / whole, Z * Z / whole
    centre, half = rate + spread / 2, Z * math.sqrt(rate * (1 - rate) / whole + spread / whole / 4)
    low, high = ((centre + sign * half) / (1 + spread) for sign in (-1, 1))
    return round(100 * max(low, 0), 1), round(100 * min(high, 1), 1)
