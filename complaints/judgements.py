"""Reads for the screens about ratings: the figures by unit, the marks behind them, appeals, and the calls that are owed.

Figures and lists are ranges of one index over a window of at most a quarter, whatever the table holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from binan.kit import cursors
from binan.kit.errors import Refused
from complaints import fairness
from complaints.access import COLUMN, actor, standings
from complaints.models import Appeal, Complaint, Deadline, Flag, Rating, Revisit, TimelineEntry
from complaints.satisfaction import Satisfaction
from complaints.selectors import NOT_IN_A_ROW
from complaints.workflow import HANDLER, MEMBER, SUPERIOR, Stage
from governance.access import has, working_units
from governance.levels import Level
from governance.models import Staff
from governance.roles import Right
from governance.selectors import after_workdays

DAYS = (30, 90)  # windows one may ask for
PAGE, DONE = 30, 20
SHOWN = {"all": "全部", "low": "不满意的", "silent": "未评的", "asked": "有疑问的", "appeals": "有申诉的"}
CASE = tuple(f"complaint__{name}" for name in NOT_IN_A_ROW)


def within(staff: Staff) -> Q | None:
    """The ratings she may see the figures of: those of her units and below. None: none. An empty Q: the whole district."""
    found = Q()
    for unit in working_units(staff, Right.QUALITY):
        if unit.level == Level.DISTRICT:
            return Q()
        found |= Q(**{COLUMN[Level(unit.level)]: unit})
    return found or None


def window(staff: Staff, days: int, now: datetime) -> QuerySet[Rating]:
    """The invitations of her units in the last `days`."""
    scope = within(staff)
    if scope is None:
        return Rating.objects.none()
    return Rating.objects.filter(scope, invited_at__gt=now - timedelta(days=days), invited_at__lte=now)


def by_unit(staff: Staff, *, days: int, now: datetime) -> tuple[Satisfaction, list[tuple[str, Satisfaction]]]:
    """The figures of all she sees, and of each unit that answered for a case, by subdistrict and name: one query."""
    rows = (
        window(staff, days, now)
        .values("unit__name", "unit__level", "unit__key")
        .annotate(
            invited=Count("pk"),
            voted=Count("pk", filter=Q(choice__isnull=False)),
            satisfied=Count("pk", filter=Q(choice__gte=Rating.Choice.FAIR)),
            excluded=Count("pk", filter=Q(excluded=True)),
        )
        .order_by("unit__level", "unit__key")
    )
    units = [
        (row["unit__name"], Satisfaction(row["invited"], row["voted"], row["satisfied"], row["excluded"]))
        for row in rows
    ]
    return sum((figure for _, figure in units), Satisfaction(0, 0, 0)), units


@dataclass(frozen=True)
class Judged:
    """One invitation on the list: who had the case with her share in percent, what is asked about the mark and the second mark.

    `words`: what she wrote with it, "" for whom it is about; `ours`: the system itself broke a promise of this round
    (`services.outages`), which is nobody's of `people`."""

    rating: Rating
    words: str
    people: list[tuple[str, int]]
    flags: list[Flag]
    revisits: list[Revisit]
    appeal: Appeal | None
    appeal_until: datetime | None
    ours: bool


@dataclass(frozen=True)
class Page:
    """Rows and the cursor of the next page ("" at the end)."""

    rows: list[Judged]
    next: str


