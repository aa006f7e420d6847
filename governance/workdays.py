"""Working days, pure: Monday to Friday, but for what the table of holidays and make-up days says (国务院办公厅 each autumn)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone

DAY = timedelta(days=1)
WEEKEND = 5  # Saturday, as `date.weekday` counts
WARN_FROM = (12, 1)  # month, day: from then on an empty table of next year is a fault


class Kind(TextChoices):
    """What a day of the table is."""

    WORK = "work", "工作"
    OFF = "off", "休"
    MAKE_UP = "make_up", "调休上班"


def is_workday(day: date, table: Mapping[date, str]) -> bool:
    """Whether people work on this day; `table`: day → `Kind`, for the days that differ from the week."""
    kind = table.get(day)
    return kind != Kind.OFF if kind else day.weekday() < WEEKEND


def add_workdays(moment: datetime, n: int, table: Mapping[date, str]) -> datetime:
    """The same time of day `n` working days later (n ≥ 0), local time; the first one counted is the day after `moment`.

    `moment`: aware. Raises `ValueError` for a negative number.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    local = timezone.localtime(moment)
    day = local.date()
    while n:
        day += DAY
        n -= is_workday(day, table)
    return local.replace(year=day.year, month=day.month, day=day.day)


def missing_year(today: date, years: set[int]) -> int | None:
    """The year whose table ought to be there on this day and is not: this one, from 1 December on the next as well."""
    wanted = [today.year] + ([today.year + 1] if (today.month, today.day) >= WARN_FROM else [])
    return next((year for year in wanted if year not in years), None)
