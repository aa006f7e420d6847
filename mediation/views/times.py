"""The free times of a mediation for staff: offer some to the parties, or settle one at once."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import moment_of, number_of, uuid_of
from mediation import leading, openings, selectors
from mediation.access import mediation_for, member
from mediation.forms.booking import LENGTHS
from mediation.models import Mediation, Party
from mediation.services import book, offer, reserve
from mediation.views.door import StaffRequest, staff_only
from mediation.workflow import How

OPEN = 2  # days that are shown at once; the others are opened by a tap
WAYS = [(how.value, how.label) for how in How]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: StaffRequest, code: str) -> HttpResponse:
    """GET: when everybody is free. POST: offer what is ticked, settle one, or write down what a party said."""
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return _page(request, found)
    try:
        done = _do(request, found, timezone.now())
    except Refused as refusal:
        return _page(request, mediation_for(request.user, code), refusal=refusal)
    messages.success(request, done)
    return redirect("mediation:times", code)


def _do(request: StaffRequest, found: Mediation, now: datetime) -> str:
    given, key = request.POST, uuid_of(request.POST.get("client_key", ""))
    if party := _party(found, given.get("party", "")):
        offer.pick(
            party, offer=number_of(given.get("offer", "")) or 0, fits=filter(None, map(number_of, given.getlist("fits"))),
            who=member(request.user), now=now, client_key=key,
        )  # fmt: skip
        return f"已登记：{party.seat}选的时间。"
    minutes, way = _minutes(given.get("minutes", "")), _way(given)
    starts = tuple(start for each in given.getlist("start") if (start := moment_of(each)))
    if given.get("do") == "settle":
        may = {action.name for action in selectors.doable(found, request.user)}
        verb = book.rebook if "rebook" in may else book.book
        verb(found, staff=request.user, slot=_slot(found, starts, minutes, way, now), now=now, client_key=key)
        return "已约好，各方都会收到通知。"
    proposal = offer.Proposal(minutes=minutes, way=way, starts=starts)
    offer.propose(found, staff=request.user, proposal=proposal, now=now, client_key=key)
    return "已请各方选时间，先替他们留 10 分钟。"


def _page(request: StaffRequest, found: Mediation, *, refusal: Refused | None = None) -> HttpResponse:
    now, asked = timezone.now(), request.POST if request.method == "POST" else request.GET
    minutes, way = _minutes(asked.get("minutes", "")), _way(asked)
    week = openings.week(found, asked.get("week", ""), now)
    rows = openings.openings(found, now, first=week.first, minutes=minutes, how=way.how, but=reserve.living_of(found))
    context = {
        "mediation": found,
        "rows": rows,
        "week": week,
        "nobody": offer.NOBODY if not any(row.openings for row in rows) and leading.nobody(found) else "",
        "open": {row.day for row in [row for row in rows if row.openings][:OPEN]},
        "ticked": set(request.POST.getlist("start")),
        "unpublished": openings.unpublished(row.day for row in rows),
        "offer": selectors.open_offer(found),
        "parties": [party for party in selectors.sides(found) if not party.represented_by_id],
        "may": {action.name for action in selectors.doable(found, request.user)},
        "minutes": minutes,
        "lengths": LENGTHS,
        "way": way,
        "ways": WAYS,
        "now": now,
        "client_key": uuid4(),
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/times.html", context, status=refusal.status if refusal else 200)


def _slot(found: Mediation, starts: tuple[datetime, ...], minutes: int, way: book.Holding, now: datetime) -> book.Slot:
    """What begins at the one time that was ticked, as it is free now."""
    if len(starts) != 1:
        raise Refused("slot", "直接定要勾一个时间，只勾一个。")
    (one,) = offer.chosen(found, starts, minutes, way.how, now)
    return book.Slot(one.room, one.mediator, one.starts_at, minutes, way)


def _party(found: Mediation, typed: str) -> Party | None:
    return next((party for party in selectors.sides(found) if str(party.pk) == typed), None)


def _way(given: object) -> book.Holding:
    get = given.get  # type: ignore[attr-defined]
    how = get("how", "")
    return book.Holding(how if how in How.values else How.ROOM, get("site", ""), get("link", ""))


def _minutes(typed: str) -> int:
    return next((minutes for minutes, _label in LENGTHS if str(minutes) == typed), openings.MINUTES)
