"""Reads over codes on the wall: the list, what came by each, which are quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from binan.kit import cursors
from governance.access import places_of
from governance.levels import Level
from governance.models import CodeDay, FormerCode, Place, PlateEvent, PrintRun, Staff, Unit
from governance.plates import QUIET, UNCHECKED, Stage
from governance.selectors import UP

PAGE = 50
MONTH = 30  # days of the funnel
EVENTS = 30  # of the history shown
TYPED_MAX = 40  # characters of a search


@dataclass(frozen=True)
class Listed:
    """A page of the list; `next`: the cursor of the one after it, "" for none."""

    rows: list[Place]
    next: str


@dataclass(frozen=True)
class Bar:
    """One day of a code, with its height in per cent of the largest."""

    day: date
    scans: int
    height: int


@dataclass(frozen=True)
class Funnel:
    """Thirty days of a code: pages opened by a scan, forms opened, cases filed, and the scans day by day."""

    scans: int
    opens: int
    sent: int
    bars: list[Bar]


SHOWN = {
    "": "全部",
    "new": "待印",
    "printed": "待张贴",
    "posted": "在用",
    "damaged": "破损",
    "quiet": "30 天没人扫",
    "unchecked": "90 天没检查",
    "hot": "扫得最多",
    "retired": "停用",
}


def quiet(now: datetime) -> Q:
    """Posted for thirty days, and nobody has scanned it for as long."""
    since = now - QUIET
    return Q(stage=Stage.POSTED) & (
        Q(scanned_at=None, posted_at__lte=since) | Q(scanned_at__lte=since, posted_at__lte=since)
    )


def listed(
    staff: Staff,
    *,
    show: str = "",
    within: int | None = None,
    typed: str = "",
    batch: str = "",
    cursor: str = "",
    now: datetime,
) -> Listed:
    """The plates she looks after, keyset-paged. `show`: a key of `SHOWN`; `within`: a unit (key) and all below it; `typed`: part of
    a name, or a whole code or number as it stands on the plate; `batch`: what one sheet made."""
    rows = chosen(staff, show=show, within=within, typed=typed, batch=batch, now=now).select_related(UP)
    hot = show == "hot"
    rows = rows.order_by("-month_scans", "id") if hot else rows.order_by("id")
    if cursor:
        first, last = cursors.place(cursor, int, int)
        after = Q(month_scans__lt=first) | Q(month_scans=first, id__gt=last) if hot else Q(id__gt=last)
        rows = rows.filter(after)
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    more = cursors.cursor(page[-1].month_scans if hot else 0, page[-1].pk) if len(found) > PAGE else ""
    return Listed(page, more)


def chosen(
    staff: Staff, *, show: str = "", within: int | None = None, typed: str = "", batch: str = "", now: datetime
) -> QuerySet[Place]:
    """The plates a list or a printing means."""
    rows = places_of(staff)
    if show == "quiet":
        rows = rows.filter(quiet(now))
    elif show == "unchecked":
        rows = rows.filter(Q(checked_at=None) | Q(checked_at__lte=now - UNCHECKED), stage=Stage.POSTED)
    elif show == "hot":
        rows = rows.filter(month_scans__gt=0)
    elif show.upper() in Stage.values:
        rows = rows.filter(stage=show.upper())
    else:
        rows = rows.exclude(stage=Stage.RETIRED)
    if within:
        below = (
            Q(unit=within)
            | Q(unit__parent=within)
            | Q(unit__parent__parent=within)
            | Q(unit__parent__parent__parent=within)
        )
        rows = rows.filter(below)
    if batch:
        rows = rows.filter(batch=batch)
    return rows.filter(_named(typed)) if typed.strip() else rows


def _named(typed: str) -> Q:
    said = typed.strip()[:TYPED_MAX]
    former_ = FormerCode.objects.filter(code=said.upper()).values("place")
    found = Q(name__icontains=said) | Q(code=said.upper()) | Q(pk__in=former_)
    number = said.partition("-")[0]
    return found | Q(pk=int(number)) if number.isascii() and number.isdecimal() and len(number) <= 9 else found


def funnel(place: Place, now: datetime) -> Funnel:
    """The last thirty days of a code, today among them; cases of today are counted at night."""
    today = timezone.localdate(now)
    days = {row.day: row for row in CodeDay.objects.filter(place=place, day__gt=today - timedelta(days=MONTH))}
    span = [today - timedelta(days=back) for back in reversed(range(MONTH))]
    most = max([row.scans for row in days.values()], default=0) or 1
    bars = [Bar(day, days[day].scans if day in days else 0, 0) for day in span]
    bars = [Bar(bar.day, bar.scans, round(100 * bar.scans / most)) for bar in bars]
    scans, opens, sent = (sum(getattr(row, name) for row in days.values()) for name in ("scans", "opens", "sent"))
    return Funnel(scans, opens, sent, bars)


def history(place: Place) -> list[PlateEvent]:
    """The newest things done with its plate."""
    return list(PlateEvent.objects.filter(place=place).select_related("staff").order_by("-id")[:EVENTS])


def former(place: Place) -> list[FormerCode]:
    """The codes that lead here and are on the wall no more."""
    return list(FormerCode.objects.filter(place=place).order_by("-id"))


def units_of(staff: Staff) -> list[Unit]:
    """The communities and streets among which she may choose in the list."""
    keys = places_of(staff).order_by().values("unit")
    near = Q(pk__in=keys) | Q(children__in=keys) | Q(children__children__in=keys)
    rows = Unit.objects.filter(near, level__in=[Level.SUBDISTRICT, Level.COMMUNITY]).distinct()
    return list(rows.select_related("parent").order_by("level", "key"))


def quiet_by_community(now: datetime) -> Iterator[tuple[Unit, int]]:
    """The unit that answers for a place, its community, with how many of its codes are quiet."""
    rows = Place.objects.filter(quiet(now)).order_by().values("unit").annotate(so_many=Count("pk"))
    units = Unit.objects.select_related("parent__parent__parent").in_bulk([row["unit"] for row in rows])
    for row in rows:
        chain = units[row["unit"]].chain()
        yield chain.get(Level.COMMUNITY, units[row["unit"]]), row["so_many"]


def totals(staff: Staff, *, within: int | None = None, now: datetime) -> dict[str, int]:
    """How many plates there are by stage, how many are quiet, and the month's funnel of all."""
    rows = chosen(staff, within=within, now=now)
    found = rows.aggregate(
        all=Count("pk"), posted=Count("pk", filter=Q(stage=Stage.POSTED)), damaged=Count("pk", filter=Q(stage=Stage.DAMAGED)),
        quiet=Count("pk", filter=quiet(now)), scans=Sum("month_scans"), opens=Sum("month_opens"), sent=Sum("month_sent"),
    )  # fmt: skip
    return {name: number or 0 for name, number in found.items()}


def coded(code: str) -> Place | None:
    """The place whose code this is now, whoever asks."""
    return Place.objects.filter(code=code).first()


def living_names() -> dict[tuple[str, int], int]:
    """The key of every place in use by its name and its unit (key): two of the same name at one unit are one."""
    rows = Place.objects.exclude(stage=Stage.RETIRED).values_list("name", "unit_id", "pk")
    return {(name, unit): pk for name, unit, pk in rows}


def print_run(staff: Staff, pk: int) -> PrintRun | None:
    """A printing she asked for."""
    return PrintRun.objects.filter(pk=pk, staff=staff).first()


def printings_waiting() -> int:
    """How many printings are in the queue or being drawn."""
    return PrintRun.objects.filter(state__in=[PrintRun.State.WAITING, PrintRun.State.RUNNING]).count()


def print_runs(staff: Staff) -> list[PrintRun]:
    """Her last printings."""
    return list(PrintRun.objects.filter(staff=staff).defer("places").order_by("-id")[:10])
