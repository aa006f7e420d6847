"""At a room's door: the page its code leads to, and the paper with the code.

Whoever scans it reads the room's name and how to say that she has come, whether the room is empty or not: nobody learns who
is in there. A party's own phone carries a signed cookie since she opened her link; it opens nothing but this page.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address, uuid_of
from binan.kit.qr import picture
from binan.kit.throttle import hit
from mediation import hearing, selectors, sittings
from mediation.access import party_of_phone
from mediation.models import Booking, Party
from mediation.people import comes_at, safety_of, waits_at
from mediation.services import arrival
from mediation.views.door import StaffRequest, staff_only

COOKIE, SALT, KEPT = "arrive", "mediation.arrive", 40 * 86400  # seconds: longer than a mediation takes
RATE = 20  # tries a minute from one client


def knows_her(response: HttpResponse, found: Party) -> HttpResponse:
    """Let this phone say "I am here" at a door later on: a signed cookie, for the door's page alone."""
    response.set_cookie(
        COOKIE, signing.dumps(found.pk, salt=SALT), max_age=KEPT, path="/room/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def arriving(found: Party, booking: Booking | None) -> dict[str, Any]:
    """What a party's page says of coming: whether it is the hour, whether she is there, where she waits, and whether there is
    anything of the minutes for her to read."""
    safety = safety_of(found.mediation)
    return {
        "comes_at": comes_at(booking, safety, found.side) if booking else None,
        "may": bool(booking and arrival.may_come(booking, found, timezone.now())),
        "here": bool(booking and sittings.is_here(booking, found.pk)),
        "wait_at": waits_at(safety, found.side),
        "record": hearing.of_party(found).exists() or hearing.evidence_of_party(found).exists(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind the code on a door; POST: this phone's party is here."""
    hit("door", client_address(request), limit=RATE, window=60)
    door = sittings.door_by_code(code)
    found = _party(request)
    booking = selectors.current_booking(found.mediation) if found else None
    hers = found and booking and booking.room_id == door.room_id and arrival.may_come(booking, found, timezone.now())
    context = {"room": door.room, "may": bool(hers), "client_key": uuid4()}
    if request.method != "POST" or not found:
        return render(request, "mediation/room.html", context)
    try:
        arrival.check_in(found, code=code, now=timezone.now(), client_key=uuid_of(request.POST.get("client_key", "")))
    except Refused as refusal:
        return render(request, "mediation/room.html", {**context, "refusal": refusal}, status=refusal.status)
    return render(
        request,
        "mediation/room.html",
        {**context, "here": True, "wait_at": waits_at(safety_of(found.mediation), found.side)},
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: StaffRequest, pk: int) -> HttpResponse:
    """The paper for the door, for those who keep it; POST: make its code, where it has none yet."""
    found = sittings.room_in_use(pk)
    if not selectors.may_door(request.user, found.organisation):
        raise Http404
    if request.method == "POST":
        arrival.door(found)
        return redirect("mediation:room_poster", pk)
    door = sittings.door_of(found)
    url = f"{settings.PUBLIC_URL}/room/{door.code}/" if door else ""
    context = {"room": found, "door": door, "url": url, "svg": picture(url) if door else ""}
    return render(request, "mediation/room_poster.html", context)


def _party(request: HttpRequest) -> Party | None:
    try:
        pk = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return None
    return party_of_phone(pk)
