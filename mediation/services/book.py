"""Booking a session: one room, one mediator, one time, never twice.

The room's and the mediator's rows are locked first, so the check before the insert is right and names the conflict; the
database refuses whatever would get past it (migration `no_double_booking`; work.md C).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from binan.kit.workflow import locked
from complaints.services import handling
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.models import Booking, Mediation, MediationEntry, Mediator, Room
from mediation.services.conclude import free
from mediation.services.perform import once, perform
from notices.services import Message, tell

SHORTEST, LONGEST = 15, 240  # minutes
GRACE = timedelta(minutes=10)  # a session that begins now was typed a moment ago
REMIND = (timedelta(hours=24), timedelta(hours=2))  # before the session
TAKEN = "这个时间刚刚被别人约走了，请换一个时间、调解室或调解员。"


@dataclass(frozen=True)
class Slot:
    """When, where and with whom; `minutes`: how long."""

    room: Room
    mediator: Mediator
    starts_at: datetime
    minutes: int = 60

    @property
    def ends_at(self) -> datetime:
        """The end of the session."""
        return self.starts_at + timedelta(minutes=self.minutes)


def book(mediation: Mediation, *, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None = None) -> Booking:
    """预约: both sides and the mediator are told, and the case shows time and room.

    Raises `Refused` with the code hours, past, late, length, organisation or booked and a sentence naming the conflict.
    """
    return _book(mediation, "book", staff, slot, now, client_key)


def rebook(mediation: Mediation, *, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None = None) -> Booking:
    """改约: the old booking is void, the new one holds, in one step."""
    return _book(mediation, "rebook", staff, slot, now, client_key)


def unbook(
    mediation: Mediation, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """取消预约 without a new time: the room is free again and both sides are told."""

    def command() -> MediationEntry:
        values = {"reason": plain(reason).strip()}
        entry = perform(mediation, "unbook", who=member(staff), now=now, values=values, client_key=client_key)
        for booking in free(mediation):
            tell(audience.to_parties(mediation, "mediation_cancelled", f"off{booking.pk}", booking), now=now)
        return entry

    return once(mediation, "unbook", client_key, command)


def next_reminder(starts_at: datetime, after: datetime) -> datetime | None:
    """The first moment later than `after` at which the parties of a session are reminded; None when there is none left."""
    return min((starts_at - before for before in REMIND if starts_at - before > after), default=None)


def _book(mediation: Mediation, name: str, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None) -> Booking:
    def command() -> MediationEntry:
        entry = perform(
            mediation, name, who=member(staff), now=now, client_key=client_key,
            values={"at": audience.when(slot.starts_at), "room": slot.room.name, "mediator": str(slot.mediator)},
            changes=lambda fresh: {"mediator": slot.mediator},
        )  # fmt: skip
        free(mediation)
        booking = _take(mediation, slot, now)
        handling.book_mediation(
            mediation.complaint, at=audience.when(slot.starts_at), room=audience.where(booking), now=now
        )
        tell(_told(mediation, booking, entry), now=now)
        return entry

    once(mediation, name, client_key, command)
    return mediation.bookings.select_related("room", "mediator__staff").filter(state=Booking.State.FIRM).latest("pk")


def _take(mediation: Mediation, slot: Slot, now: datetime) -> Booking:
    locked(Room.objects.all(), slot.room.pk)
    locked(Mediator.objects.all(), slot.mediator.pk)
    _fits(mediation, slot, now)
    if sentence := conflict(slot):
        raise Refused("booked", sentence)
    try:
        with transaction.atomic():
            return Booking.objects.create(
                mediation=mediation, room=slot.room, mediator=slot.mediator, starts_at=slot.starts_at,
                ends_at=slot.ends_at, next_reminder_at=next_reminder(slot.starts_at, now),
            )  # fmt: skip
    except IntegrityError as fault:
        raise Refused("booked", TAKEN) from fault


def conflict(slot: Slot) -> str:
    """What stands in the way of a slot, in words that name room or mediator and the time taken; "" when it is free."""
    firm = Booking.objects.filter(state=Booking.State.FIRM, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    if taken := firm.filter(room=slot.room).first():
        return f"{slot.room}在{_span(taken)}已经约出去了，请换个时间或换一间调解室。"
    if taken := firm.filter(mediator=slot.mediator).first():
        return f"{slot.mediator}在{_span(taken)}已有一场调解，请换个时间或换一位调解员。"
    return ""


def _span(booking: Booking) -> str:
    return f"{audience.when(booking.starts_at)}到{timezone.localtime(booking.ends_at):%H:%M}"


def _fits(mediation: Mediation, slot: Slot, now: datetime) -> None:
    room, starts, ends = slot.room, timezone.localtime(slot.starts_at), timezone.localtime(slot.ends_at)
    ours = {room.organisation_id, slot.mediator.organisation_id} == {mediation.organisation_id}
    rules = [
        (not (ours and room.active and slot.mediator.active), "organisation", "请选这个调解组织在用的调解室和在岗的调解员。"),
        (not SHORTEST <= slot.minutes <= LONGEST, "length", f"一场调解安排 {SHORTEST} 到 {LONGEST} 分钟。"),
        (slot.starts_at < now - GRACE, "past", "这个时间已经过去了，请选一个以后的时间。"),
        (
            starts.time() < room.opens or ends.time() > room.closes or starts.date() != ends.date(), "hours",
            f"{room}的开放时间是 {room.opens:%H:%M} 到 {room.closes:%H:%M}，请选这段时间里的。",
        ),
        (slot.ends_at > mediation.due_at, "late", f"调解要在 {timezone.localtime(mediation.due_at):%m月%d日} 前进行，请选早一点的时间。"),
    ]  # fmt: skip
    for broken, code, sentence in rules:
        if broken:
            raise Refused(code, sentence, fields={"starts_at": sentence})


def _told(mediation: Mediation, booking: Booking, entry: MediationEntry) -> list[Message]:
    key = f"booked{booking.pk}"
    data = {"code": mediation.code, "at": audience.when(booking.starts_at), "room": booking.room.name}
    return [
        *audience.to_parties(mediation, "mediation_booked", key, booking),
        Message(f"{mediation.code}:{key}:M", "mediation_assigned", data, staff_id=booking.mediator.staff_id),
    ]
