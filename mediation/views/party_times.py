"""A party's pages about time, by her secret link: when she can come, what fits of what is offered, and moving a session.

Nothing of the other side is on them, not even whether it is free: a time is on offer or it is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address, moment_of, number_of, uuid_of
from binan.kit.throttle import hit
from mediation import openings, selectors
from mediation.access import party, party_by_token
from mediation.models import Party, PartyTime
from mediation.services import move as moving
from mediation.services import offer as offering
from mediation.services import times as saying
from mediation.workflow import PARTY, allowed

RATE = 30  # commands a minute from one client
WORDS = {"yes": True, "no": False, "": None}

Command = Callable[[HttpRequest, Party, datetime], None]
Context = Callable[[HttpRequest, Party, datetime], dict[str, object]]


def _by_link(template: str, command: Command, context: Context) -> Callable:
    """A page of a party: GET shows it, POST does its one command and leads back to her page, as both do once she left."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, token: str) -> HttpResponse:
        found, now, refusal = party_by_token(token), timezone.now(), None
        if request.method == "POST":
            try:
                hit("party", client_address(request), limit=RATE, window=60)
                command(request, found, now)
                return redirect("mediation:party", token)
            except Refused as fault:
                found, refusal = party_by_token(token), fault
        if not found.is_in:
            return redirect("mediation:party", token)  # when and where the others meet is not hers to know any more
        may = {action.name for action in allowed(found.mediation.stage, {PARTY})}
        values = {"party": found, "mediation": found.mediation, "client_key": uuid4(), "refusal": refusal, "may": may}
        status = refusal.status if refusal else 200
        return render(request, template, {**values, **context(request, found, now)}, status=status)

    return view


def _say(request: HttpRequest, found: Party, now: datetime) -> None:
    words: dict[tuple[date, str], bool | None] = {}
    for name, typed in request.POST.items():
        day, _sep, part = name.partition("_")
        if part in PartyTime.Part.values and typed in WORDS and (when := _day(day)):
            words[when, part] = WORDS[str(typed)]
    key = uuid_of(request.POST.get("client_key", ""))
    saying.say(found, words=words, who=party(found), now=now, client_key=key)


def _days(request: HttpRequest, found: Party, now: datetime) -> dict[str, object]:
    week = openings.week(found.mediation, request.GET.get("week", ""), now)
    said = selectors.times_of(found, week.first)
    rows = [(day, [(part, _word(said.get((day, part)))) for part in PartyTime.Part]) for day in week.days]
    return {"rows": rows, "week": week, "words": [("", _("没定")), ("yes", _("能来")), ("no", _("没空"))]}


def _pick(request: HttpRequest, found: Party, now: datetime) -> None:
    given = request.POST
    fits = filter(None, map(number_of, given.getlist("fits")))
    number = number_of(given.get("offer", "")) or 0
    key = uuid_of(given.get("client_key", ""))
    offering.pick(found, offer=number, fits=fits, who=party(found), now=now, client_key=key)


def _offered(_request: HttpRequest, found: Party, now: datetime) -> dict[str, object]:
    offer = selectors.open_offer(found.mediation)
    mine = selectors.ticks_of(found, offer) if offer else {}
    options = [(option, mine.get(option.pk)) for option in offer.options.all() if not option.gone] if offer else []
    return {"offer": offer, "options": options, "answered": bool(mine), "held": bool(offer and now < offer.held_until)}


def _move(request: HttpRequest, found: Party, now: datetime) -> None:
    start = moment_of(request.POST.get("start", ""))
    if start is None:
        raise Refused("start", _("请先选一个时间。"))
    key = uuid_of(request.POST.get("client_key", ""))
    moving.reschedule(found, starts_at=start, who=party(found), now=now, client_key=key)


def _free(request: HttpRequest, found: Party, now: datetime) -> dict[str, object]:
    booking = selectors.current_booking(found.mediation)
    late = bool(booking and now > booking.starts_at - moving.NOT_WITHIN)
    week = openings.week(found.mediation, request.GET.get("week", ""), now)
    rows = moving.free(found.mediation, booking, now, first=week.first) if booking and not late else []
    shown = [row for row in rows if row.openings]
    context = {"booking": booking, "late": late, "rows": shown, "week": week, "alone": moving.may_alone(found)}
    return {**context, "unpublished": openings.unpublished(row.day for row in shown)}


def _word(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


times = _by_link("mediation/party_times.html", _say, _days)
offer = _by_link("mediation/party_offer.html", _pick, _offered)
move = _by_link("mediation/party_move.html", _move, _free)
