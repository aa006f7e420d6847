"""督办 as the superior looks at it: a list with filters, and what counts against each unit in a time. Units, never persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from binan.kit import cursors
from binan.kit.errors import Refused
from complaints.models import Supervision
from complaints.models.complaint import Lane
from complaints.selectors.queue import NOT_IN_A_ROW, area
from complaints.supervision import Grade
from governance.models import Staff, Unit
from governance.roles import Right

PAGE = 30
PERIODS = {"month": "本月", "last": "上月", "year": "今年"}
STATES = {"open": "待回复", "answered": "已回复", "lifted": "已撤销"}
KNOWN = {"grade": Grade.values, "state": list(STATES), "period": list(PERIODS)}
# Its answer is owed as long as the case, in the same round, is open.
OWED = Q(answered_at=None, lifted_at=None, complaint__lane__lt=Lane.DONE, round=F("complaint__round"))


@dataclass(frozen=True)
class Asked:
    """The filters of the page, each "" when not set; `unit`: a key of a unit of hers. `period`: of the sums and of the list."""

    unit: str = ""
    grade: str = ""
    state: str = ""
    period: str = "month"

    @property
    def address(self) -> str:
        """As a query string."""
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class Tally:
    """What counts against one unit: supervisions issued, of which lifted and still to be answered, and the points in force."""

    unit: Unit
    issued: int
    lifted: int
    owed: int
    points: int


@dataclass(frozen=True)
class Listed:
    """One page: `rows` and the cursor of the next one ("" at the end), the sums, and the units she may choose from."""

    asked: Asked
    rows: list[Supervision]
    next: str
    sums: list[Tally]
    units: list[Unit]


def listed(staff: Staff, given: Mapping[str, str], *, now: datetime) -> Listed:
    """The supervisions of her units and those below, newest first: three queries whatever their number.

    Raises `Refused` on a filter or a cursor that is not ours, and on a unit that is not hers.
    """
    units = area(staff, Right.DISPATCH)
    asked = _asked(given, units)
    within = Supervision.objects.filter(unit__in=[int(asked.unit)] if asked.unit else [unit.pk for unit in units])
    begins, ends = period(asked.period, now)
    within = within.filter(at__gte=begins, at__lt=ends)
    rows = within.filter(_where(asked)).order_by("-pk").select_related("unit", "complaint", "issued_by")
    if cursor := given.get("cursor", ""):
        rows = rows.filter(pk__lt=cursors.place(cursor, int)[0])
    hidden = ("requirement", "answer", "lift_reason", *(f"complaint__{name}" for name in NOT_IN_A_ROW))
    found = list(rows.defer(*hidden)[: PAGE + 1])
    more = cursors.cursor(found[PAGE - 1].pk) if len(found) > PAGE else ""
    return Listed(asked, found[:PAGE], more, _sums(within, units), units)


def period(name: str, now: datetime) -> tuple[datetime, datetime]:
    """Begin and end of a period of `PERIODS` by the calendar here, the end not included."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    this = today.replace(day=1)
    if name == "year":
        return today.replace(month=1, day=1), today.replace(year=today.year + 1, month=1, day=1)
    if name == "last":
        return _month(this, -1), this
    return this, _month(this, 1)


def _month(first: datetime, by: int) -> datetime:
    """The first day of the month before (-1) or after (1)."""
    months = first.year * 12 + first.month - 1 + by
    return first.replace(year=months // 12, month=months % 12 + 1)


def _asked(given: Mapping[str, str], units: list[Unit]) -> Asked:
    for name, known in KNOWN.items():
        if given.get(name) and given[name] not in known:
            raise Refused(name, "没有这个筛选项，请重新选择。")
    unit = given.get("unit", "")
    if unit and unit not in {str(one.pk) for one in units}:
        raise Refused("unit", "没有这个单位，请重新选择。")
    chosen = Asked(unit, given.get("grade", ""), given.get("state", ""))
    return replace(chosen, period=given.get("period") or chosen.period)


def _where(asked: Asked) -> Q:
    states = {
        "open": OWED,
        "answered": Q(answered_at__isnull=False, lifted_at=None),
        "lifted": Q(lifted_at__isnull=False),
    }
    return (Q(grade=asked.grade) if asked.grade else Q()) & states.get(asked.state, Q())


def _sums(within: Any, units: list[Unit]) -> list[Tally]:
    """One line for each unit that has any, the most points first."""
    named = {unit.pk: unit for unit in units}
    counted = within.order_by().values("unit").annotate(
        issued=Count("pk"), lifted=Count("pk", filter=Q(lifted_at__isnull=False)), owed=Count("pk", filter=OWED),
        total=Sum("points", default=0),
    )  # fmt: skip
    found = [Tally(named[row["unit"]], row["issued"], row["lifted"], row["owed"], row["total"]) for row in counted]
    return sorted(found, key=lambda one: (-one.points, -one.issued, one.unit.key))
