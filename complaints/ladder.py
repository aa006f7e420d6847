"""Ringing again when nobody answered: at which times, and which attempts count (work.md A5, domain.md §3.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

# 5 minutes after the first attempt, 30 after the second, then in the evening.
LADDER = (timedelta(minutes=5), timedelta(minutes=30))
EVENING, MORNING = 19, 9  # o'clock


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to ring again after the attempt number `tries` that failed `now`; None when the ladder has come to its end.

    The fourth attempt is at 19:00, or the next morning at 9:00 for whom it is later than that already.
    """
    if tries <= len(LADDER):
        return now + LADDER[tries - 1]
    if tries > len(LADDER) + 1:
        return None
    local = timezone.localtime(now)
    evening = local.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return (
        evening
        if local < evening
        else (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    )


def apart(counted: int, last: datetime | None, now: datetime) -> bool:
    """Whether a failed attempt is one at another time than those `counted` so far, of which the last was at `last`: it
    comes at least 5 minutes after the first, 30 after any further one. Ringing thrice in a minute is one attempt."""
    return last is None or now - last >= LADDER[min(counted, len(LADDER)) - 1]
