"""休会 and 中止: a session stops before there is a result, to go on at another time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from binan.kit.masking import plain
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.models import Attendance, AttendanceMark, Booking, Mediation, MediationEntry
from mediation.selectors import current_booking
from mediation.services.book import Slot, book
from mediation.services.conclude import free
from mediation.services.perform import once, perform
from mediation.services.rows import believed
from notices.services import tell


def break_off(
    mediation: Mediation,
    *,
    staff: Staff,
    reason: str,
    slot: Slot | None = None,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> MediationEntry:
    """休会: the session stops. With a `slot` the next one is booked in the same step, as any other (what the slot may not be,
    refuses the whole); without one a time is still to be found. Both sides are told either way; their consent goes on.

    `reason` stays inside. Whoever is still there counts as having left now, or when a tablet without a network said so
    (`device_at`).
    """

    def command() -> MediationEntry:
        values = {"reason": plain(reason).strip()[:200]}
        entry = perform(mediation, "break_off", who=member(staff), now=now, values=values, client_key=client_key)
        if held := current_booking(mediation):
            _leave(held, staff, now, believed(device_at, now))
        if slot:
            book(mediation, staff=staff, slot=slot, now=now)
        else:
            free(mediation)
            tell(audience.to_parties(mediation, "mediation_adjourned", f"break{entry.pk}"), now=now)
        return entry

    return once(mediation, "break_off", client_key, command)


def _leave(booking: Booking, staff: Staff, now: datetime, device_at: datetime | None) -> None:
    here = list(Attendance.objects.filter(booking=booking, state=Attendance.State.PRESENT))
    AttendanceMark.objects.bulk_create(
        AttendanceMark(attendance=row, state=Attendance.State.LEFT, at=now, device_at=device_at, staff=staff)
        for row in here
    )
    Attendance.objects.filter(pk__in=[row.pk for row in here]).update(
        state=Attendance.State.LEFT, since=device_at or now
    )
