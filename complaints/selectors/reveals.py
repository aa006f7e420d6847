"""Who looked at full numbers: for those who answer for it, and, by unit, for the resident herself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from binan.kit import cursors
from binan.kit.errors import NotAllowed, Refused
from complaints.access import COLUMN
from complaints.models import Complaint, Reveal
from complaints.objections import CLOSED_CATEGORIES
from complaints.selectors.queue import NOT_IN_A_ROW
from governance.access import has, working_units
from governance.levels import Level
from governance.models import Staff
from governance.roles import Right

PAGE = 50
NOT_YOURS = "谁看过号码，由社区书记、街道指挥员、区级值班员和审计员查看。"
SHOWN = {"": "全部", "other": "自己写原因的", "refused": "到上限没给看的"}


@dataclass(frozen=True)
class Page:
    """Looks, the newest first, and the cursor of the next page ("" at the end)."""

    rows: list[Reveal]
    next: str


@dataclass(frozen=True)
class Looks:
    """How often people of one unit looked at her number or name (`what`), and when last."""

    unit: str
    what: str
    times: int
    last: datetime


def listed(staff: Staff, *, show: str = "", who: str = "", cursor: str = "") -> Page:
    """The looks at cases of her units, keyset-paged; an auditor's are all. `who`: the key of one colleague.

    Raises `NotAllowed` for who answers for nobody's looks, `Refused` on a filter or cursor that is not ours.
    """
    rows = _within(staff)
    if show not in SHOWN or not _number(who):
        raise Refused("show", "没有这个筛选，请从第一页重新打开。")
    rows = {"": rows, "other": rows.filter(reason=Reveal.Reason.OTHER), "refused": rows.filter(refused=True)}[show]
    rows = rows.filter(staff_id=int(who)) if who else rows
    rows = rows.filter(pk__lt=cursors.place(cursor, int)[0]) if cursor else rows
    case = tuple(f"complaint__{name}" for name in NOT_IN_A_ROW)
    found = list(rows.select_related("complaint", "staff", "unit").defer(*case).order_by("-pk")[: PAGE + 1])
    return Page(found[:PAGE], cursors.cursor(found[PAGE - 1].pk) if len(found) > PAGE else "")


def looks_at(case: Complaint) -> list[Looks]:
    """Who looked at the number and the name of this case, by unit: one query, no person's name."""
    rows = (
        Reveal.objects.filter(complaint=case, refused=False)
        .values("unit__name", "what")
        .order_by("unit__name", "-what")
    )
    return [
        Looks(row["unit__name"], row["what"], row["times"], row["last"])
        for row in rows.annotate(times=Count("pk"), last=Max("at"))
    ]


def _within(staff: Staff) -> QuerySet[Reveal]:
    """An auditor stands outside the four levels and sees all of them, but nothing of reports of misconduct (`complaints.secrecy`)."""
    units = working_units(staff, Right.PROTECT)
    if any(unit.level == Level.DISTRICT for unit in units):
        return Reveal.objects.all()
    if has(staff, Right.AUDIT):
        return Reveal.objects.exclude(complaint__category__in=CLOSED_CATEGORIES)
    if not units:
        raise NotAllowed("not_allowed", NOT_YOURS)
    found = Q()
    for unit in units:
        found |= Q(**{COLUMN[Level(unit.level)]: unit})
    return Reveal.objects.filter(found)


def _number(typed: str) -> bool:
    """Whether it is empty or a key that a database can hold."""
    return not typed or (typed.isascii() and typed.isdigit() and len(typed) <= 18)
