"""Reads about one sitting of a mediation, and about the door of its room."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.models import Staff
from mediation.models import ArrivalCall, Attendance, Booking, Mediation, Ring, Room, RoomDoor, Tick


def ticked(booking: Booking) -> set[str]:
    """The steps of the agenda that are done: the newest tick of each counts."""
    newest = dict(Tick.objects.filter(booking=booking).order_by("pk").values_list("step", "done"))
    return {step for step, done in newest.items() if done}


def arrival_calls(booking: Booking) -> list[ArrivalCall]:
    """Whoever did not come in time to this sitting and is to be rung, or was."""
    return list(ArrivalCall.objects.filter(booking=booking).select_related("party", "staff"))


def waiting_calls(mediation: Mediation) -> list[ArrivalCall]:
    """Those of all sittings that nobody has rung yet."""
    rows = ArrivalCall.objects.filter(booking__mediation=mediation, called_at=None)
    return list(rows.select_related("party", "staff"))


def alarm_state(mediation: Mediation, moment: datetime) -> str:
    """How the quiet alarm that went out since then stands: `idle` for none, `sent`, `taken` once a colleague says she goes."""
    found = mediation.rings.filter(why=Ring.Why.ALARM, at__gte=moment).last()
    return "idle" if found is None else "taken" if found.taken_at else "sent"


def ringing(staff: Staff) -> list[Ring]:
    """What she is called to and nobody has answered yet."""
    return list(Ring.objects.filter(people=staff, taken_at=None).select_related("mediation"))


def rings_of(mediation: Mediation, staff: Staff) -> list[tuple[Ring, bool]]:
    """Who was called to a mediation, each with whether she may answer it now."""
    mine = set(Ring.objects.filter(mediation=mediation, people=staff, taken_at=None).values_list("pk", flat=True))
    return [(ring, ring.pk in mine) for ring in mediation.rings.select_related("taken_by")]


def is_here(booking: Booking, party_id: int) -> bool:
    """Whether a party is in the room or waits beside it."""
    here = Attendance.State.PRESENT
    return Attendance.objects.filter(booking=booking, party=party_id, state=here).exists()


def door_by_code(code: str) -> RoomDoor:
    """The door of a code, in any spelling. Raises `Http404` for none and for a room out of use: the same answer."""
    doors = RoomDoor.objects.select_related("room__organisation")
    found = doors.filter(code=spelled(code), room__active=True).first()
    if found is None:
        raise Http404
    return found


def spelled(code: str) -> str:
    """A door's code as typed by a person, brought to the form we store: upper case, no blanks, O→0, I and L→1."""
    return "".join(code.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))


def room_in_use(pk: int) -> Room:
    """A room in use. Raises `Http404`."""
    found: Room = get_object_or_404(Room.objects.select_related("organisation__unit__parent"), pk=pk, active=True)
    return found


def door_of(room: Room) -> RoomDoor | None:
    """The door of a room; None while it has no code."""
    return RoomDoor.objects.filter(room=room).first()
