"""随机抽查: which silent residents are called each week. Anybody with the timelines can work the draw out again.

The seed is the digest of the entries that ended the week's unanswered invitations. Each of their hashes covers a random salt
and the whole history of its case, so nobody can know the seed before the week is over, and nobody can change it after.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

SHARE, LEAST = 0.03, 1  # of the silent cases of a subdistrict (work.md D4.6)
CALL_WITHIN = timedelta(days=7)


def week_of(at: datetime) -> date:
    """The Monday of the week in which `at` lies, Asia/Shanghai."""
    day = timezone.localtime(at).date()
    return day - timedelta(days=day.weekday())


def seed(week: date, unit: str, hashes: Iterable[str]) -> str:
    """What decides the draw: SHA-256 over the week, the subdistrict's key and the hashes of the ending entries in their order."""
    return hashlib.sha256("\n".join([week.isoformat(), unit, *sorted(hashes)]).encode()).hexdigest()


def order(silent: Mapping[str, str], *, week: date, unit: str) -> list[str]:
    """The case numbers in the order of the draw. `silent`: case number → hash of the entry that ended its invitation."""
    start = seed(week, unit, silent.values())
    return sorted(silent, key=lambda code: hashlib.sha256(f"{start}{code}".encode()).digest())


def size(silent: int) -> int:
    """How many of so many silent cases are called."""
    return max(LEAST, math.ceil(SHARE * silent)) if silent else 0


def caller(units: list[int], own: int, week: date) -> int | None:
    """Which other subdistrict calls, another one each week; None when there is no other. `units`: all of them in order."""
    others = units[units.index(own) + 1 :] + units[: units.index(own)]
    return others[week.toordinal() // 7 % len(others)] if others else None
