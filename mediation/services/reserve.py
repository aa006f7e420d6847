"""Taking rooms, mediators and people, all or nothing (docs/decisions/0018).

Whoever takes or moves locks every key concerned first, in one order, then looks what is in the way and names it, then
writes. The database refuses whatever gets past that; the loser looks again and names what was quicker. On SQLite the
IMMEDIATE transaction is the lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from binan.kit.errors import Refused
from mediation import audience
from mediation.models import Booking, Mediation, Mediator, Offer, Option, Reservation, Room
from mediation.models.reservation import keys_of

State = Reservation.State
TAKEN = "这个时间刚刚被别人约走了，请换一个时间、调解室或调解员。"
SENTENCES = {
    "room": "{name}在{span}已经约出去了，请换个时间或换一间调解室。",
    "mediator": "{name}在{span}已有一场调解，请换个时间或换一位调解员。",
    "party": "{name}在{span}已有一场调解，请换个时间。",
    "person": "{name}在{span}已有另一场调解，请换个时间。",
}
HELD = "{name}在{span}正替别人留着，最晚到{until}就会放开，请换个时间或等一等。"


@dataclass(frozen=True, order=True)
class Want:
    """One resource for one stretch of time; `name`: how a refusal calls it."""

    key: str
    starts_at: datetime
    ends_at: datetime
    name: str = field(default="", compare=False)


def wants(
    mediation: Mediation, room: Room | None, mediator: Mediator | None, starts_at: datetime, ends_at: datetime
) -> list[Want]:
    """What a session takes: the room (none for a telephone or video session) and the mediator, with the time the organisation
    keeps before and after, and everybody invited."""
    before, after = (timedelta(minutes=number) for number in _around(mediation))
    wanted = [Want(f"room:{room.pk}", starts_at - before, ends_at + after, str(room))] if room else []
    if mediator:
        wanted.append(Want(f"mediator:{mediator.pk}", starts_at - before, ends_at + after, str(mediator)))
    named: dict[str, str] = {}
    for party in mediation.parties.filter(left_at=None, represented_by=None):
        for key in keys_of(party):
            named.setdefault(key, party.seat)
    return [*wanted, *(Want(key, starts_at, ends_at, name) for key, name in named.items())]


def take(
    wanted: Iterable[Want], *, now: datetime, booking: Booking | None = None, option: Option | None = None,
    until: datetime | None = None, instead: Iterable[Reservation] = (),
) -> list[Reservation]:  # fmt: skip
    """Take all that is wanted, firmly or, with `until`, as a hold that dies then; `instead`: what is given up for it.

    Call it inside a transaction. Raises `Refused` (booked) with a sentence that names room, mediator or party and its time.
    """
    rows, old = sorted(set(wanted)), list(instead)
    _lock({want.key for want in rows} | {one.resource for one in old})
    _void(Q(pk__in=[one.pk for one in old]))
    clear(now, keys=[want.key for want in rows])
    if sentence := conflict(rows):
        raise Refused("booked", sentence)
    try:
        with transaction.atomic():
            return Reservation.objects.bulk_create(
                Reservation(
                    resource=want.key, starts_at=want.starts_at, ends_at=want.ends_at, booking=booking, option=option,
                    state=State.HOLD if until else State.FIRM, hold_until=until,
                )
                for want in rows
            )  # fmt: skip
    except IntegrityError as fault:
        raise Refused("booked", conflict(rows) or TAKEN) from fault


def shift(
    mediation: Mediation, old: Booking | None, wanted: Iterable[Want], *, booking: Booking, now: datetime
) -> list[Reservation]:
    """Give up what the session `old` took and what offers hold, and take what is wanted for `booking`, in one step. Raises as
    `take`."""
    held = list(_held(mediation))
    return take(wanted, now=now, booking=booking, instead=[*held, *(_living(booking=old) if old else ())])


def hold(mediation: Mediation, wanted: Iterable[Want], *, option: Option, until: datetime, now: datetime) -> None:
    """Keep what the options of an offer need free until then; `option`: the one the holds are written at. What the mediation's own
    session takes at that time needs no hold: it is given up when an option wins. Raises as `take`."""
    own = list(_living(booking__mediation=mediation, ends_at__gt=now))
    free = [
        want for want in wanted
        if not any(one.resource == want.key and one.starts_at < want.ends_at and one.ends_at > want.starts_at for one in own)
    ]  # fmt: skip
    take(joined(free), now=now, option=option, until=until)


def joined(wanted: Iterable[Want]) -> list[Want]:
    """The same with stretches of one resource that overlap made one: times on offer stand as near to each other as the buffers
    around them allow, and they do not stand in each other's way."""
    found: list[Want] = []
    for want in sorted(set(wanted)):
        last = found[-1] if found else None
        if last and last.key == want.key and want.starts_at < last.ends_at:
            found[-1] = replace(last, ends_at=max(last.ends_at, want.ends_at))
        else:
            found.append(want)
    return found


