"""Booking a session: one mediator, one time, all parties, and a room, a place, the telephone or a video link.

What a session takes, and who else has taken it, is the business of `reserve`: all at once or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.services import handling
from governance.models import Staff
from governance.selectors import is_holiday
from mediation import audience, openings
from mediation.access import Who, member
from mediation.models import Booking, Mediation, MediationEntry, Mediator, Offer, Room
from mediation.services import choose, reserve
from mediation.services.perform import once, perform
from mediation.workflow import Chooser, How, Stage
from notices.services import Message, tell

SHORTEST, LONGEST = 15, 240  # minutes
GRACE = timedelta(minutes=10)  # a session that begins now was typed a moment ago
REMIND = (timedelta(hours=24), timedelta(hours=2))  # before the session
SITE_MAX, LINK_MAX = 80, 300  # characters


@dataclass(frozen=True)
class Holding:
    """How a session is held. `site`: where, on site; `link`: of the video room, https only."""

    how: str = How.ROOM
    site: str = ""
    link: str = ""


IN_A_ROOM = Holding()


@dataclass(frozen=True)
class Slot:
    """When, where and with whom; `minutes`: how long; `room`: None unless it is held in one."""

    room: Room | None
    mediator: Mediator
    starts_at: datetime
    minutes: int = 60
    way: Holding = IN_A_ROOM

    @property
    def ends_at(self) -> datetime:
        """The end of the session."""
        return self.starts_at + timedelta(minutes=self.minutes)


def book(mediation: Mediation, *, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None = None) -> Booking:
    """预约: all parties and the mediator are told, and the case shows time and place.

    Raises `Refused` with the code room, site, link, hours, past, late, length, organisation, refused, conflict, chosen or
    booked and a sentence naming what is in the way.
    """
    return _book(mediation, "book", staff, slot, now, client_key)


def rebook(mediation: Mediation, *, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None = None) -> Booking:
    """改约: the old booking is void, the new one holds, in one step."""
    return _book(mediation, "rebook", staff, slot, now, client_key)


def unbook(
    mediation: Mediation, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """取消预约 without a new time: everything it took is free again and all parties are told."""

    def command() -> MediationEntry:
        values = {"reason": plain(reason).strip()}
        entry = perform(mediation, "unbook", who=member(staff), now=now, values=values, client_key=client_key)
        for booking in reserve.free(mediation):
            tell(audience.to_parties(mediation, "mediation_cancelled", f"off{booking.pk}", booking), now=now)
        return entry

    return once(mediation, "unbook", client_key, command)


def place(
    mediation: Mediation, name: str, *, who: Who, slot: Slot, now: datetime,
    values: Mapping[str, Any] | None = None, client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """Do the action `name` that books `slot`: it takes the place of the session booked before and of whatever was held for an
    offer, which nobody needs to answer any more. Call it inside a transaction. Raises as `book`."""
    way = checked(slot.way, mediation)
    at = {"at": audience.when(slot.starts_at), "room": _short(way, slot.room), "mediator": str(slot.mediator)}
    entry = perform(
        mediation, name, who=who, now=now, client_key=client_key, values={**at, **(values or {})},
        changes=lambda fresh: _led_by(fresh, slot.mediator),
    )  # fmt: skip
    mediation.offers.filter(state=Offer.State.OPEN).update(state=Offer.State.VOID)
    old = mediation.bookings.filter(state=Booking.State.FIRM).last() if entry.stage_from == Stage.BOOKED else None
    booking = _take(mediation, slot, way, now, old)
    handling.book_mediation(
        mediation.complaint, at=audience.when(slot.starts_at), room=audience.where(booking), now=now
    )
    tell(_told(mediation, booking), now=now)
    return entry


def checked(way: Holding, mediation: Mediation) -> Holding:
    """The way of holding as it is kept. Raises `Refused` (site, link): a place on site that is missing or would tell the
    other side who complained, a link that is none or not encrypted."""
    site, link = plain(way.site).strip(), way.link.strip()
    if way.how == How.SITE and not 2 <= len(site) <= SITE_MAX:
        raise _refused("site", f"请用 2 到 {SITE_MAX} 个字写清在哪里见，双方都会看到。")
    if way.how == How.SITE and (objection := audience.betrays(site, mediation)):
        raise _refused("site", objection)
    if way.how == How.VIDEO and not _is_https(link):
        raise _refused("link", "请填以 https:// 开头的视频会议链接。")
    return Holding(way.how, site if way.how == How.SITE else "", link if way.how == How.VIDEO else "")


def way_of(booking: Booking) -> Holding:
    """How a session is held that is booked."""
    return Holding(booking.how, booking.site, booking.link)


def next_reminder(starts_at: datetime, after: datetime) -> datetime | None:
    """The first moment later than `after` at which the parties of a session are reminded; None when there is none left."""
    return min((starts_at - before for before in REMIND if starts_at - before > after), default=None)


def _book(mediation: Mediation, name: str, staff: Staff, slot: Slot, now: datetime, client_key: UUID | None) -> Booking:
    def command() -> MediationEntry:
        return place(mediation, name, who=member(staff), slot=slot, now=now, client_key=client_key)

    once(mediation, name, client_key, command)
    made = mediation.bookings.select_related("room", "mediator__staff").order_by("-pk")
    # A copy that comes after the session was called off is answered like the first.
    return made.filter(state=Booking.State.FIRM).first() or made[0]


def _led_by(fresh: Mediation, mediator: Mediator) -> dict[str, object]:
    """Who holds the session; a choice made before stays as it is recorded. Raises `Refused` (conflict, chosen) for one whom staff
    would have to give a reason for; when a session is moved she who leads it stays, whatever has become known of her since."""
    firm = fresh.bookings.filter(state=Booking.State.FIRM, mediator=mediator)
    if fresh.stage != Stage.BOOKED or not firm.exists():
        choose.in_order(fresh, mediator, where=choose.NAMING)
    by = fresh.chosen_by if fresh.mediator_id == mediator.pk and fresh.chosen_by else Chooser.STAFF
    return {"mediator": mediator, "chosen_by": by}


def _take(mediation: Mediation, slot: Slot, way: Holding, now: datetime, old: Booking | None) -> Booking:
    _fits(mediation, slot, now)
    first = not mediation.bookings.exists()
    if old:
        Booking.objects.filter(pk=old.pk).update(
            state=Booking.State.VOID, next_reminder_at=None, sequence=old.sequence + 1
        )
    booking = Booking.objects.create(
        mediation=mediation, room=slot.room, mediator=slot.mediator, starts_at=slot.starts_at, ends_at=slot.ends_at,
        next_reminder_at=next_reminder(slot.starts_at, now), how=way.how, site=way.site, link=way.link,
        series=old.series if old else uuid4(), sequence=old.sequence + 2 if old else 0,
        blocked=_blocked(mediation, slot) if first else "",
    )  # fmt: skip
    wanted = reserve.wants(mediation, slot.room, slot.mediator, slot.starts_at, slot.ends_at)
    reserve.shift(mediation, old, wanted, booking=booking, now=now)
    return booking


def _blocked(mediation: Mediation, slot: Slot) -> str:
    """What kept the first session from being held on the very day (the same-day meter); "" when it was, or nothing did."""
    if timezone.localdate(slot.starts_at) == timezone.localdate(mediation.accepted_at):
        return ""
    return openings.blocked(mediation, mediation.accepted_at)


def _fits(mediation: Mediation, slot: Slot, now: datetime) -> None:
    room, ends = slot.room, timezone.localtime(slot.ends_at)
    ours = {slot.mediator.organisation_id, room.organisation_id if room else mediation.organisation_id}
    rules = [
        ((room is None) == (slot.way.how == How.ROOM), "room", "请选一间调解室。"),
        (
            ours != {mediation.organisation_id} or not slot.mediator.active or (room and not room.active),
            "organisation", "请选这个调解组织在用的调解室和在岗的调解员。",
        ),
        (
            mediation.recusals.filter(mediator=slot.mediator).exists(), "refused",
            "有一方已经请求换掉这位调解员，请另选一位。",
        ),
        (not SHORTEST <= slot.minutes <= LONGEST, "length", f"一场调解安排 {SHORTEST} 到 {LONGEST} 分钟。"),
        (slot.starts_at < now - GRACE, "past", "这个时间已经过去了，请选一个以后的时间。"),
        (room and not _open(room, timezone.localtime(slot.starts_at), ends), "hours", _hours(slot)),
        (slot.ends_at > mediation.due_at, "late", f"调解要在 {timezone.localtime(mediation.due_at):%m月%d日} 前进行，请选早一点的时间。"),
    ]  # fmt: skip
    for broken, code, sentence in rules:
        if broken:
            raise Refused(code, sentence, fields={"starts_at": sentence})


def _open(room: Room, starts: datetime, ends: datetime) -> bool:
    """Whether a session stays within one stretch in which the room is open."""
    spans = room.hours(starts.date()) if starts.date() == ends.date() else []
    return any(begins <= starts.time() and ends.time() <= closes for begins, closes in spans)


def _hours(slot: Slot) -> str:
    if slot.room is None:
        return ""
    day = timezone.localdate(slot.starts_at)
    spans = slot.room.hours(day)
    said = "、".join(f"{begins:%H:%M} 到 {ends:%H:%M}" for begins, ends in spans)
    if said:
        return f"{slot.room}那天的开放时间是 {said}，请选这段时间里的。"
    off = f"{day.month}月{day.day}日放假，" if is_holiday(day) else "那天"
    return f"{off}{slot.room}不开放，请换一天或换一间调解室。"


def _is_https(link: str) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and "." in (parts.hostname or "") and len(link) <= LINK_MAX and " " not in link
    except ValueError:
        return False


def _short(way: Holding, room: Room | None) -> str:
    return room.name if room else How(way.how).label


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})


def _told(mediation: Mediation, booking: Booking) -> list[Message]:
    key = f"booked{booking.pk}"
    data = {"code": mediation.code, "at": audience.when(booking.starts_at), "room": booking.short}
    return [
        *audience.to_parties(mediation, "mediation_booked", key, booking),
        Message(f"{mediation.code}:{key}:M", "mediation_assigned", data, staff_id=booking.mediator.staff_id),
    ]
