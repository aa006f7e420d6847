"""Holding a session."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from governance.models import Staff
from mediation.access import member
from mediation.models import Mediation, MediationEntry
from mediation.services.perform import once, perform


def start(mediation: Mediation, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """开始调解: only when both sides have agreed to it (art. 17); nobody is reminded of the session any more."""

    def command() -> MediationEntry:
        entry = perform(mediation, "start", who=member(staff), now=now, client_key=client_key)
        mediation.bookings.update(next_reminder_at=None)
        return entry

    return once(mediation, "start", client_key, command)
