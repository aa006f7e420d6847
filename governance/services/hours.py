"""What is known of the hours of a station: written by who counts the cases, read by who plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from governance.models import StationHour


def keep_hours(figures: Iterable[tuple[int, int, float]], *, now: datetime) -> None:
    """Put these figures, (unit, hour of the week, cases on average), in the place of the old ones."""
    rows = [StationHour(unit_id=unit, hour=hour, arrivals=cases, measured_at=now) for unit, hour, cases in figures]
    with transaction.atomic():
        StationHour.objects.all().delete()
        StationHour.objects.bulk_create(rows)


def measured(since: datetime) -> bool:
    """Whether anything was counted after `since`."""
    return StationHour.objects.filter(measured_at__gt=since).exists()