def listed(staff: Staff, *, days: int, show: str, now: datetime, cursor: str = "") -> Page:
    """The invitations in her window, newest first, keyset-paged. Raises `Refused` on a filter or cursor that is not ours."""
    if show not in SHOWN:
        raise Refused("show", "没有这个筛选，请重新选择。")
    rows = _shown(window(staff, days, now), show, staff)
    if cursor:
        at, pk = cursors.place(cursor, datetime, int)
        rows = rows.filter(Q(invited_at__lte=at) & (Q(invited_at__lt=at) | Q(pk__lt=pk)))
    found = list(_whole(rows).order_by("-invited_at", "-pk")[: PAGE + 1])
    people = _named(found[:PAGE])
    ours = _broken_by_the_system(found[:PAGE])
    judged = [_judged(rating, people, ours, staff, now) for rating in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(judged, cursors.cursor(last.invited_at, last.pk) if last else "")


def waiting_appeals(staff: Staff) -> list[Appeal]:
    """The appeals that wait for the district, oldest first; none for who does not decide, nor against a mark about herself."""
    if not has(staff, Right.ARBITRATE):
        return []
    rows = Appeal.objects.filter(decided_at=None).select_related(
        "rating__complaint", "rating__unit", "rating__closing", "unit", "by"
    )
    found = rows.exclude(rating__handler=staff).defer(*(f"rating__{name}" for name in CASE)).order_by("at")[:PAGE]
    return [each for each in found if not each.rating.is_about(staff.pk)]


def appealable(staff: Staff, pk: int) -> Rating:
    """A mark against which her unit may appeal. Raises `Http404` for another unit's."""
    own = [unit.pk for unit in working_units(staff, Right.APPEAL)]
    found = Rating.objects.select_related("complaint__unit__parent__parent__parent", "unit").filter(pk=pk, unit__in=own)
    return _one(found.exclude(choice=None))


def appeal_for(staff: Staff, pk: int) -> Appeal:
    """An appeal she may decide: not one against a mark about herself. Raises `Http404`."""
    case = "rating__complaint__unit__parent__parent__parent"
    found: Appeal = _one(Appeal.objects.select_related(case, "rating__closing").filter(pk=pk))
    if not has(staff, Right.ARBITRATE) or found.rating.is_about(staff.pk):
        raise Http404
    return found


def owed(staff: Staff) -> list[Revisit]:
    """The calls her units owe and she may make: nobody asks about a case she had a hand in. First due first, at most a page."""
    ended = (Stage.CLOSED, Stage.RATED)
    waiting = _hers(staff).filter(done_at=None, void_at=None, complaint__stage__in=ended)
    return list(waiting.order_by("due_at", "pk")[:PAGE])


def made(staff: Staff) -> list[Revisit]:
    """The last calls of her units, but for cases she had a hand in."""
    return list(_hers(staff).filter(done_at__isnull=False).select_related("by").order_by("-done_at")[:DONE])


def revisit_for(staff: Staff, pk: int) -> Revisit:
    """A call she may make, or read of. Raises `Http404`."""
    found = _hers(staff).filter(pk=pk, void_at=None).defer(None)
    return _one(found.select_related("complaint__unit__parent__parent__parent", "by"))


def words_about(case: Complaint, staff: Staff, *, asks: bool = False) -> list[Rating]:
    """The votes that came with words, for whoever handles a reopened case now or may, or (`asks`) rings to hear how it went; never
    for those whom they are about."""
    if not asks and (case.round == 1 or not {HANDLER, MEMBER, SUPERIOR} & standings(actor(staff), case)):
        return []
    rows = Rating.objects.filter(complaint=case, rated_at__isnull=False).select_related("closing").defer("token")
    return [row for row in rows.order_by("round") if row.comment and not row.is_about(staff.pk)]


def _hers(staff: Staff) -> QuerySet[Revisit]:
    # The rule of `services.revisiting.had_a_hand`: whoever had the case left an entry when she took it.
    acted = TimelineEntry.objects.filter(complaint=OuterRef("complaint"), staff=staff).exclude(kind__in=fairness.ASKING)
    return _of_units(staff).filter(~Exists(acted))


def _of_units(staff: Staff) -> QuerySet[Revisit]:
    own = [unit.pk for unit in working_units(staff, Right.REVISIT)]
    return Revisit.objects.filter(unit__in=own).select_related("complaint", "unit", "subdistrict").defer(*CASE)


def _one(found: QuerySet[Any]) -> Any:
    row = found.first()
    if row is None:
        raise Http404
    return row


def _shown(rows: QuerySet[Rating], show: str, staff: Staff) -> QuerySet[Rating]:
    flags = Flag.objects.filter(rating=OuterRef("pk"))
    had = TimelineEntry.objects.filter(
        complaint=OuterRef("complaint"), staff=staff, kind__in=fairness.TAKEN, at__lte=OuterRef("closing__at")
    )
    return {
        "all": lambda: rows,
        "low": lambda: rows.filter(choice__lte=Rating.Choice.DISSATISFIED),
        "silent": lambda: rows.filter(expired_at__isnull=False),
        # Never shown to whom the mark is about, nor to who does not supervise.
        "asked": lambda: (
            rows.filter(Exists(flags)).exclude(handler=staff).exclude(Exists(had))
            if has(staff, Right.QUESTION)
            else rows.none()
        ),
        "appeals": lambda: rows.filter(appeal__isnull=False),
    }[show]()


def _whole(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    revisits = Revisit.objects.select_related("by").defer("words")
    case = Prefetch("complaint", Complaint.objects.defer(*NOT_IN_A_ROW))
    rows = rows.select_related("unit", "closing", "appeal").defer("token")
    return rows.prefetch_related("flags", case, Prefetch("complaint__revisits", revisits))


def appeal_until(rated_at: datetime | None, choice: int | None) -> datetime | None:
    """Until when the judged unit may appeal: the end of the fifth working day; None for a mark that is none or not
    dissatisfied."""
    if not rated_at or not choice or choice > 2:
        return None
    last = after_workdays(rated_at, fairness.APPEAL_DAYS)
    return datetime.combine(last.date() + timedelta(days=1), time(0), tzinfo=last.tzinfo)


def _named(ratings: Sequence[Rating]) -> dict[int, str]:
    asked = {share["staff"] for rating in ratings if rating.closing for share in rating.closing.shares}
    return {one.pk: str(one) for one in Staff.objects.filter(pk__in=asked)}


def _broken_by_the_system(ratings: Sequence[Rating]) -> set[tuple[int, int]]:
    """Cases and rounds in which the system itself broke a promise."""
    cases = [rating.complaint_id for rating in ratings]
    return set(Deadline.objects.filter(complaint__in=cases, outage__isnull=False).values_list("complaint_id", "round"))


def _judged(rating: Rating, people: dict[int, str], ours: set[tuple[int, int]], staff: Staff, now: datetime) -> Judged:
    shares = rating.closing.shares if rating.closing else []
    parts = fairness.percents([share["seconds"] for share in shares])
    hers = rating.is_about(staff.pk)
    mine = {unit.pk for unit in working_units(staff, Right.APPEAL)}
    appeal = getattr(rating, "appeal", None)
    until = None if appeal or rating.unit_id not in mine else appeal_until(rating.rated_at, rating.choice)
    return Judged(
        rating=rating,
        words="" if hers else rating.comment,
        people=[(people.get(share["staff"], ""), part) for share, part in zip(shares, parts, strict=True)],
        flags=list(rating.flags.all()) if has(staff, Right.QUESTION) and not hers else [],
        revisits=[row for row in rating.complaint.revisits.all() if row.round == rating.round and row.done_at],
        appeal=appeal,
        appeal_until=until if until and until > now else None,
        ours=(rating.complaint_id, rating.round) in ours,
    )
