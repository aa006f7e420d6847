"""What is taken of people stands under blind indexes of their telephones: it follows a change of the field keys."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from mediation.models import Party, Reservation
from mediation.models.reservation import persons

PREFIX = "person:"


def rekey_people(*, now: datetime, dry: bool = False) -> int:
    """Put what is taken from `now` on under the newest key; returns how many rows had to be, or with `dry` have to be, changed.

    Bookings made while two keys are in use take a person under both (`reservation.persons`), so nobody is booked twice
    meanwhile. What is over or let go is left: nobody asks for it again. So is what was taken under a number that the party has
    changed since.
    """
    changed = 0
    live = Reservation.objects.filter(resource__startswith=PREFIX, ends_at__gt=now)
    for row in live.exclude(state=Reservation.State.VOID).select_related("booking", "option__offer").order_by("pk"):
        newest = _newest(row)
        if newest in (None, row.resource):
            continue
        changed += 1
        if not dry:
            _move(row, newest or "")
    return changed


def _newest(row: Reservation) -> str | None:
    """The resource of the same person under the newest key; None when none of the parties has this number."""
    mediation = row.booking.mediation_id if row.booking else row.option.offer.mediation_id if row.option else None
    for party in Party.objects.filter(mediation=mediation):
        if row.resource in (known := persons(party.phone)):
            return known[0]
    return None


def _move(row: Reservation, newest: str) -> None:
    same = Reservation.objects.filter(resource=newest, starts_at=row.starts_at, ends_at=row.ends_at)
    same = same.filter(Q(booking=row.booking_id, option=row.option_id)).exclude(state=Reservation.State.VOID)
    mine = Reservation.objects.filter(pk=row.pk, resource=row.resource)
    if same.exists():  # taken under both keys: one is enough
        mine.update(state=Reservation.State.VOID)
    else:
        mine.update(resource=newest)
