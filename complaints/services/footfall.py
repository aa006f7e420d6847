"""Codes at night: how many cases came by each, and which posted codes nobody scans (the funnel scan → form → case)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from complaints.models import Complaint
from complaints.objections import CLOSED_CATEGORIES
from complaints.services.purging import NIGHT
from complaints.workflow import Source
from governance.models import Unit
from governance.selectors import heads
from governance.selectors.plates import quiet_by_community
from governance.services import footfall
from notices.services import Message, tell

DAY = 86_400  # seconds
NIGHTS = 3  # days that are closed each night


def close_day(now: datetime) -> int:
    """Count yesterday's cases by code and sum up the month; returns how many codes have a sum.

    A report of misconduct is in no figure (domain.md §3.2, GOV-03).
    """
    day = timezone.localdate(now) - timedelta(days=1)
    begin = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    filed = Complaint.objects.filter(
        accepted_at__gte=begin, accepted_at__lt=begin + timedelta(days=1), source=Source.BINAN, place__isnull=False
    )
    rows = filed.exclude(category__in=CLOSED_CATEGORIES).order_by().values("place").annotate(number=Count("pk"))
    return footfall.fold({row["place"]: row["number"] for row in rows}, day=day)


def remind(now: datetime) -> int:
    """Tell the heads of a community, once a week, how many of its posted codes nobody has scanned for thirty days."""
    told, week = [], "{}-{}".format(*timezone.localdate(now).isocalendar()[:2])
    found: dict[Unit, int] = defaultdict(int)
    for unit, number in quiet_by_community(now):
        found[unit] += number
    for unit, number in found.items():
        for pk in heads(unit).values_list("pk", flat=True):
            key = f"quiet-codes:{week}:{unit.pk}:{pk}"
            told.append(
                Message(key, "quiet_codes", {"unit": unit.name, "number": number, "code": unit.pk}, staff_id=pk)
            )
    return tell(told, now=now)


def nightly(now: datetime) -> int:
    """The clock's job: once in the hour when nobody is on the line; doing it twice changes nothing."""
    local = timezone.localtime(now)
    key = f"codes-closed:{local:%Y%m%d}"
    if local.hour != NIGHT or cache.get(key):
        return 0
    # A night that failed, or had no clock, is made good by the next ones.
    done = sum(close_day(now - timedelta(days=back)) for back in reversed(range(NIGHTS)))
    done += remind(now)
    cache.set(key, 1, DAY)
    return done
