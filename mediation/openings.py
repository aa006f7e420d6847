"""Real free times of a mediation: mediator, room and all parties at once, on the days people work.

A fixed number of queries, however many rooms, mediators and parties there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from governance.selectors import is_workday, workdays
from mediation import slots
from mediation.board import AHEAD, Board, board, common, local, moment, on_days, reserved
from mediation.leading import leaders, theirs
from mediation.models import Mediation, Mediator, Organisation, Party, PartyTime, Room
from mediation.models.reservation import keys_of
from mediation.workflow import How

LEAD = timedelta(minutes=30)  # nobody is there sooner
SOON = 2  # days that are read first: mostly there is a time today or tomorrow
MINUTES = 60  # of a session unless somebody says otherwise
ON_THE_HALF = sum(1 << quarter for quarter in range(0, slots.QUARTERS, 2))


@dataclass(frozen=True)
class Opening:
    """A session that could be held. `liked`: all parties who said anything of this time can come."""

    starts_at: datetime
    ends_at: datetime
    room: Room | None
    mediator: Mediator
    liked: bool = False

    @property
    def value(self) -> str:
        """Its beginning as a form sends it."""
        return timezone.localtime(self.starts_at).isoformat()

    @property
    def clock(self) -> str:
        """Its beginning as people read it."""
        return timezone.localtime(self.starts_at).strftime("%H:%M")


@dataclass(frozen=True)
class FreeDay:
    """The openings of a day, earliest first. `workday`: whether people work; `estimated`: its year is not published."""

    day: date
    workday: bool
    estimated: bool
    openings: list[Opening] = field(default_factory=list)


def openings(
    mediation: Mediation, now: datetime, *, first: date | None = None, days: int = AHEAD, minutes: int = MINUTES,
    how: str = How.ROOM, but: Iterable[int] = (), mediator: Mediator | None = None,
) -> list[FreeDay]:  # fmt: skip
    """The free times of a mediation on `days` days from `first` (today) on: a mediator (hers when one is chosen), a room where
    one is needed, and all parties; no later than its limit. Nobody who is barred or whom a side has had changed. Eleven
    queries, whatever there is of anything.

    `mediator`: of the session that is to be moved; she stays, whatever has become known of her since.
    """
    ignored, everybody = list(but), list(mediation.parties.all())
    found = theirs(mediation, everybody, mediator, now, first=first, days=days, but=ignored)
    busy, said = _parties(_coming(everybody), found.days, now, ignored)
    years = _years()
    due, rows = timezone.localtime(mediation.due_at), []
    for day in found.days:
        rest = slots.after(local(now + LEAD), day) & (
            slots.ALL if day < due.date() else slots.whole(local(now), due, day)
        )
        possible = slots.starts(rest & ~busy.get(day, 0) & slots.ALL, slots.length(minutes)) & ON_THE_HALF
        rows.append(
            FreeDay(
                day, is_workday(day), day.year not in years,
                _of_day(found, day, possible, said.get(day, 0), minutes, how),
            )
        )  # fmt: skip
    return rows


@dataclass(frozen=True)
class Week:
    """Seven of the days in which times are offered. `number`: 0 begins today; `previous`, `next`: the number of the week before
    and after, None where there is none."""

    number: int
    first: date
    previous: int | None
    next: int | None

    @property
    def days(self) -> list[date]:
        """Its days, the first one first."""
        return [self.first + timedelta(days=number) for number in range(AHEAD)]


def week(mediation: Mediation, asked: str, now: datetime) -> Week:
    """The week somebody asks for by its number, of those its organisation books in; the first for none and for what is none."""
    weeks = mediation.organisation.weeks_ahead
    number = min(int(asked), weeks - 1) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
    return Week(
        number, timezone.localdate(now) + timedelta(days=AHEAD * number), number - 1 if number else None,
        number + 1 if number + 1 < weeks else None,
    )  # fmt: skip


def reaches(mediation: Mediation, day: date, now: datetime) -> bool:
    """Whether times are offered on this day."""
    return 0 <= (day - timezone.localdate(now)).days < AHEAD * mediation.organisation.weeks_ahead


def soonest(
    mediation: Mediation, now: datetime, *, most: int = 3, minutes: int = MINUTES, how: str = How.ROOM,
    but: Iterable[int] = (),
) -> list[Opening]:  # fmt: skip
    """The first `three` of the first week that has any; [] when none has. Reads no more days than it takes."""
    ignored, rows, picked = list(but), list[FreeDay](), list[Opening]()
    later = ((AHEAD * number, AHEAD) for number in range(1, mediation.organisation.weeks_ahead))
    for ahead, days in ((0, SOON), (SOON, AHEAD - SOON), *later):
        first = timezone.localdate(now) + timedelta(days=ahead)
        rows += openings(mediation, now, first=first, days=days, minutes=minutes, how=how, but=ignored)
        picked = three(rows, most=most)
        if len(picked) == most or (picked and ahead + days >= AHEAD):
            break
    return picked


def three(rows: Iterable[FreeDay], *, most: int = 3) -> list[Opening]:
    """The times to offer: of the first day that has any, then of the next, none overlapping; on a day those first at which
    everybody said she can."""
    picked: list[Opening] = []
    for row in rows:
        for one in sorted(row.openings, key=lambda opening: (not opening.liked, opening.starts_at)):
            if len(picked) < most and all(one.starts_at >= p.ends_at or one.ends_at <= p.starts_at for p in picked):
                picked.append(one)
    return sorted(picked, key=lambda one: one.starts_at)


def earliest(people: Sequence[Mediator], now: datetime, *, minutes: int = MINUTES) -> dict[int, datetime]:
    """When each of these mediators is free first, with a room of her organisation: her pk → moment. Those without any free time
    within the week are left out. Six queries."""
    found = board({one.organisation_id for one in people}, now, only=[one.pk for one in people])
    quarters, first = slots.length(minutes), dict[int, datetime]()
    for day in found.days:
        rest = slots.after(local(now + LEAD), day) & ON_THE_HALF
        rooms: dict[int, int] = {}
        for room, begins in found.rooms_at(day, quarters):
            rooms[room.organisation_id] = rooms.get(room.organisation_id, 0) | begins
        for one, begins in found.people_at(day, quarters):
            if one.pk not in first and (left := begins & rest & rooms.get(one.organisation_id, 0)):
                first[one.pk] = moment(day, next(slots.each(left)))
    return first


def free_at(organisation: Organisation, starts_at: datetime, ends_at: datetime, now: datetime) -> set[int]:
    """The mediators (pks) of an organisation who serve then, have nothing else, nor in the time kept around a session, and have
    not their full day. Six queries."""
    day = timezone.localdate(starts_at)
    found = board([organisation.pk], now, first=day, days=1)
    before, after = timedelta(minutes=organisation.minutes_before), timedelta(minutes=organisation.minutes_after)
    need = slots.touched(local(starts_at), local(ends_at), day)
    around = slots.touched(local(starts_at - before), local(ends_at + after), day)
    return {
        one.pk
        for one, _begins in found.people_at(day, 1)
        if not need & ~found.open.get((f"mediator:{one.pk}", day), 0)
        and not around & found.taken.get((f"mediator:{one.pk}", day), 0)
    }


def blocked(mediation: Mediation, now: datetime) -> str:
    """What keeps a session from the rest of today: `slots.ROOM`, `MEDIATOR`, `PARTY` or `LATE`; "" for nothing."""
    found, day, quarters = (
        board([mediation.organisation_id], now, days=1),
        timezone.localdate(now),
        slots.length(MINUTES),
    )
    everybody = list(mediation.parties.all())
    busy, _ = _parties(_coming(everybody), [day], now, ())
    rooms = [found.free(f"room:{one.pk}", day) for one in found.rooms]
    people = [found.free(f"mediator:{one.pk}", day) for one in leaders(mediation, found.people, everybody)]
    return slots.blocker(rooms, people, slots.ALL & ~busy.get(day, 0), slots.after(local(now + LEAD), day), quarters)


def unpublished(days: Iterable[date]) -> list[int]:
    """The years among these days whose holidays are not in the table: weekends are all that is known of them."""
    years = _years()
    return sorted({day.year for day in days} - years)


def _coming(parties: list[Party]) -> list[Party]:
    return [one for one in parties if one.is_in and one.represented_by_id is None]


def _of_day(found: Board, day: date, possible: int, liked: int, minutes: int, how: str) -> list[Opening]:
    quarters, chosen = slots.length(minutes), {}
    left = possible
    for one, begins in found.people_at(day, quarters):
        for quarter in slots.each(begins & left):
            chosen[quarter] = one
        left &= ~begins
    halls: dict[int, Room] = {}
    left = possible & ~left if how == How.ROOM else 0
    for room, begins in found.rooms_at(day, quarters):
        for quarter in slots.each(begins & left):
            halls[quarter] = room
        left &= ~begins
    fits = slots.starts(liked, quarters)
    return [
        Opening(
            moment(day, quarter), moment(day, quarter) + timedelta(minutes=minutes), halls.get(quarter), chosen[quarter],
            bool(fits >> quarter & 1),
        )
        for quarter in sorted(chosen) if how != How.ROOM or quarter in halls
    ]  # fmt: skip


def _parties(
    parties: list[Party], days: list[date], now: datetime, but: Iterable[int]
) -> tuple[dict[date, int], dict[date, int]]:
    """What is not free for them all, and what all of them who said anything of that day can."""
    busy: dict[date, int] = {}
    for row in reserved([key for party in parties for key in keys_of(party)], days, now, but):
        for day, quarters in on_days(row, days):
            busy[day] = busy.get(day, 0) | quarters
    can: dict[date, dict[int, int]] = {}
    for word in PartyTime.objects.filter(party__in=parties, day__gte=days[0], day__lte=days[-1]):
        part = slots.within(*slots.PARTS[word.part])
        if word.can:
            hers = can.setdefault(word.day, {})
            hers[word.party_id] = hers.get(word.party_id, 0) | part
        else:
            busy[word.day] = busy.get(word.day, 0) | part
    return busy, {day: common(hers.values()) for day, hers in can.items()}


def _years() -> set[int]:
    return {day.year for day in workdays()}
