"""Somebody has to enter next year's holidays once a year; the clock says so while nobody has."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from binan.kit import memo
from governance.levels import Level
from governance.selectors import at_level, heads, year_without_workdays
from notices.services import Message, tell

HOURLY = 3600  # seconds; the same words with the same key are not told twice anyway


def remind(now: datetime) -> int:
    """Tell the heads of the district, once a week, that a year's table is missing (from 1 December on: next year's)."""
    day = timezone.localdate(now)
    year = year_without_workdays(day)
    if year is None or memo.recall("workdays-told", day):
        return 0
    week = day.isocalendar().week
    told = [
        Message(f"workdays:{year}:{week}:{pk}", "workdays_missing", {"year": year}, staff_id=pk)
        for unit in at_level(Level.DISTRICT)
        for pk in heads(unit).values_list("pk", flat=True)
    ]
    memo.remember("workdays-told", day, HOURLY, lambda: True)
    return tell(told, now=now)
