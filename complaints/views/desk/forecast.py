"""The hours to come in which promises will probably break: a part of the roster's page."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.forecast import Hour, stretches
from complaints.views.desk.door import DeskRequest, staff_only
from governance.access import roster_of
from governance.models import Unit
from governance.selectors import coverage
from governance.shifts import Span

DAYS = 7
SHOWN = 8


@staff_only
@require_safe
def part(request: DeskRequest, number: int) -> HttpResponse:
    """One unit in the next seven days, in words."""
    unit = roster_of(request.user, number)
    known, hours = _hours(unit)
    found = stretches(hours)
    context = {"unit": unit, "known": known, "stretches": found[:SHOWN], "more": len(found) - SHOWN}
    return render(request, "complaints/desk/_forecast.html", context)


def _hours(unit: Unit) -> tuple[bool, list[Hour]]:
    now = timezone.now()
    hour = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    rates = coverage.arrivals(unit)
    people = coverage.counts(unit, Span(hour, hour + timedelta(days=DAYS)), now)
    hours = [Hour(span.starts_at, rates.get(_of_week(span), 0.0), count) for span, count in people]
    return bool(rates), hours


def _of_week(span: Span) -> int:
    return span.starts_at.weekday() * 24 + span.starts_at.hour
