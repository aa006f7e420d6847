"""The clock's sign of life: written after each round, at most every two seconds; read by `/readyz`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from binan.models import Heartbeat

EVERY = timedelta(seconds=2)
STALE = timedelta(seconds=30)
_last = None


def beat() -> None:
    """Record that a clock round ended now (real time, also in a rehearsal)."""
    global _last
    now = timezone.now()
    if _last and timedelta(0) <= now - _last < EVERY:
        return
    Heartbeat.objects.update_or_create(name="clock", defaults={"at": now})
    _last = now


def age() -> timedelta | None:
    """How long ago a clock finished a round, or None when none ever did."""
    found = Heartbeat.objects.filter(name="clock").first()
    return timezone.now() - found.at if found else None
