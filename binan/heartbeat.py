"""The clock's sign of life: written around each round, at most every two seconds; read by `/readyz`. It is where a clock
that goes round again sees that none did for a while."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from binan.models import Heartbeat
from complaints.services import outages

EVERY = timedelta(seconds=2)
STALE = timedelta(seconds=30)
NAME = "clock"  # one for all clocks of the house: while one of them goes round there is no outage
_last = None


def beat(*, rehearsal: bool = False) -> None:
    """Record that a clock is alive now (real time, also in a rehearsal), and as an outage that none was for longer than `STALE`.

    Of clocks that see the same gap the one whose compare-and-swap wins writes it, with its own sign of life in one transaction:
    a clock that is killed in between leaves both unwritten, and the next one sees the gap. A rehearsal makes gaps of its own.
    """
    global _last
    now = timezone.now()
    if _last and timedelta(0) <= now - _last < EVERY:
        return
    with transaction.atomic():
        seen = Heartbeat.objects.filter(name=NAME).values_list("at", flat=True).first()
        if seen is None:
            Heartbeat.objects.get_or_create(name=NAME, defaults={"at": now})
        elif now - seen <= STALE:
            Heartbeat.objects.filter(name=NAME).update(at=now)
        elif Heartbeat.objects.filter(name=NAME, at=seen).update(at=now) and not rehearsal:
            outages.record(began_at=seen, ended_at=now)
    _last = now


def age() -> timedelta | None:
    """How long ago a clock finished a round, or None when none ever did."""
    found = Heartbeat.objects.filter(name=NAME).first()
    return timezone.now() - found.at if found else None
