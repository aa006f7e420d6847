"""Calendar feeds (RFC 5545): the sessions of one room or one mediator, by the number of the mediation, with nobody's name.

A session keeps its UID when it is moved, SEQUENCE rises with each change, and what is called off or goes elsewhere is sent
as CANCELLED, so that it goes from every calendar that has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from icalendar import Calendar, Event

from mediation.models import Booking, Feed, Mediator, Organisation, Room
from mediation.models.offer import feed_keys

BACK = timedelta(days=30)
PRODUCT = "-//binan//mediation//ZH"


def feed_by_token(token: str) -> Feed | None:
    """The feed behind a secret address; None when there is none or it was revoked."""
    rows = Feed.objects.select_related("room", "mediator__staff")
    return rows.filter(token_key__in=feed_keys(token), revoked_at=None).first()


def feeds_of(organisation: Organisation) -> list[tuple[str, Room | Mediator, Feed | None]]:
    """Every room and mediator in use with its feed: kind, which, and the feed that is on."""
    ours = Q(room__organisation=organisation) | Q(mediator__organisation=organisation)
    on = list(Feed.objects.filter(ours, revoked_at=None).order_by("pk"))
    rooms = {feed.room_id: feed for feed in on if feed.room_id}
    people = {feed.mediator_id: feed for feed in on if feed.mediator_id}
    halls = Room.objects.filter(organisation=organisation, active=True).order_by("name", "pk")
    who = Mediator.objects.filter(organisation=organisation, active=True).select_related("staff").order_by("pk")
    return [
        *(("room", hall, rooms.get(hall.pk)) for hall in halls),
        *(("mediator", one, people.get(one.pk)) for one in who),
    ]  # fmt: skip


def sessions(feed: Feed, now: datetime) -> list[Booking]:
    """The sessions a feed tells of, from a month ago on: of each only its last state here, those called off among them."""
    since = now - BACK - timedelta(days=1)  # by its beginning, for the index; no session is longer than a day
    rows = Booking.objects.filter(starts_at__gt=since, ends_at__gt=now - BACK)
    rows = rows.select_related("mediation", "room", "mediator__staff")
    rows = rows.filter(room=feed.room) if feed.room_id else rows.filter(mediator=feed.mediator)
    last = {row.series: row for row in rows.order_by("sequence", "pk")}
    return sorted(last.values(), key=lambda row: (row.starts_at, row.pk))


def etag(rows: Iterable[Booking]) -> str:
    """Changes whenever a session does, and only then."""
    text = "|".join(f"{row.pk}.{row.state}.{row.sequence}" for row in rows)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def written(feed: Feed, rows: Iterable[Booking], now: datetime) -> bytes:
    """The feed as a calendar program reads it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"调解 {feed}")
    calendar.add("refresh-interval;value=duration", "PT15M")
    for row in rows:
        calendar.add_component(_event(row, now))
    return calendar.to_ical()


def _event(row: Booking, now: datetime) -> Event:
    firm = row.state == Booking.State.FIRM
    event = Event()
    event.add("uid", f"{row.series}@{urlsplit(settings.PUBLIC_URL).hostname or 'binan'}")
    event.add("sequence", row.sequence)
    event.add("dtstamp", now.astimezone(timezone.get_fixed_timezone(0)))
    event.add("dtstart", row.starts_at.astimezone(timezone.get_fixed_timezone(0)))
    event.add("dtend", row.ends_at.astimezone(timezone.get_fixed_timezone(0)))
    event.add("summary", f"调解 {row.mediation.code}")
    event.add("location", f"{row.room}，{row.room.place}" if row.room else row.get_how_display())
    event.add("status", "CONFIRMED" if firm else "CANCELLED")
    event.add("class", "PRIVATE")
    return event
