"""Holding a session."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from binan.kit.errors import Refused
from governance.models import Staff
from mediation import danger, selectors
from mediation.access import member
from mediation.models import Mediation, MediationEntry
from mediation.services.perform import once, perform


def start(mediation: Mediation, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """开始调解: only when no red flag stands unanswered (art. 25), and only when both sides have agreed to it (art. 17); nobody is reminded of the session any more."""

    def command() -> MediationEntry:
        if objection := danger.objection(selectors.dangers(mediation)):
            raise Refused("danger", objection)
        held = selectors.current_booking(mediation)
        values = {"booking": held.pk if held else None}
        entry = perform(mediation, "start", who=member(staff), now=now, values=values, client_key=client_key)
        mediation.bookings.update(next_reminder_at=None)
        return entry

    return once(mediation, "start", client_key, command)
