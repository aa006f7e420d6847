"""The roster of one unit as its page shows it, and what the planning of it has to know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from governance.models import Absence, Duty, Shift, Staff, Swap, Unit
from governance.roles import RIGHTS, Right
from governance.selectors.coverage import absences, present
from governance.shifts import DAY, Load, Span, fewest, load, on_day, short_rests

WEEKS_BACK = 4  # of duties that count when the next week is shared out
WORKING = [role for role, rights in RIGHTS.items() if Right.HANDLE in rights]


@dataclass(frozen=True)
class Served:
    """One duty on the page, with what is the matter with it: on leave then, or so short a rest before it; and its open swap."""

    duty: Duty
    away: bool = False
    rest: timedelta | None = None
    swap: Swap | None = None

    @property
    def rest_hours(self) -> float | None:
        """Hours of rest before it, when they are too few."""
        return None if self.rest is None else round(self.rest / timedelta(hours=1), 1)


@dataclass(frozen=True)
class Cell:
    """A shift on one day. `missing`: how many people are wanted beside those who are there, in the hour of it that has fewest;
    of one that runs only the hours to come count."""

    day: date
    span: Span
    served: list[Served]
    missing: int
    over: bool


@dataclass(frozen=True)
class Person:
    """What somebody has in this week, and had in the four weeks before it and has in it together."""

    staff: Staff
    week: Load
    lately: Load


@dataclass(frozen=True)
class Week:
    """A week of a unit: one row of seven cells for each shift; `others`: duties of other hours, by day."""

    unit: Unit
    days: list[date]
    rows: list[tuple[Shift, list[Cell]]] = field(default_factory=list)
    others: list[list[Served]] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)

    @property
    def other_days(self) -> list[tuple[date, list[Served]]]:
        """The duties of other hours, each list with its day."""
        return list(zip(self.days, self.others, strict=True))

    @property
    def has_others(self) -> bool:
        """Whether any duty has hours of its own."""
        return any(self.others)


def monday(day: date) -> date:
    """The first day of its week."""
    return day - DAY * day.weekday()


def days_of(first: date, days: int = 7) -> Span:
    """The stretch of these days, midnight to midnight in China."""
    zone = timezone.get_current_timezone()
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    return Span(begin, begin + DAY * days)


def local(row: Duty | Absence) -> Span:
    """When it is, in the house's time."""
    return Span(timezone.localtime(row.starts_at), timezone.localtime(row.ends_at))


def home(row: Duty) -> date:
    """The day in whose cell a duty stands: a piece of a night that began the day before is a piece of that night."""
    begins = local(row).starts_at
    before = begins.date() - DAY
    if row.shift and begins < on_day(row.shift.begins, row.shift.ends, before, timezone.get_current_timezone()).ends_at:
        return before
    return begins.date()


def shifts(unit: Unit) -> list[Shift]:
    """The shifts the unit keeps, in the order of the day."""
    return list(Shift.objects.filter(unit=unit))


def workers(unit: Unit) -> QuerySet[Staff]:
    """Who may be on duty in `unit`: active staff with a post there that handles cases, heads among them."""
    posted = Staff.objects.filter(is_active=True, posts__unit=unit, posts__role__in=WORKING)
    return posted.distinct().order_by("pk")


def able(unit: Unit) -> QuerySet[Staff]:
    """Who may stand in there as well: those who work in a unit above it see its cases too. `unit` carries its superiors."""
    line = [superior.pk for superior in unit.chain().values()]
    return Staff.objects.filter(is_active=True, posts__unit__in=line, posts__role__in=WORKING).distinct()


def duties(*, window: Span, unit: Unit | None = None, people: Iterable[int] | None = None) -> list[Duty]:
    """The duties that touch `window`: of `unit`, or of these people wherever they serve."""
    rows = Duty.objects.filter(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)
    rows = rows.filter(unit=unit) if unit else rows
    rows = rows if people is None else rows.filter(staff__in=list(people))
    return list(rows.select_related("staff", "shift", "unit").order_by("starts_at", "staff__display_name", "pk"))


