"""Reads over organisations, rooms and mediators: for the sheets that keep them and for the pages residents read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404

from binan.kit import vault
from binan.kit.cells import Find
from complaints.taxonomy.categories import CATEGORIES
from governance.levels import Level
from governance.models import Staff, Unit
from mediation import hours
from mediation.committee import Language, objections
from mediation.models import Closure, Mediator, Organisation, Room

YEAR = timedelta(days=365)


def finder(rows: Callable[[], QuerySet[Any]], *columns: str) -> Find:
    """Finds a row by the first of `columns` that holds what was asked for; None when there is none."""

    def find(asked: str) -> Model | None:
        found = (rows().filter(**{column: asked}).first() for column in columns)
        return next((one for one in found if one and asked), None)

    return find


organisation_named = finder(Organisation.objects.all, "key", "name")
mediator_named = finder(Mediator.objects.all, "staff__username")
account_named = finder(lambda: Staff.objects.filter(is_active=True), "username")
subdistrict_named = finder(lambda: Unit.objects.filter(level=Level.SUBDISTRICT), "key", "name")


def faults(organisation: Organisation) -> list[str]:
    """What is wrong with the committee that is registered (art. 8); [] when nothing is, or when it needs none."""
    return objections(organisation.members.all()) if organisation.is_free else []


def trained(mediator: Mediator, today: date) -> str:
    """The hours she was trained in the year up to `today`: "12.5", "0" for none. Reads `trainings`."""
    hours = sum((one.hours for one in mediator.trainings.all() if today - YEAR < one.day <= today), Decimal(0))
    return f"{hours.normalize():f}"


def seal(organisation: Organisation) -> bytes | None:
    """The picture of its seal as PNG; None where there is none."""
    if not organisation.seal or not default_storage.exists(organisation.seal):
        return None
    return vault.read(organisation.seal)


def open_to_all() -> list[Organisation]:
    """The organisations in use with their rooms and mediators, as residents see them: each street's own, then the
    district's."""
    found = _public().order_by("unit__key", "name")
    return sorted(found, key=lambda one: one.unit_id is None)


def public(key: str) -> Organisation:
    """One of them by its key. Raises `Http404`."""
    found = _public().filter(key=key).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Door:
    """A room as residents read of it on the day `on`."""

    room: Room
    on: date

    @property
    def week(self) -> list[tuple[list[int], str]]:
        """Its usual hours: days of the week and their spans in words."""
        return hours.lines(self.room.usual)

    @property
    def today(self) -> str:
        """When it is open on the day; "" when it is not."""
        return "、".join(f"{begins:%H:%M}–{ends:%H:%M}" for begins, ends in self.room.hours(self.on))

    @property
    def closures(self) -> list[Closure]:
        """The days to come on which it is shut, within a month."""
        month = self.on + timedelta(days=31)
        return [one for one in self.room.closures.all() if one.last >= self.on and one.first <= month]


def good_at(specialities: Iterable[str]) -> list[str]:
    """The names of the categories that may be mediated and begin with one of these codes; [] for those who take any."""
    beginnings = tuple(specialities)
    return [row.name for row in CATEGORIES.values() if beginnings and row.mediable and row.code.startswith(beginnings)]


def languages(mediators: Iterable[Mediator]) -> list[str]:
    """What sessions can be held in besides 普通话, in words."""
    spoken = {one for mediator in mediators for one in mediator.languages}
    return [language.label for language in Language if language in spoken and language != Language.MANDARIN]


def _public() -> QuerySet[Organisation]:
    rooms = Room.objects.filter(active=True).order_by("-seats", "name").prefetch_related("closures")
    people = Mediator.objects.filter(active=True, staff__is_active=True)
    return (
        Organisation.objects.filter(active=True)
        .select_related("unit")
        .prefetch_related(Prefetch("rooms", rooms), Prefetch("mediators", people))
    )


def enrolled() -> list[Organisation]:
    """The organisations in use with their members, and their mediators in use with what they were trained in."""
    people = Mediator.objects.filter(active=True).select_related("staff", "organisation").prefetch_related("trainings")
    found = Organisation.objects.filter(active=True).select_related("unit").order_by("unit__key", "name")
    return list(found.prefetch_related("members", Prefetch("mediators", people)))
