"""Keeping a session: who is there, which steps are done, who is invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from binan.kit import phones
from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import Who, member
from mediation.agenda import Step
from mediation.models import Attendance, AttendanceMark, Booking, Guest, Mediation, Tick
from mediation.people import members
from mediation.selectors import current_booking
from mediation.services.perform import permitted
from mediation.services.rows import believed, recorded
from mediation.workflow import PARTY, Side

NO_SESSION = "还没有约好时间，不能登记：请先预约。"
NOBODY = "没有找到这个人，请刷新页面再登记。"
NOT_WELCOME = "受邀的人要双方都同意才能参加（人民调解法第二十条）：请先登记双方的同意。"
FIELD = {"p": "party", "a": "agent", "g": "guest"}
State = Attendance.State


def attend(
    mediation: Mediation,
    *,
    who: Who,
    person: str,
    state: str,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[AttendanceMark, bool]:
    """登记到场: `person` (a key of `mediation.people`) is now in this `state`. A party may say of herself that she is there.

    Returns the mark and whether it is new. Raises `Refused` for nobody of this mediation, for a guest not both sides agreed
    to (art. 20) and without a session.
    """

    def command() -> AttendanceMark:
        fresh = permitted(mediation, "attend", who=who)
        booking = the_session(fresh)
        one = members(fresh).get(person)
        if one is None or (who.kind == PARTY and (person, state) != (f"p{who.party}", State.PRESENT)):
            raise Refused("person", NOBODY)
        if isinstance(one, Guest) and state == State.PRESENT and not one.welcome:
            raise Refused("guest", NOT_WELCOME)
        at = believed(device_at, now)
        row = _stands(booking, FIELD[person[0]], one, state, at or now, by_code=who.kind == PARTY)
        return AttendanceMark.objects.create(
            attendance=row, state=state, at=now, device_at=at, staff=who.staff, client_key=client_key
        )

    marks = AttendanceMark.objects.filter(attendance__booking__mediation=mediation)
    return recorded(marks, client_key, command)


def _stands(booking: Booking, field: str, one: Any, state: str, since: datetime, *, by_code: bool) -> Attendance:
    start = {
        "state": state,
        "since": since,
        "by_code": by_code,
        "arrived_at": since if state == State.PRESENT else None,
    }
    row, new = Attendance.objects.get_or_create(booking=booking, **{field: one}, defaults=start)
    if not new and row.state != state:
        row.state, row.since, row.by_code = state, since, by_code
        if state == State.PRESENT and row.arrived_at is None:
            row.arrived_at = since
        row.save(update_fields=["state", "since", "by_code", "arrived_at"])
    return row


def tick(
    mediation: Mediation,
    *,
    staff: Staff,
    step: str,
    done: bool,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[Tick, bool]:
    """A step of the agenda is done, or its tick is taken back. Returns the row and whether it is new."""

    def command() -> Tick:
        booking = the_session(permitted(mediation, "tick", who=member(staff)))
        at = believed(device_at, now)
        return Tick.objects.create(
            booking=booking, step=Step(step), done=done, at=now, device_at=at, staff=staff, client_key=client_key
        )

    return recorded(Tick.objects.filter(booking__mediation=mediation), client_key, command)


def invite(
    mediation: Mediation,
    *,
    staff: Staff,
    kind: str,
    name: str,
    phone: str = "",
    agreed: tuple[str, ...] = (),
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[Guest, bool]:
    """邀请参加 (art. 20). `agreed`: the sides that said yes when it was recorded, by the tablet's watch (`device_at`) where it had no
    network. Raises `Refused` without a name."""

    def command() -> Guest:
        permitted(mediation, "invite", who=member(staff))
        called, said = plain(name).strip()[:40], believed(device_at, now) or now
        if not called:
            raise Refused("name", "请写受邀的人怎么称呼。", fields={"name": "请写受邀的人怎么称呼。"})
        return Guest.objects.create(
            mediation=mediation, kind=Guest.Kind(kind), name=called, phone=phones.parse(phone) if phone.strip() else "",
            agreed_a_at=said if Side.A in agreed else None, agreed_b_at=said if Side.B in agreed else None,
            recorded_by=staff, at=now, client_key=client_key,
        )  # fmt: skip

    return recorded(Guest.objects.filter(mediation=mediation), client_key, command)


def let_in(mediation: Mediation, *, staff: Staff, guest: int, sides: tuple[str, ...], now: datetime) -> Guest:
    """These sides now agree to a guest; a side that agreed before stays as it was. Safe to arrive twice."""
    permitted_now = {Side.A: "agreed_a_at", Side.B: "agreed_b_at"}
    permitted(mediation, "invite", who=member(staff))
    found = Guest.objects.filter(mediation=mediation, pk=guest).first()
    if found is None:
        raise Refused("guest", NOBODY)
    for side in sides:
        column = permitted_now[Side(side)]
        if getattr(found, column) is None:
            setattr(found, column, now)
    found.save(update_fields=["agreed_a_at", "agreed_b_at"])
    return found


def the_session(mediation: Mediation) -> Booking:
    """The session that is booked or runs; raises `Refused` when there is none."""
    booking = current_booking(mediation)
    if booking is None:
        raise Refused("no_session", NO_SESSION)
    return booking
