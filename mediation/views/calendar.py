"""The calendar of the rooms, and the mediations that run."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from mediation import selectors
from mediation.access import is_insider, visible
from mediation.legal.shelves import may_review
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """Seven days of every room. A cell shows a number, never a name; it opens for whoever sees that mediation."""
    if not is_insider(request.user):
        raise Http404
    first = _day(request.GET.get("day", ""))
    days, rows = selectors.week(first)
    taken = {booking.mediation_id for row in rows for day in row.days for booking in day}
    context = {
        "days": days,
        "rows": rows,
        "today": timezone.localdate(),
        "mine": set(visible(request.user).filter(pk__in=taken).values_list("pk", flat=True)),
        "waiting": selectors.waiting(request.user),
        "before": first - timedelta(days=selectors.DAYS),
        "after": first + timedelta(days=selectors.DAYS),
        "reviewer": may_review(request.user),
        "section": "mediation",
    }
    return render(request, "mediation/calendar.html", context)


def _day(typed: str) -> date:
    """The day asked for; today for none, for what is none and for one no calendar of ours reaches."""
    today = timezone.localdate()
    try:
        asked = parse_date(typed) or today
    except ValueError:
        return today
    return asked if abs((asked - today).days) < 3660 else today
