"""Coming to a session: saying "I am here" at the room's door, and ringing whoever has not come after 15 minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from binan.kit import codes
from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member, party
from mediation.models import Agent, ArrivalCall, Attendance, AttendanceMark, Booking, Mediation, Party, Room, RoomDoor
from mediation.people import comes_at, safety_of
from mediation.selectors import current_booking
from mediation.services.perform import permitted
from mediation.services.session import attend
from mediation.sittings import spelled
from mediation.workflow import Stage
from notices.services import Message, tell

EARLY = timedelta(hours=1)  # before the time somebody is to come
LATE = timedelta(minutes=15)
LOOKED_BACK = timedelta(hours=4)  # a clock that stood still longer asks nobody to ring any more
BATCH = 50
# The same words for a code of nobody, a room that is empty, and another mediation's: they tell nothing about the room.
NOT_HERE = _("这间调解室现在没有您要参加的调解。请看短信里的时间和地点，或者告诉门口的工作人员。")
HERE = (Attendance.State.PRESENT, Attendance.State.LEFT)


def door(room: Room) -> RoomDoor:
    """The code on a room's door, made when there is none yet."""
    return RoomDoor.objects.get_or_create(room=room, defaults={"code": codes.pick(8)})[0]


def check_in(found: Party, *, code: str, now: datetime, client_key: UUID | None = None) -> AttendanceMark:
    """我到了, by a party at the door with this `code`. Raises `Refused`, always in the same words, unless her session is in
    that room, within an hour of the time she was asked to come, and not over."""
    booking = current_booking(found.mediation)
    at_door = booking and RoomDoor.objects.filter(room=booking.room_id, code=spelled(code)).exists()
    if not booking or not at_door or not may_come(booking, found, now):
        raise Refused("not_here", NOT_HERE, fields={"code": NOT_HERE})
    mark, _new = attend(
        found.mediation, who=party(found), person=f"p{found.pk}", state=Attendance.State.PRESENT, now=now,
        client_key=client_key,
    )  # fmt: skip
    return mark


def may_come(booking: Booking, found: Party, now: datetime) -> bool:
    """Whether it is the hour at which this party says that she is there."""
    starts = comes_at(booking, safety_of(found.mediation), found.side)
    return starts - EARLY <= now < booking.ends_at


def begun(now: datetime) -> QuerySet[Booking]:
    """The sessions that should have begun 15 minutes ago and have not: few, whatever there was before."""
    firm = Booking.objects.filter(state=Booking.State.FIRM, starts_at__lte=now - LATE, starts_at__gt=now - LOOKED_BACK)
    return firm.filter(mediation__stage=Stage.BOOKED)


def missing(now: datetime) -> QuerySet[Party]:
    """Parties whose session should have begun 15 minutes ago, who are not there, have no agent there and are not yet to be rung;
    with `booking_id` of the session. A session that has begun is the mediator's to judge."""
    # Asked for first and on its own: in one question the database would look at every party there ever was.
    late = list(begun(now).values_list("mediation", flat=True))
    due = begun(now).filter(mediation=OuterRef("mediation"))
    here = Attendance.objects.filter(booking=OuterRef("booking_id"), state__in=HERE)
    agents = Agent.objects.filter(party=OuterRef(OuterRef("pk")))
    return (
        Party.objects.filter(mediation__in=late, left_at=None)
        .annotate(booking_id=due.values("pk")[:1])
        .exclude(Exists(here.filter(party=OuterRef("pk"))))
        .exclude(Exists(here.filter(agent__in=agents.values("pk"))))
        .exclude(Exists(ArrivalCall.objects.filter(booking=OuterRef("booking_id"), party=OuterRef("pk"))))
        .select_related("mediation__complaint", "mediation__mediator")
        .order_by("pk")
    )


def ask_to_ring(now: datetime) -> int:
    """Ask the worker and the mediator to ring whoever is 15 minutes late; returns how many parties. Nothing is closed by it.

    Two clocks ask once: the call is unique for session and party. Whoever comes later by arrangement has her own 15 minutes.
    """
    asked = 0
    for found in missing(now)[:BATCH]:
        booking = Booking.objects.select_related("room", "mediator").get(pk=found.booking_id)  # type: ignore[attr-defined]
        if now < comes_at(booking, safety_of(found.mediation), found.side) + LATE:
            continue
        with transaction.atomic():
            call, new = ArrivalCall.objects.get_or_create(booking=booking, party=found, defaults={"at": now})
            if new:
                tell(_to_ring(found, booking, call), now=now)
        asked += new
    return asked


def _to_ring(found: Party, booking: Booking, call: ArrivalCall) -> list[Message]:
    mediation = found.mediation
    people = sorted({pk for pk in (mediation.complaint.handler_id, booking.mediator.staff_id) if pk})
    data = {"code": mediation.code, "room": booking.short, "who": found.seat}
    return [Message(f"{mediation.code}:late{call.pk}:{pk}", "mediation_late", data, staff_id=pk) for pk in people]


def answer_call(
    mediation: Mediation, *, staff: Staff, call: int, reached: bool, said: str, now: datetime
) -> ArrivalCall:
    """What came of ringing somebody who had not come. The first answer counts; a second one is told whose it was."""
    with transaction.atomic():
        permitted(mediation, "answer_call", who=member(staff))
        mine = ArrivalCall.objects.filter(pk=call, booking__mediation=mediation)
        words = plain(said).strip()[:200]
        won = mine.filter(called_at=None).update(called_at=now, reached=reached, staff=staff)
        found = mine.first()
        if found is None:
            raise Refused("call", "没有这个电话要打，请刷新页面。")
        if won:
            found.said = words
            found.save(update_fields=["said"])
        return found
