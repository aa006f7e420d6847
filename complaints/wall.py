"""What the big screen of a station shows: counts of open cases, and the most pressing by kind and unit, nothing of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from complaints.access import visible
from complaints.models import Complaint, Drill
from complaints.models.complaint import Lane
from complaints.selectors import NOT_IN_A_ROW, ORDER, drills
from complaints.sieve import Sieve
from complaints.taxonomy import CATEGORIES
from complaints.workflow import Stage
from governance.access import working_units
from governance.models import Staff

SHOWN = 7  # rows that can be read from five metres
DRILLS = 2  # stations with their last practice case
COUNTED = ("new", "waiting", "overdue")


@dataclass(frozen=True)
class Line:
    """One case on the wall: what kind of matter, whose, and its promise; no title, place, name or number to call."""

    case: Complaint
    kind: str


@dataclass(frozen=True)
class Wall:
    """`counts`: all open cases (`open`), the 特急 among them that nobody has (`burning`), and those of three views.
    `drills`: the last practice case of her stations, the worst first; `stations`: of how many."""

    counts: dict[str, int]
    lines: list[Line]
    drills: list[Drill]
    stations: int

    @property
    def alarm(self) -> Line | None:
        """The 特急 that the banner names: the most pressing one that nobody has; None where all that can be read have somebody."""
        return next(
            (line for line in self.lines if line.case.lane == Lane.BURNING and line.case.stage == Stage.ACCEPTED), None
        )

    @property
    def others(self) -> int:
        """How many stations did better than those shown."""
        return self.stations - len(self.drills)


def wall(staff: Staff, *, now: datetime) -> Wall:
    """The wall of her units: two queries over the open cases, however many are ended, two for the last practice cases."""
    units = [unit.pk for unit in working_units(staff)]
    still = visible(staff).filter(lane__lt=Lane.DONE)
    views = {name: Count("pk", filter=Sieve(name).where(staff.pk, units, now)) for name in COUNTED}
    burning = Count("pk", filter=Q(lane=Lane.BURNING) & Sieve("new").where(staff.pk, units, now))
    counts = still.aggregate(open=Count("pk"), burning=burning, **views)
    rows = still.select_related("unit").defer(*NOT_IN_A_ROW).order_by(*ORDER)[:SHOWN]
    lines = [Line(row, CATEGORIES[row.category].name if row.category in CATEGORIES else "其他") for row in rows]
    practised = drills.last(staff, now=now)
    return Wall(counts, lines, practised[:DRILLS], len(practised))