def follow(mediation: Mediation, *, now: datetime) -> None:
    """After somebody joined or left, or a number was put right: the coming session takes those who are now invited, and them
    only. Call it inside a transaction. Raises `Refused` (booked) when one of them is expected elsewhere at that time."""
    booking = mediation.bookings.filter(state=Booking.State.FIRM, starts_at__gt=now).select_related("room").last()
    if booking is None:
        return
    taken = {one.resource: one for one in _living(booking=booking)}
    wanted = wants(mediation, booking.room, booking.mediator, booking.starts_at, booking.ends_at)
    gone = [one for key, one in taken.items() if key not in {want.key for want in wanted}]
    take([want for want in wanted if want.key not in taken], now=now, booking=booking, instead=gone)


def living_of(mediation: Mediation) -> list[int]:
    """The pks of what a mediation takes or holds itself: when it is moved, this does not stand in its way."""
    booked, held = _living(booking__mediation=mediation), _held(mediation)
    return [one.pk for rows in (booked, held) for one in rows]  # one query with OR would read the whole table


def drop_offers(mediation: Mediation) -> None:
    """Nobody chooses any more from what was offered; what was held for it is free. Call it inside a transaction."""
    mediation.offers.filter(state=Offer.State.OPEN).update(state=Offer.State.VOID)
    held = list(_held(mediation))
    _lock({one.resource for one in held})
    _void(Q(pk__in=[one.pk for one in held]))


def free(mediation: Mediation, state: str = Booking.State.VOID) -> list[Booking]:
    """Void the firm bookings of a mediation, or mark them as missed, and free all they took and held; returns them. Call it
    inside a transaction."""
    firm = list(mediation.bookings.filter(state=Booking.State.FIRM).select_related("room"))
    release(firm)
    for one in firm:
        one.state, one.next_reminder_at, one.sequence = state, None, one.sequence + 1
        one.save(update_fields=["state", "next_reminder_at", "sequence"])
    drop_offers(mediation)
    return firm


def release(bookings: Iterable[Booking]) -> None:
    """Give up whatever these bookings took."""
    rows = list(_living(booking__in=[one.pk for one in bookings]))
    _lock({one.resource for one in rows})
    _void(Q(pk__in=[one.pk for one in rows]))


def clear(now: datetime, *, keys: Iterable[str] | None = None) -> int:
    """Let the holds die whose time is over, of all resources or of these; returns how many."""
    over = Q(state=State.HOLD, hold_until__lte=now)
    return _void(over if keys is None else over & Q(resource__in=list(keys)))


def conflict(wanted: Iterable[Want], *, but: Iterable[int] = ()) -> str:
    """What stands in the way, in words that name it and the time taken; "" when all is free. `but`: reservations (keys)
    that do not count."""
    rows = sorted(wanted, key=lambda want: (list(SENTENCES).index(want.key.partition(":")[0]), want))
    if not rows:
        return ""
    near = Reservation.objects.exclude(state=State.VOID).exclude(pk__in=list(but))
    near = near.filter(
        resource__in={want.key for want in rows}, ends_at__gt=min(want.starts_at for want in rows),
        starts_at__lt=max(want.ends_at for want in rows),
    )  # fmt: skip
    taken = list(near)
    for want in rows:
        for one in taken:
            if one.resource == want.key and one.starts_at < want.ends_at and one.ends_at > want.starts_at:
                return _sentence(want, one)
    return ""


def _around(mediation: Mediation) -> tuple[int, int]:
    return mediation.organisation.minutes_before, mediation.organisation.minutes_after


def _sentence(want: Want, taken: Reservation) -> str:
    """What a colleague may read: what is taken and when, never who or what the other mediation is about."""
    span = f"{audience.when(taken.starts_at)}到{timezone.localtime(taken.ends_at):%H:%M}"
    if taken.state == State.HOLD and taken.hold_until:
        return HELD.format(name=want.name, span=span, until=f"{timezone.localtime(taken.hold_until):%H:%M}")
    return SENTENCES[want.key.partition(":")[0]].format(name=want.name, span=span)


def _living(**which: object) -> Iterable[Reservation]:
    return Reservation.objects.exclude(state=State.VOID).filter(**which)


def _held(mediation: Mediation) -> Iterable[Reservation]:
    """What is held for its offers. Asked as holds, of which there are few and which have an index of their own."""
    held = Reservation.objects.filter(state=State.HOLD, hold_until__isnull=False)
    return held.filter(option__offer__mediation=mediation)


def _void(which: Q) -> int:
    return Reservation.objects.exclude(state=State.VOID).filter(which).update(state=State.VOID)


def _lock(keys: Iterable[str]) -> None:
    """Wait for whoever takes or gives up one of these, until the transaction ends. In one order for everybody, so that two
    who want each other's time never wait for each other."""
    numbers = sorted(
        int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True) for key in set(keys)
    )
    if connection.vendor == "postgresql" and numbers:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n", [numbers])
