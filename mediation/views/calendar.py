"""The calendar of rooms and mediators, the mediations that run, and how many got a session on the same day."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from mediation import calendars, openings, selectors, statistics
from mediation.access import is_insider
from mediation.calendars import Sheet
from mediation.legal.shelves import may_review
from mediation.meter import meter
from mediation.views.door import StaffRequest, staff_only

BY = {"room": "按调解室", "mediator": "按调解员"}
VIEWS = {"week": calendars.DAYS, "day": 1}


@staff_only
@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """A week or a day of one organisation. A cell shows a number, never a name, and that only to whoever sees the mediation."""
    if not is_insider(request.user):
        raise Http404
    asked, now, found = request.GET, timezone.now(), calendars.organisations()
    by, view = _one_of(asked.get("by", ""), BY), _one_of(asked.get("view", ""), VIEWS)
    first, page = _day(asked.get("day", "")), _page(asked.get("page", ""))
    which = calendars.hers(request.user, asked.get("org", ""), found)
    rows = calendars.rows_of(which, by) if which else []
    sheet = which and calendars.sheet(
        request.user, which, rows, by=by, first=first, days=VIEWS[view], page=page, only=_number(asked.get("only", ""))
    )
    waiting, more = selectors.waiting(request.user, asked.get("after", ""))
    context = {
        "sheet": sheet,
        "organisations": found,
        "fallen": calendars.fallen(which, now) if which else [],
        "meter": meter(which, now) if which else None,
        "unpublished": openings.unpublished(sheet.days) if sheet else [],
        "today": timezone.localdate(),
        "rows": rows,
        "waiting": waiting,
        "waiting_more": more,
        "reviewer": may_review(request.user),
        "may_feed": which is not None and selectors.may_feed(request.user, which),
        "moved": ("how", "room", "mediator", "day", "starts_at", "minutes", "client_key"),
        "figures": statistics.organisations(request.user) is not None,
        "section": "mediation",
        **(_ways(sheet, view, first) if sheet else {}),
    }
    return render(request, "mediation/calendar.html", context)


def _ways(sheet: Sheet, view: str, first: date) -> dict[str, object]:
    """The links to other days, rows and pages of the same calendar."""
    now = {"org": sheet.organisation.pk, "by": sheet.by, "view": view, "day": first.isoformat()}
    step = timedelta(days=VIEWS[view])

    def to(**more: object) -> str:
        return "?" + urlencode({**now, **more})

    return {
        "view": view,
        "tabs": [(label, to(by=key), key == sheet.by) for key, label in BY.items()],
        "views": [("周", to(view="week"), view == "week"), ("日", to(view="day"), view == "day")],
        "before": to(day=(first - step).isoformat()),
        "after": to(day=(first + step).isoformat()),
        "start": to(day=timezone.localdate().isoformat()),
        "previous": to(page=sheet.page - 1) if sheet.page > 1 else "",
        "next": to(page=sheet.page + 1) if sheet.more else "",
    }


def _one_of(typed: str, known: dict) -> str:
    return typed if typed in known else next(iter(known))


def _page(typed: str) -> int:
    return min(_number(typed), 500) or 1


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _day(typed: str) -> date:
    """The day asked for; today for none, for what is none and for one no calendar of ours reaches."""
    today = timezone.localdate()
    try:
        asked = parse_date(typed) or today
    except ValueError:
        return today
    return asked if abs((asked - today).days) < 3660 else today
