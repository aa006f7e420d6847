"""Builds the demo district: units, places, staff, posts. Whatever is there already stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from binan.demo import district
from binan.demo.people import ADMIN, COLLEAGUES, MEDIATORS, MOBILE, PEOPLE
from governance.levels import Level
from governance.models import Place, Post, Staff, Unit
from governance.plates import Stage

Row = tuple[str, str, str | None, str | None]  # key, name, key of the superior, code


def units() -> dict[str, Unit]:
    """The four levels, one level after the other; returns them by key."""
    rows: dict[int, list[Row]] = {Level.DISTRICT: [], Level.SUBDISTRICT: [], Level.COMMUNITY: [], Level.GRID: []}
    key, name, code = district.DISTRICT
    rows[Level.DISTRICT].append((key, name, None, code))
    for street, street_name, street_code, names in district.SUBDISTRICTS:
        rows[Level.SUBDISTRICT].append((street, street_name, key, street_code))
        for community, community_name in _communities(street, names):
            rows[Level.COMMUNITY].append((community, community_name, street, district.VERIFIED.get(community)))
            for n, grid in enumerate(district.GRIDS, 1):
                grid_name = community_name.removesuffix("社区") + grid
                rows[Level.GRID].append((f"{community}-G{n:02}", grid_name, community, None))
    found = {unit.key: unit for unit in Unit.objects.all()}
    number = count(1)
    for level, level_rows in rows.items():
        numbered = zip(level_rows, number, strict=False)
        made = [_unit(level, row, found, n) for row, n in numbered if row[0] not in found]
        found |= {unit.key: unit for unit in Unit.objects.bulk_create(made)}
    return found


def _communities(street: str, names: str) -> Iterator[tuple[str, str]]:
    words = iter(names.split())
    return ((f"{street}-{key}", f"{name}社区") for key, name in zip(words, words, strict=True))


def _unit(level: int, row: Row, found: dict[str, Unit], number: int) -> Unit:
    key, name, superior, code = row
    return Unit(
        key=key,
        name=name,
        level=level,
        parent=found[superior] if superior else None,
        stat_code=code,
        verified=code is not None,
        kind=district.KINDS.get(key, Unit.Kind.RESIDENTIAL),
        phone=district.PHONE.format(number),
    )


def places(units: dict[str, Unit]) -> dict[str, Place]:
    """A window in every community and the places of the list; returns them by name."""
    communities = [unit for unit in units.values() if unit.level == Level.COMMUNITY]
    windows = [(unit.key, Place.Kind.STATION, district.station_name(unit.name)) for unit in communities]
    wanted = [*district.PLACES, *windows]
    codes = {name: district.place_code(name) for _, _, name in wanted}
    there = set(Place.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    now = timezone.now()
    Place.objects.bulk_create(
        Place(
            code=codes[name], kind=kind, name=name, unit=units[key], stage=Stage.POSTED, posted_at=now, checked_at=now
        )
        for key, kind, name in wanted
        if codes[name] not in there
    )
    return {place.name: place for place in Place.objects.filter(code__in=codes.values()).select_related("unit")}


def staff(units: dict[str, Unit], password: str) -> dict[str, Staff]:
    """The accounts with their posts; returns them by user name. "" as `password`: those there already keep theirs."""
    encoded = make_password(password) if password else ""  # once: the work of a hash is meant to be felt
    found = {}
    for n, (username, name, role, key) in enumerate([*PEOPLE, *COLLEAGUES, *MEDIATORS], 1):
        person = found[username] = _account(username, name, encoded, mobile=MOBILE.format(n))
        Post.objects.get_or_create(staff=person, role=role, unit=units[key] if key else None)
    username, name = ADMIN
    found[username] = _account(username, name, encoded, is_staff=True, is_superuser=True)
    return found


def _account(username: str, name: str, encoded: str, **more: object) -> Staff:
    person, new = Staff.objects.get_or_create(
        username=username, defaults={"display_name": name, "password": encoded or make_password(None), **more}
    )
    if encoded and not new:
        Staff.objects.filter(pk=person.pk).update(password=encoded)
    return person
