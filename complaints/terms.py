"""How long a promise may last: the range an administrator may set, and the lengths of a version over those of the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from complaints.promises import DAY, HOUR, MINUTE, PROMISES, Promise

# The shortest and the longest that an administrator may promise: kind → urgency ("" for the others) → range. The article's
# 1 minute, 5 minutes and 24 hours cannot be made longer for P0 to P2.
Range = tuple[timedelta, timedelta]
SECOND = timedelta(seconds=1)
RANGES: dict[str, dict[str, Range]] = {
    "accept": {"": (SECOND, MINUTE)},
    "contact": {"": (MINUTE, 5 * MINUTE), "P3": (MINUTE, 24 * HOUR)},
    "set_out": {"": (MINUTE, 24 * HOUR), "P0": (MINUTE, 5 * MINUTE)},
    "on_site": {"": (5 * MINUTE, 3 * DAY), "P0": (MINUTE, 15 * MINUTE), "P1": (5 * MINUTE, 30 * MINUTE)},
    "close": {"": (30 * MINUTE, 24 * HOUR), "P3": (HOUR, 5 * DAY)},
    "second_close": {"": (HOUR, 48 * HOUR)},
    "mediate": {"": (DAY, 30 * DAY)},
    "invite_rating": {"": (24 * HOUR, 7 * DAY)},
    "acknowledge": {"": (MINUTE, 30 * MINUTE), "P3": (MINUTE, 24 * HOUR)},
}


@dataclass(frozen=True)
class Terms:
    """The lengths in force: the defaults above, and over them the `rows` (kind, urgency, category or "" for any → length) of
    the `version` that an administrator has set; None: no version yet."""

    version: int | None = None
    rows: Mapping[tuple[str, str, str], timedelta] = field(default_factory=dict)

    def length(self, kind: str, urgency: str, category: str = "") -> timedelta | None:
        """How long a promise of this kind lasts; None: it is not made. The row of the category goes before that of any."""
        for key in ((kind, urgency, category), (kind, urgency, "")):
            if key in self.rows:
                return self.rows[key]
        return PROMISES[kind].after.get(urgency)

    def opened(self, action: str, urgency: str, category: str = "") -> list[tuple[Promise, timedelta]]:
        """The promises that `action` opens for a case of this urgency and category, with their lengths."""
        found = [(p, self.length(p.kind, urgency, category)) for p in PROMISES.values() if action in p.opened_by]
        return [(promise, length) for promise, length in found if length is not None]


def permitted(kind: str, urgency: str) -> Range | None:
    """The shortest and the longest that may be set; None: a promise that no version changes."""
    ranges = RANGES.get(kind)
    return ranges.get(urgency, ranges[""]) if ranges else None
