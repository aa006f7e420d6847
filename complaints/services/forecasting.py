"""How much comes in which hour of the week: counted once a night over eight weeks, in one question to the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, F, Min
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from complaints.models import Complaint
from complaints.services.purging import NIGHT
from governance.services.hours import keep_hours, measured

WEEKS = 8


def measure(now: datetime) -> int:
    """Count anew; returns how many hours of stations have a figure. The average is over the weeks there are, at most eight."""
    zone = timezone.get_current_timezone()
    rows = Complaint.objects.filter(accepted_at__gt=now - timedelta(weeks=WEEKS), accepted_at__lte=now)
    counted = list(
        rows.annotate(
            station=Coalesce(F("community_id"), F("subdistrict_id"), F("unit_id")),
            weekday=ExtractIsoWeekDay("accepted_at", tzinfo=zone),
            of_day=ExtractHour("accepted_at", tzinfo=zone),
        )
        .order_by()
        .values("station", "weekday", "of_day")
        .annotate(cases=Count("pk"), first=Min("accepted_at"))
    )
    first = min((row["first"] for row in counted), default=now)
    weeks = max(1.0, (now - first) / timedelta(weeks=1))
    keep_hours(
        [(row["station"], (row["weekday"] - 1) * 24 + row["of_day"], row["cases"] / weeks) for row in counted], now=now
    )
    return len(counted)


def nightly(now: datetime) -> int:
    """The clock's job: once in the hour when nobody is on the line."""
    if timezone.localtime(now).hour != NIGHT or measured(now - timedelta(hours=2)):
        return 0
    return measure(now)
