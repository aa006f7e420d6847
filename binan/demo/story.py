"""What a demo story is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

HOUR, DAY = 60, 24 * 60  # minutes


@dataclass(frozen=True)
class Step:
    """What happens `after` minutes from the filing: the verb `do`, by a user name (none: the resident), with its values."""

    after: float
    do: str
    by: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def then(after: float, do: str, by: str = "", **values: Any) -> Step:
    """One step."""
    return Step(after, do, by, values)


@dataclass(frozen=True)
class Story:
    """One case. `name`: its own and for ever, so that it is told once. `when`: minutes ago, or (days ago, "HH:MM").

    `at`: the name of the scanned place, or the key of a unit where `by` registers it for somebody.
    """

    name: str
    when: float | tuple[int, str]
    at: str
    text: str
    steps: tuple[Step, ...] = ()
    phone: str = ""
    by: str = ""
    filing: Mapping[str, Any] = field(default_factory=dict)

    def begins(self, now: datetime) -> datetime:
        """The moment of the filing, seen from `now` (local time)."""
        if not isinstance(self.when, tuple):
            return now - timedelta(minutes=self.when)
        days, clock = self.when
        hour, minute = clock.split(":")
        return now.replace(hour=int(hour), minute=int(minute), second=24, microsecond=0) - timedelta(days=days)
