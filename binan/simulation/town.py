"""The district of the simulation: every community with a station, its people and their shifts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from binan.demo import settle
from governance.levels import Level
from governance.models import Duty, Place, Post, Staff, Unit
from governance.roles import Role

DAY, NIGHT = (8, 20), (20, 32)  # hours of a shift, from midnight of its day
DAYS_AHEAD = 21  # of the roster: what a week leaves open is finished afterwards
CREW: dict[int, tuple[tuple[Role, tuple[int, int]], ...]] = {
    Level.COMMUNITY: ((Role.SOCIAL_WORKER, DAY), (Role.SOCIAL_WORKER, DAY), (Role.SOCIAL_WORKER, NIGHT)),
    Level.SUBDISTRICT: ((Role.SUBDISTRICT_DISPATCHER, DAY), (Role.SUBDISTRICT_DISPATCHER, NIGHT)),
    Level.DISTRICT: ((Role.DISTRICT_DUTY, DAY), (Role.DISTRICT_DUTY, NIGHT)),
}


@dataclass
class Worker:
    """Somebody with a telephone. `hours`: her shift; `free_at`: when she can take the next case."""

    staff: Staff
    unit: Unit
    hours: tuple[int, int]
    free_at: datetime
    looking: bool = False

    def next_on_duty(self, at: datetime) -> datetime:
        """`at` when she works then, else the beginning of her next shift (local time)."""
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        for day in (-1, 0, 1):
            begins, ends = (midnight + timedelta(days=day, hours=hour) for hour in self.hours)
            if at < ends:
                return max(at, begins)
        raise AssertionError(at)


@dataclass
class Town:
    """Where cases come from, and who answers, by unit."""

    places: list[Place]
    workers: dict[int, list[Worker]] = field(default_factory=dict)

    @classmethod
    def built(cls, begin: datetime) -> Town:
        """The demo district's units and places, with a crew at every station from midnight `begin` (local time) on."""
        units = settle.units()
        town = cls(list(settle.places(units).values()))
        for unit in units.values():
            for number, (role, hours) in enumerate(CREW.get(unit.level, ())):
                town._add(unit, number, role, hours, begin)
        return town

    def _add(self, unit: Unit, number: int, role: Role, hours: tuple[int, int], begin: datetime) -> None:
        person = Staff.objects.create(
            username=f"{unit.key}-{number}".lower(), display_name=f"{unit.name[:1]}{number + 1}号"
        )
        Post.objects.create(staff=person, role=role, unit=unit)
        Duty.objects.bulk_create(
            Duty(
                staff=person, unit=unit, starts_at=begin + timedelta(days=day, hours=hours[0]),
                ends_at=begin + timedelta(days=day, hours=hours[1]),
            )
            for day in range(-1, DAYS_AHEAD)
        )  # fmt: skip
        self.workers.setdefault(unit.pk, []).append(Worker(person, unit, hours, begin))
