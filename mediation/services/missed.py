"""A session to which somebody did not come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from binan.kit.errors import Refused
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.models import Booking, Mediation, MediationEntry
from mediation.services import reserve
from mediation.services.perform import once, perform
from notices.services import tell


def no_show(
    mediation: Mediation, *, staff: Staff, absent: Iterable[int], now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """没有到场: who (pks of parties) did not come is recorded, the session counts as missed and a new time is sought; nobody's
    consent changes by it.

    Raises `Refused` (early) before the session was to begin.
    """
    missing = [party for party in mediation.parties.filter(left_at=None) if party.pk in set(absent)]

    def command() -> MediationEntry:
        values = {"absent": "、".join(party.seat for party in missing), "parties": [party.pk for party in missing]}
        entry = perform(mediation, "no_show", who=member(staff), now=now, values=values, client_key=client_key)
        booking = mediation.bookings.filter(state=Booking.State.FIRM).last()
        if booking and booking.starts_at > now:
            raise Refused("early", "还没有到约好的时间。要改时间，请用“改约”。")
        for missed in reserve.free(mediation, Booking.State.MISSED):
            tell(audience.to_parties(mediation, "mediation_cancelled", f"off{missed.pk}", missed), now=now)
        return entry

    return once(mediation, "no_show", client_key, command)
