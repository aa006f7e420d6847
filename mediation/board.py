"""What is free of rooms and mediators: their hours and rosters, less what is taken, as bits (`mediation.slots`).

A board reads one organisation or several in a fixed number of queries, however many rooms and mediators it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from governance.models import Absence, Duty
from governance.selectors import is_workday
from mediation import slots
from mediation.models import Closure, Mediator, Organisation, Reservation, Room

AHEAD = 7  # days that are looked at
FIRM = Reservation.State.FIRM
OFFICE = (time(8, 30), time(17, 30))  # of an organisation without a room


class Taken(NamedTuple):
    """What is taken of one resource: the quarters from `first` up to, not including, `last`, counted from the midnight at which
    the days that are looked at begin; `firm`: not only held."""

    resource: str
    first: int
    last: int
    firm: bool


@dataclass
class Board:
    """Who and what is free on some days. `open`: when it serves at all; `taken`: what is taken of it; both by key and day."""

    days: list[date]
    rooms: list[Room]
    people: list[Mediator]
    open: dict[tuple[str, date], int]
    taken: dict[tuple[str, date], int]
    sessions: dict[tuple[int, date], int]

    def free(self, key: str, day: date) -> int:
        """The quarters in which this room or mediator serves and is not taken."""
        return self.open.get((key, day), 0) & ~self.taken.get((key, day), 0)

    def starts(self, key: str, day: date, quarters: int, around: tuple[int, int]) -> int:
        """Where a session of so many quarters may begin for this room or mediator, `around`: with so many before and after it
        that nobody else has."""
        found = slots.starts(self.free(key, day), quarters)
        if around == (0, 0):
            return found
        before, after = around
        clear = slots.ALL & ~self.taken.get((key, day), 0)
        return found & (slots.starts(clear, before + quarters + after) << before)

    def rooms_at(self, day: date, quarters: int) -> Iterator[tuple[Room, int]]:
        """Each room with where a session may begin in it."""
        for room in self.rooms:
            yield room, self.starts(f"room:{room.pk}", day, quarters, buffers(room.organisation))

    def people_at(self, day: date, quarters: int) -> Iterator[tuple[Mediator, int]]:
        """Each mediator who has not her full day yet, with where she may begin one; those with the fewest sessions first."""
        ranked = sorted(self.people, key=lambda one: self.sessions.get((one.pk, day), 0))
        for one in ranked:
            if self.sessions.get((one.pk, day), 0) < one.per_day:
                yield one, self.starts(f"mediator:{one.pk}", day, quarters, buffers(one.organisation))


def board(
    organisations: Iterable[int], now: datetime, *, first: date | None = None, days: int = AHEAD, but: Iterable[int] = (),
    only: Iterable[int] | None = None,
) -> Board:  # fmt: skip
    """The rooms and mediators of these organisations (pks) on the `days` from `first` (today) on. Six queries, whatever their
    number.

    `but`: pks of reservations that do not count, e.g. those of the session that is to be moved; `only`: pks of mediators, when
    not all are asked for.
    """
    which, begin = list(organisations), first or timezone.localdate(now)
    dates = [begin + timedelta(days=number) for number in range(days)]
    shut = Prefetch("closures", Closure.objects.filter(first__lte=dates[-1], last__gte=dates[0]))
    rooms = Room.objects.filter(organisation__in=which, active=True).order_by("name", "pk")
    people = Mediator.objects.filter(organisation__in=which, active=True, staff__is_active=True).order_by("pk")
    if only is not None:
        people = people.filter(pk__in=list(only))
    found = Board(
        dates, list(rooms.select_related("organisation").prefetch_related(shut)),
        list(people.select_related("staff", "organisation")), {}, {}, {},
    )  # fmt: skip
    _hours(found)
    _rosters(found)
    _taken(found, now, but)
    return found


def buffers(organisation: Organisation) -> tuple[int, int]:
    """The quarters an organisation keeps free before and after a session."""
    return slots.length(organisation.minutes_before), slots.length(organisation.minutes_after)


def _hours(found: Board) -> None:
    read: dict[tuple[object, ...], int] = {}  # most rooms keep the same hours
    for room in found.rooms:
        for day in found.days:
            spans = tuple(room.hours(day))
            if spans not in read:
                read[spans] = union(slots.within(*span) for span in spans)
            found.open[f"room:{room.pk}", day] = read[spans]


def _rosters(found: Board) -> None:
    """A mediator serves when she is on duty; one without a roster when her organisation has a room open on a workday."""
    begin, end = moment(found.days[0], 0), moment(found.days[-1], slots.QUARTERS)
    staff = {one.staff_id: one for one in found.people}
    duties: dict[int, list[Duty]] = {}
    for duty in Duty.objects.filter(staff__in=list(staff), starts_at__lt=end, ends_at__gt=begin):
        duties.setdefault(duty.staff_id, []).append(duty)
    away: dict[int, list[Absence]] = {}
    for leave in Absence.objects.filter(staff__in=list(staff), starts_at__lt=end, ends_at__gt=begin):
        away.setdefault(leave.staff_id, []).append(leave)
    office = _office(found)
    for key, one in staff.items():
        for day in found.days:
            usual = office.get((one.organisation_id, day), slots.within(*OFFICE)) if is_workday(day) else 0
            served = union(slots.whole(*span(duty), day) for duty in duties[key]) if key in duties else usual
            gone = union(slots.touched(*span(leave), day) for leave in away.get(key, ()))
            found.open[f"mediator:{one.pk}", day] = served & ~gone


def _office(found: Board) -> dict[tuple[int, date], int]:
    """When each organisation has a room open."""
    office: dict[tuple[int, date], int] = {}
    for room in found.rooms:
        for day in found.days:
            place = room.organisation_id, day
            office[place] = office.get(place, 0) | found.open[f"room:{room.pk}", day]
    return office


def _taken(found: Board, now: datetime, but: Iterable[int]) -> None:
    keys = [f"room:{room.pk}" for room in found.rooms] + [f"mediator:{one.pk}" for one in found.people]
    for row in reserved(keys, found.days, now, but):
        for day, quarters in on_days(row, found.days):
            found.taken[row.resource, day] = found.taken.get((row.resource, day), 0) | quarters
        kind, _, pk = row.resource.partition(":")
        if kind == "mediator" and row.firm and row.first >= 0:
            at = int(pk), found.days[row.first // slots.QUARTERS]
            found.sessions[at] = found.sessions.get(at, 0) + 1


def reserved(keys: list[str], days: list[date], now: datetime, but: Iterable[int] = ()) -> list[Taken]:
    """What is taken of these on these days; a hold whose time is over is not."""
    begin, end = moment(days[0], 0), moment(days[-1], slots.QUARTERS)
    rows = Reservation.objects.filter(resource__in=keys, ends_at__gt=begin, starts_at__lt=end)
    rows, ignored = rows.exclude(state=Reservation.State.VOID), set(but)
    columns = rows.order_by().values_list("pk", "resource", "starts_at", "ends_at", "state", "hold_until")
    return [
        Taken(key, (starts_at - begin) // slots.QUARTER, -((begin - ends_at) // slots.QUARTER), state == FIRM)
        for pk, key, starts_at, ends_at, state, until in columns
        if pk not in ignored and (until is None or until > now)
    ]


def on_days(row: Taken, days: list[date]) -> Iterator[tuple[date, int]]:
    """The days it touches, of these, with the quarters of each."""
    for number in range(max(row.first // slots.QUARTERS, 0), min(-(-row.last // slots.QUARTERS), len(days))):
        midnight = number * slots.QUARTERS
        yield days[number], slots.bits(max(row.first - midnight, 0), min(row.last - midnight, slots.QUARTERS))


def span(row: Duty | Absence) -> tuple[datetime, datetime]:
    """Its begin and end in local time, without the zone."""
    return local(row.starts_at), local(row.ends_at)


def local(instant: datetime) -> datetime:
    """A moment in local time, without the zone."""
    return timezone.localtime(instant).replace(tzinfo=None)


def moment(day: date, quarter: int) -> datetime:
    """When a quarter of a day begins."""
    return timezone.make_aware(slots.at(day, quarter))


def union(parts: Iterable[int]) -> int:
    """What is in any of them."""
    found = 0
    for part in parts:
        found |= part
    return found


def common(parts: Iterable[int]) -> int:
    """What is in all of them."""
    found = slots.ALL
    for part in parts:
        found &= part
    return found
