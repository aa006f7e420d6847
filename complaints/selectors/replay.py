"""What the board of a unit showed at a past minute, and one case step by step: which cases to read, then `replaying` tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from binan.kit.errors import Refused
from complaints.access import COLUMN, scope
from complaints.models import AssistTask, Complaint, Deadline, TimelineEntry
from complaints.models.complaint import Lane
from complaints.replaying import GIVEN, Net, Node, Then, fold
from complaints.selectors.queue import NOT_IN_A_ROW, area
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right
from governance.selectors.coverage import Watch, watches

MOST = 1000  # cases that are read for one board
LATEST = datetime.max.replace(tzinfo=UTC)
TOO_MANY = f"这一刻的事超过 {MOST} 件，请选一个下级单位再看。"


@dataclass(frozen=True)
class Line:
    """A case on the board of then. `case`: as it is called today (code, title, place); `unit`: what it was called then."""

    case: Complaint
    then: Then


@dataclass(frozen=True)
class Replay:
    """`lines`: in the order of the board; `unsure`: those of which erased entries do not tell whose board they were on;
    `watch`: who was on duty in the unit and above it; `helping`: what it had been asked to help with and had not answered."""

    unit: Unit
    at: datetime
    lines: list[Line]
    unsure: list[Line]
    watch: list[Watch]
    helping: list[AssistTask]


@dataclass(frozen=True)
class Steps:
    """One case at one of its steps. `entries`: all of them; `entry`: the last that had been written, None before the first."""

    entries: list[TimelineEntry]
    entry: TimelineEntry | None
    then: Then | None
    watch: list[Watch]


def board(unit: Unit, *, at: datetime) -> Replay:
    """The board of `unit` at `at`: a fixed number of queries, however many cases there are or were.

    `unit` carries its superiors. Raises `Refused` when it held more than `MOST` cases.
    """
    cases = [*_open(unit, at)[: MOST + 1], *_ended_since(unit, at)[: MOST + 1]]
    if len(cases) > MOST:
        raise Refused("unit", TOO_MANY)
    lines, unsure = [], []
    for line in _lines(cases, at):
        if not line.then.is_open:
            continue
        if unit.level == Level.DISTRICT or (line.then.boards and unit.pk in line.then.boards):
            lines.append(line)
        elif line.then.boards is None and unit.pk in (
            line.case.subdistrict_id,
            line.case.community_id,
            line.case.grid_id,
        ):
            unsure.append(line)
    return Replay(unit, at, sorted(lines, key=_order), unsure, on_duty(unit, at), _helping(unit, at))


def steps(case: Complaint, *, at: datetime | None = None, number: int | None = None) -> Steps:
    """One case at a moment, or right after its entry `number`."""
    entries = list(_entries([case.pk]).select_related("staff", "unit"))
    chosen = next((entry for entry in entries if entry.seq == number), None)
    moment = chosen.at if chosen else at or entries[-1].at
    rows = list(Deadline.objects.filter(complaint=case))
    home, step = case.place.unit_id if case.place else None, chosen.seq if chosen else None
    then = fold(entries, rows, at=moment, net=net(), home=home, step=step)
    entry = next((one for one in entries if then and one.seq == then.seq), None)
    unit = _unit(then.unit) if then and then.unit else None
    return Steps(entries, entry, then, on_duty(unit, moment) if unit else [])


def on_duty(unit: Unit, at: datetime) -> list[Watch]:
    """Who was on duty in `unit` and in those above it, by the roster, which keeps what has begun as it was."""
    return watches([node for _, node in sorted(unit.chain().items(), reverse=True)], at, gone=True)


def _helping(unit: Unit, at: datetime) -> list[AssistTask]:
    """The sub-tasks that stood on its board, the first due first; a range of the index `assist_of_unit`."""
    rows = AssistTask.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), unit=unit, asked_at__lte=at)
    return list(rows.select_related("asked", "complaint").order_by("due_at", "pk")[:MOST])


def net() -> Net:
    """Every unit, also those closed since."""
    rows = Unit.objects.values_list("pk", "name", "level", "parent_id")
    return Net({pk: Node(pk, name, level, parent) for pk, name, level, parent in rows})


def unit_of(staff: Staff, pk: str) -> Unit | None:
    """One of the units she leads or below them, with its superiors; "": the first of her own. None: it is not hers."""
    mine = area(staff, Right.DISPATCH)
    chosen = next((unit for unit in mine if not pk or str(unit.pk) == pk), None)
    return _unit(chosen.pk) if chosen else None


def still_hers(staff: Staff, codes: Iterable[str]) -> set[str]:
    """Those of these cases that she may open today."""
    within = scope(staff)
    if within is None:
        return set()
    return set(Complaint.objects.filter(within, code__in=list(codes)).values_list("code", flat=True))


def _unit(pk: int) -> Unit | None:
    return Unit.objects.select_related("parent__parent__parent").filter(pk=pk).first()


def _lines(cases: list[Complaint], at: datetime) -> list[Line]:
    """The cases as they were. Three queries."""
    keys, units = [case.pk for case in cases], net()
    told, promised = defaultdict(list), defaultdict(list)
    for entry in _entries(keys):
        told[entry.complaint_id].append(entry)
    for row in Deadline.objects.filter(complaint__in=keys, opened_at__lte=at):
        promised[row.complaint_id].append(row)
    found = []
    for case in cases:
        home = case.place.unit_id if case.place else None
        if then := fold(told[case.pk], promised[case.pk], at=at, net=units, home=home):
            found.append(Line(case, then))
    return found


def _entries(keys: list[int]) -> QuerySet[TimelineEntry]:
    needed = ("complaint_id", "seq", "kind", "stage_to", "actor_kind", "staff_id", "unit_id", "at", "body")
    return TimelineEntry.objects.filter(complaint__in=keys).only(*needed).order_by("complaint_id", "seq")


def _open(unit: Unit, at: datetime) -> QuerySet[Complaint]:
    """Cases that are open today and were filed by then: bounded by what is open (indexes `queue_…`)."""
    return _of(unit, at).filter(lane__lt=Lane.DONE, filed_at__lte=at)


def _ended_since(unit: Unit, at: datetime) -> QuerySet[Complaint]:
    """Cases that have ended since. On PostgreSQL one look into the index `complaint_lived` (migration 0009), which knows what lived at
    a moment however long ago it is; elsewhere the board's own index: what is ended was touched at its end or later."""
    rows = _of(unit, at).filter(closed_at__isnull=False)
    if connection.vendor != "postgresql":
        return rows.filter(lane=Lane.DONE, pressing_at__gte=at, filed_at__lte=at, closed_at__gt=at)
    until = Greatest(F("filed_at"), F("closed_at"))
    lived = Func(F("filed_at"), until, function="tstzrange", output_field=DateTimeRangeField())
    return rows.annotate(lived=lived).filter(lived__contains=at)  # type: ignore[misc]


def _of(unit: Unit, at: datetime) -> QuerySet[Complaint]:
    """The cases on its board today, and those that may have been taken off it since."""
    rows = Complaint.objects.select_related("place").defer(*NOT_IN_A_ROW)
    if unit.level == Level.DISTRICT:
        return rows
    # A scalar and not EXISTS: PostgreSQL answers that one by reading the whole timeline once; so it asks for each case by its index.
    given = TimelineEntry.objects.filter(complaint=OuterRef("pk"), kind__in={*GIVEN, "reclassify"}, at__gt=at)
    rows = rows.alias(given=Subquery(given.order_by("seq").values("seq")[:1]))
    return rows.filter(Q(**{COLUMN[Level(unit.level)]: unit}) | Q(given__isnull=False))


def _order(line: Line) -> tuple[bool, datetime, int]:
    """The order of the board."""
    clock = line.then.pressing
    return not line.then.burning, (clock and clock.due_at) or LATEST, line.case.pk
