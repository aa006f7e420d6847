"""Reads over units, places and duty."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from binan.kit import memo
from governance.levels import Level
from governance.models import Duty, Place, Staff, Unit, Workday
from governance.roles import RIGHTS, Right
from governance.workdays import add_workdays, missing_year

UP = "unit__parent__parent__parent"
DUTY_FRESH = 5  # seconds
FRESH = 10  # seconds for which a scanned place is remembered


def place_by_code(code: str) -> Place | None:
    """The place of a scanned code with its units, following a replaced code to its successor; None when unknown."""
    return memo.remember("place", code.upper(), FRESH, lambda: _place(code.upper()))


def _place(code: str) -> Place | None:
    place = Place.objects.select_related(UP).filter(code=code).first()
    if place and place.replaced_by_id:
        return Place.objects.select_related(UP).get(pk=place.replaced_by_id)
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


def on_duty(units: list[Unit], now: datetime) -> QuerySet[Staff]:
    """Who is on duty in any of `units` at `now`."""
    serving = Duty.objects.filter(unit__in=units, starts_at__lte=now, ends_at__gt=now)
    return Staff.objects.filter(is_active=True, pk__in=serving.values("staff_id"))


def on_duty_ids(units: list[Unit], now: datetime) -> list[int]:
    """The ids of those on duty, remembered for a few seconds: every filing asks for them."""
    key = (tuple(unit.pk for unit in units), now.timestamp() // DUTY_FRESH)
    return memo.remember("duty", key, DUTY_FRESH, lambda: list(on_duty(units, now).values_list("pk", flat=True)))


def heads(unit: Unit) -> QuerySet[Staff]:
    """Who leads `unit`: active staff whose post there may dispatch."""
    leading = [role for role, rights in RIGHTS.items() if Right.DISPATCH in rights]
    return Staff.objects.filter(is_active=True, posts__unit=unit, posts__role__in=leading).distinct()


def colleagues(units: list[Unit]) -> QuerySet[Staff]:
    """Active staff with a post at any of `units`."""
    return Staff.objects.filter(is_active=True, posts__unit__in=units).distinct().order_by("display_name")


def workdays() -> dict[date, str]:
    """The days on which the week does not tell, with what they are; remembered for seconds."""
    return memo.remember("workdays", "", FRESH, lambda: dict(Workday.objects.values_list("date", "kind")))


def after_workdays(moment: datetime, n: int) -> datetime:
    """The same time of day `n` working days later, by the holiday table."""
    return add_workdays(moment, n, workdays())


def year_without_workdays(today: date) -> int | None:
    """The year whose holidays ought to be in the table by now and are not; until then weekends are all that is known."""
    return missing_year(today, {day.year for day in workdays()})