def week(unit: Unit, first: date, now: datetime) -> Week:
    """The roster of `unit` from the Monday `first`. Seven queries, however many serve."""
    window = days_of(first)
    reach = Span(window.starts_at, window.ends_at + DAY)  # a piece of Sunday's night may begin on Monday
    active = [row for row in duties(window=reach, unit=unit) if row.staff.is_active]
    shown = [row for row in active if row.starts_at < window.ends_at or first <= home(row) < first + DAY * 7]
    staff = {person.pk: person for person in workers(unit)} | {row.staff_id: row.staff for row in shown}
    back = Span(window.starts_at - DAY * 7 * WEEKS_BACK, window.ends_at)
    theirs: dict[int, list[Span]] = defaultdict(list)
    for row in duties(window=back, people=staff):
        theirs[row.staff_id].append(local(row))
    away = absences({*staff, *(row.staff_id for row in active)}, reach)
    swaps = {swap.duty_id: swap for swap in open_swaps(Q(duty__in=[row.pk for row in shown]))}
    marked = [_served(row, theirs[row.staff_id], away, swaps.get(row.pk)) for row in shown]
    there = _there(active, away)
    days = [first + DAY * n for n in range(7)]
    return Week(
        unit=unit,
        days=days,
        rows=[(shift, [_cell(shift, day, marked, there, now) for day in days]) for shift in shifts(unit)],
        others=[[one for one in marked if not one.duty.shift_id and _shown_on(one, day, first)] for day in days],
        people=[_person(person, theirs[person.pk], window) for person in staff.values()],
        away=[leave for leave in away if leave.staff_id in staff and leave.starts_at < window.ends_at],
    )


def open_swaps(which: Q) -> list[Swap]:
    """The swaps nobody has taken yet, of duties that are to begin; what `which` says of them."""
    rows = Swap.objects.filter(which, state=Swap.State.OPEN)
    return list(
        rows.select_related("duty__unit__parent__parent__parent", "duty__staff", "giver", "to").order_by(
            "duty__starts_at"
        )
    )


def swaps_for(staff: Staff, units: Iterable[Unit]) -> list[Swap]:
    """The open swaps she may have to do with: hers, those offered to her, and those of `units`."""
    return open_swaps(Q(giver=staff) | Q(to=staff) | Q(duty__unit__in=list(units)))


def _served(row: Duty, hers: list[Span], away: list[Absence], swap: Swap | None) -> Served:
    span = local(row)
    gone = any(leave.staff_id == row.staff_id and local(leave).overlaps(span) for leave in away)
    return Served(row, gone, dict(short_rests(hers)).get(span), swap)


def _cell(shift: Shift, day: date, marked: list[Served], there: list[Span], now: datetime) -> Cell:
    span = on_day(shift.begins, shift.ends, day, timezone.get_current_timezone())
    here = [one for one in marked if one.duty.shift_id == shift.pk and home(one.duty) == day]
    left = Span(max(span.starts_at, now), span.ends_at) if now < span.ends_at else span
    return Cell(day, span, here, max(0, shift.needed - fewest(left, there)), span.ends_at <= now)


def _there(rows: Iterable[Duty], away: Iterable[Absence]) -> list[Span]:
    gone: dict[int, list[Span]] = defaultdict(list)
    for leave in away:
        gone[leave.staff_id].append(Span(leave.starts_at, leave.ends_at))
    return [span for row in rows for span in present(row, gone)]


def _shown_on(one: Served, day: date, first: date) -> bool:
    """On the day it begins, or on the first of the week when it has begun before."""
    return max(local(one.duty).starts_at.date(), first) == day


def _person(staff: Staff, hers: list[Span], window: Span) -> Person:
    return Person(staff, load(span for span in hers if span.starts_at >= window.starts_at), load(hers))
