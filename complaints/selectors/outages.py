"""What the system broke itself, for whoever makes it good: outages, and the promises to residents that each of them broke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from binan.kit import cursors
from complaints.access import visible
from complaints.models import Deadline, Outage
from complaints.promises import PROMISES
from complaints.selectors.queue import NOT_IN_A_ROW
from governance.models import Staff
from governance.roles import Right

PAGE = 10  # outages
SHOWN = 50  # promises of one outage; those who still wait come first
LATELY = timedelta(days=30)
WAITS = Q(met_at=None, void_at=None)
CASE = ("complaint__unit", "complaint__place", "complaint__handler")


@dataclass(frozen=True)
class Broken:
    """One outage with what it broke in her units: how many promises (`whole`), how many residents still wait, and the first
    `SHOWN` of the promises, the waiting first."""

    outage: Outage
    whole: int
    waiting: int
    promises: list[Deadline]


@dataclass(frozen=True)
class Page:
    """Outages and the cursor of the next page ("" at the end)."""

    rows: list[Broken]
    next: str


def listed(staff: Staff, *, cursor: str = "") -> Page:
    """The outages, newest first, with what they broke in her units: three queries, whatever they broke. One begins after the
    last one ended, so the order of their keys is that of their moments. Raises `Refused` on a cursor that is not ours."""
    rows = Outage.objects.order_by("-pk")
    if cursor:
        rows = rows.filter(pk__lt=cursors.place(cursor, int)[0])
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    broken = _hers(staff).filter(outage__in=page)
    counted = broken.order_by().values("outage").annotate(whole=Count("pk"), waiting=Count("pk", filter=WAITS))
    counts = {row["outage"]: (row["whole"], row["waiting"]) for row in counted}
    first = _first(broken)
    return Page(
        [Broken(one, *counts.get(one.pk, (0, 0)), first.get(one.pk, [])) for one in page],
        cursors.cursor(page[-1].pk) if len(found) > PAGE else "",
    )


def totals(staff: Staff, *, now: datetime) -> tuple[int, int]:
    """How many promises to residents of her units were found unkept lately, and how many of these the system broke itself."""
    shown = [kind for kind, promise in PROMISES.items() if promise.shown]
    rows = _hers(staff).filter(missed_at__gt=now - LATELY, kind__in=shown)
    found = rows.aggregate(whole=Count("pk"), ours=Count("pk", filter=Q(outage__isnull=False)))
    return found["whole"], found["ours"]


def _hers(staff: Staff) -> QuerySet[Deadline]:
    return Deadline.objects.filter(Exists(visible(staff, Right.DISPATCH).filter(pk=OuterRef("complaint"))))


def _first(broken: QuerySet[Deadline]) -> dict[int, list[Deadline]]:
    """The promises to show, by outage."""
    answered = Case(When(WAITS, then=Value(0)), default=Value(1))
    place = Window(RowNumber(), partition_by=[F("outage")], order_by=[answered, F("due_at"), F("pk")])
    rows = broken.annotate(nth=place).filter(nth__lte=SHOWN).order_by("outage", "nth").select_related(*CASE)
    found: dict[int, list[Deadline]] = {}
    for row in rows.defer("plan", *(f"complaint__{name}" for name in NOT_IN_A_ROW)):
        found.setdefault(row.outage_id or 0, []).append(row)
    return found
