"""What time does to mediations: both sides are reminded a day and two hours before a session."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from mediation import audience
from mediation.models import Booking
from mediation.services import arrival, law_cards, offer, reserve, ringing, terms
from mediation.services.book import next_reminder
from notices.services import tell

log = logging.getLogger(__name__)
BATCH = 100
PUT_OFF = timedelta(minutes=1)


def tick(now: datetime) -> int:
    """Send every reminder due at `now`, oldest first; returns how many bookings were dealt with.

    Each is won by compare-and-swap on `next_reminder_at`, so two clocks never remind twice. After a pause only the
    newest reminder goes out, and none for a session that has begun. One poisoned row is logged and put off for a minute.
    """
    taken = 0
    poisoned: set[int] = set()
    while True:
        due = Booking.objects.filter(next_reminder_at__lte=now).exclude(pk__in=poisoned)
        rows = list(due.select_related("mediation", "room").order_by("next_reminder_at", "pk")[:BATCH])
        if not rows:
            return taken
        for row in rows:
            try:
                taken += _remind(row, now)
            except Exception:
                log.exception("reminder of booking %s", row.pk)
                poisoned.add(row.pk)
                _mine(row).update(next_reminder_at=now + PUT_OFF)


def late(now: datetime) -> int:
    """Ask the worker and the mediator to ring whoever is 15 minutes late; returns how many parties."""
    return arrival.ask_to_ring(now)


def ring(now: datetime) -> int:
    """Ring once more for whoever called and was not answered; returns how many rings."""
    return ringing.again(now)


def release(now: datetime) -> int:
    """Let holds die and offers lapse for which nobody is waited any more; returns how many."""
    return reserve.clear(now) + offer.lapse(now)


def forget(now: datetime) -> int:
    """Delete the unanswered legal questions past their term; returns how many."""
    return law_cards.forget(now)


def renew(now: datetime) -> int:
    """Tell whose committee's term is about to end; returns of how many."""
    return terms.remind(now)


def _mine(booking: Booking) -> QuerySet[Booking]:
    return Booking.objects.filter(pk=booking.pk, next_reminder_at=booking.next_reminder_at)


def _remind(booking: Booking, now: datetime) -> int:
    with transaction.atomic():
        won = _mine(booking).update(next_reminder_at=next_reminder(booking.starts_at, now))
        if won and now < booking.starts_at:
            key = f"soon{booking.pk}.{booking.next_reminder_at:%d%H%M}"
            tell(audience.to_parties(booking.mediation, "mediation_reminder", key, booking), now=now)
    return won
