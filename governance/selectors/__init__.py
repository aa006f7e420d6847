"""Reads over units, places and duty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from binan.kit import memo
from governance.levels import Level
from governance.models import Absence, Duty, FormerCode, Place, Post, Staff, Unit, Workday
from governance.roles import RIGHTS, Right
from governance.workdays import Kind, add_workdays, missing_year
from governance.workdays import is_workday as works

UP = "unit__parent__parent__parent"
DUTY_FRESH = 5  # seconds
HOPS = 8  # places a retired code may lead on through
FRESH = 10  # seconds for which a scanned place is remembered


def place_by_code(code: str) -> Place | None:
    """The place of a scanned code with its units, following a former code and a retired place to where they lead; None when unknown."""
    return memo.remember("place", code.upper(), FRESH, lambda: _place(code.upper()))


def _place(code: str) -> Place | None:
    place = Place.objects.select_related(UP).filter(code=code).first()
    if place is None and (former := FormerCode.objects.filter(code=code).first()):
        place = Place.objects.select_related(UP).get(pk=former.place_id)
    for _ in range(HOPS):
        if place is None or not place.retired_at or not place.replaced_by_id:
            break
        place = Place.objects.select_related(UP).get(pk=place.replaced_by_id)
    return place


def station_places() -> QuerySet[Place]:
    """One window place per community in use, for a person whose code leads nowhere; ordered by subdistrict."""
    return (
        Place.objects.filter(kind=Place.Kind.STATION, retired_at=None, unit__level=Level.COMMUNITY, unit__valid_to=None)
        .select_related("unit__parent")
        .order_by("unit__parent__key", "unit__key")
    )


def district() -> Unit:
    """The district itself."""
    return Unit.objects.get(level=Level.DISTRICT)


def at_level(level: int) -> QuerySet[Unit]:
    """The units of one level that are in use, by key."""
    return Unit.objects.filter(level=level, valid_to=None).order_by("key")


def at_levels(lowest: int = Level.COMMUNITY) -> list[Unit]:
    """The units in use from the district down to `lowest`, upper ones first, with their superiors."""
    rows = Unit.objects.filter(level__lte=lowest, valid_to=None).select_related("parent__parent__parent")
    return list(rows.order_by("level", "key"))


def on_duty(units: list[Unit], now: datetime) -> QuerySet[Staff]:
    """Who is on duty in any of `units` at `now`, and not on leave."""
    serving = Duty.objects.filter(unit__in=units, starts_at__lte=now, ends_at__gt=now)
    here = Staff.objects.filter(is_active=True, pk__in=serving.values("staff_id"))
    return here.exclude(pk__in=_away(now))


def _away(now: datetime) -> QuerySet[Absence, int]:
    return Absence.objects.filter(starts_at__lte=now, ends_at__gt=now).values_list("staff_id", flat=True)


def on_duty_ids(units: list[Unit], now: datetime) -> list[int]:
    """The ids of those on duty, remembered for a few seconds: every filing asks for them."""
    key = (tuple(unit.pk for unit in units), now.timestamp() // DUTY_FRESH)
    return memo.remember("duty", key, DUTY_FRESH, lambda: list(on_duty(units, now).values_list("pk", flat=True)))


def answering_ids(units: list[Unit], now: datetime) -> list[int]:
    """Who hears of what comes to `units`: those on duty there; where nobody is, those on duty at the next level above.

    The units carry their superiors (`UP`). Nobody at all up to the district: the clock's escalation finds the heads.
    """
    up = {unit.pk: unit for unit in units}
    while up:
        if found := on_duty_ids(list(up.values()), now):
            return found
        up = {unit.parent.pk: unit.parent for unit in up.values() if unit.parent}
    return []


def heads(unit: Unit) -> QuerySet[Staff]:
    """Who leads `unit`: active staff whose post there may dispatch."""
    return with_right(unit, Right.DISPATCH)


def with_right(unit: Unit, right: str) -> QuerySet[Staff]:
    """Active staff whose post at `unit` itself gives the right."""
    roles = [role for role, given in RIGHTS.items() if right in given]
    return Staff.objects.filter(is_active=True, posts__unit=unit, posts__role__in=roles).distinct()


def colleagues(units: list[Unit]) -> QuerySet[Staff]:
    """Active staff with a post at any of `units`."""
    return Staff.objects.filter(is_active=True, posts__unit__in=units).distinct().order_by("display_name")


def heads_of(street: Unit, *, without: Iterable[Unit] = ()) -> list[tuple[Staff, Unit]]:
    """Who leads the street or one of its communities, each with that unit, by unit; not those of `without`."""
    leading = [role for role, rights in RIGHTS.items() if Right.DISPATCH in rights]
    posts = Post.objects.filter(Q(unit=street) | Q(unit__parent=street), role__in=leading, staff__is_active=True)
    rows = (
        posts.exclude(unit__in=list(without)).select_related("staff", "unit").order_by("unit__level", "unit__key", "pk")
    )
    return [(post.staff, post.unit) for post in rows if post.unit]


def duty_pairs(people: Iterable[int], now: datetime) -> set[tuple[int, int]]:
    """Where each of these members of staff (by key) is on duty at `now`, and not on leave: pairs of person and unit."""
    serving = Duty.objects.filter(staff__in=list(people), starts_at__lte=now, ends_at__gt=now)
    serving = serving.exclude(staff__in=_away(now))
    return set(serving.values_list("staff_id", "unit_id"))


def workdays() -> dict[date, str]:
    """The days on which the week does not tell, with what they are; remembered for seconds."""
    return memo.remember("workdays", "", FRESH, lambda: dict(Workday.objects.values_list("date", "kind")))


def is_workday(day: date) -> bool:
    """Whether people work on this day, by the holiday table; by the week alone in a year nobody has published yet."""
    return works(day, workdays())


def is_holiday(day: date) -> bool:
    """Whether the table says that nobody works on this day; an ordinary weekend is none."""
    return workdays().get(day) == Kind.OFF


def is_made_up(day: date) -> bool:
    """Whether people work on this day of a weekend to make up for a holiday."""
    return workdays().get(day) == Kind.MAKE_UP


def after_workdays(moment: datetime, n: int) -> datetime:
    """The same time of day `n` working days later, by the holiday table."""
    return add_workdays(moment, n, workdays())


def year_without_workdays(today: date) -> int | None:
    """The year whose holidays ought to be in the table by now and are not; until then weekends are all that is known."""
    return missing_year(today, {day.year for day in workdays()})
