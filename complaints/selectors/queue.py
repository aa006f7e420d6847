"""The queue of a board, a page at a time, and the units it may be narrowed to."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet

from binan.kit import cursors
from binan.kit.errors import Refused
from complaints.access import COLUMN, visible
from complaints.models import Complaint
from complaints.models.complaint import Lane
from complaints.sieve import FAMILIES, VIEWS, Sieve
from complaints.workflow import ENDED, Source, Stage, Urgency
from governance.access import working_units
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right

PAGE = 50  # rows of a queue page
PART = 200  # rows of a file that are in memory at once
ROW = ("unit", "place", "handler", "offered_to")
ORDER = ("lane", "pressing_at", "id")
# What a row shows; sealed columns stay in the database unopened.
NOT_IN_A_ROW = ("token", "text", "name", "phone", "phone_said", "result", "reasons", "shareable_summary")
ALL = Sieve()
FILTERS: dict[str, tuple[Collection[str], str]] = {
    "stage": (Stage.values, "没有这个阶段，请重新选择。"),
    "urgency": (Urgency.values, "没有这个紧急程度，请重新选择。"),
    "source": (Source.values, "没有这个来源，请重新选择。"),
    "family": (FAMILIES, "没有这个大类，请重新选择。"),
}


@dataclass(frozen=True)
class Page:
    """Rows and the cursor of the next page ("" at the end)."""

    rows: list[Complaint]
    next: str


def queue(staff: Staff, *, now: datetime, sieve: Sieve = ALL, cursor: str = "", size: int = PAGE) -> Page:
    """Her queue, what burns first, then the most pressing promise first; open cases unless the sieve asks for a stage that
    is none.

    Keyset-paged over (lane, pressing_at, id): one range scan of one index whatever the table's size, since what is ended
    stands behind the lane of the open ones. Raises `Refused` on a cursor that is not ours.
    """
    rows = _sifted(staff, sieve, now).select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)
    if cursor:
        rows = _after(rows, cursor, ended=sieve.stage in ENDED)
    found = list(rows[: size + 1])
    more = len(found) > size
    return Page(found[:size], cursor_of(found[size - 1]) if more else "")


def keys(staff: Staff, *, now: datetime, sieve: Sieve = ALL, most: int) -> list[int]:
    """The keys of her whole queue through the sieve, in its order, at most so many: one range scan of its index."""
    return list(_sifted(staff, sieve, now).order_by(*ORDER).values_list("pk", flat=True)[:most])


def exported(keys: Sequence[int]) -> Iterator[Complaint]:
    """The cases with these keys in their order, read a part at a time by key, with what was written, without secrets."""
    for start in range(0, len(keys), PART):
        part = keys[start : start + PART]
        rows = (
            Complaint.objects.select_related(*ROW)
            .defer("token", "reasons", "result", "shareable_summary")
            .in_bulk(part)
        )
        yield from (rows[key] for key in part if key in rows)


def beside(staff: Staff, *, now: datetime, sieve: Sieve = ALL) -> list[Complaint]:
    """What her board shows however far behind its first page it stands, each at most a page: the open cases she handles
    herself that the sieve lets through, and every 特急 that nobody has claimed, which no sieve holds back."""
    rows = [_sifted(staff, sieve, now).filter(handler=staff), *([_unclaimed(staff)] if sieve.address else [])]
    return [row for each in rows for row in each.select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)[:PAGE]]


def burning(staff: Staff) -> list[Complaint]:
    """Every 特急 of hers that nobody has claimed, at most a page: what each page of the desk alarms her of. One query; none for
    whoever sees no cases."""
    return list(_unclaimed(staff).only("code", "title", "lane", "stage").order_by(*ORDER)[:PAGE])


def offers(staff: Staff) -> list[Complaint]:
    """The open cases she has been asked to take over, also those of other units."""
    rows = Complaint.objects.filter(offered_to=staff, lane__lt=Lane.DONE)
    return list(rows.select_related(*ROW).defer(*NOT_IN_A_ROW).order_by(*ORDER)[:PAGE])


def loads(people: Iterable[int]) -> dict[int, int]:
    """How many open cases each of these members of staff (by key) has on her hands; who has none is left out."""
    mine = Complaint.objects.filter(handler__in=people, lane__lt=Lane.DONE).order_by().values_list("handler")
    return dict(mine.annotate(Count("pk")))


def of_codes(staff: Staff, codes: list[str]) -> dict[str, Complaint]:
    """Those of these cases that she sees, by number."""
    rows = visible(staff).filter(code__in=codes).select_related(*ROW).defer(*NOT_IN_A_ROW)
    return {case.code: case for case in rows}


def fingerprint(staff: Staff, *, now: datetime, sieve: Sieve = ALL) -> str:
    """A short digest of which cases the first page of her queue holds and how far each has come; through a sieve also of
    the 特急 that nobody has claimed.

    A board computes the same over its rows (static/js/live.js): a different one means that it missed something. Eight
    hexadecimal digits, from one range scan of at most a page each.
    """
    seen = [_sifted(staff, sieve, now), *([_unclaimed(staff)] if sieve.address else [])]
    found = {row for rows in seen for row in rows.order_by(*ORDER).values_list("code", "seq")[:PAGE]}
    return f"{zlib.crc32(' '.join(sorted(f'{code}:{seq}' for code, seq in found)).encode()):08x}"


def sieve(staff: Staff, given: Mapping[str, str]) -> Sieve:
    """The sieve that an address asks for. Raises `Refused` on a filter that is not ours, or a unit that is not below hers."""
    asked = {name: given.get(name, "") for name in ("view", *FILTERS)}
    for name, (known, sentence) in FILTERS.items():
        if asked[name] and asked[name] not in known:
            raise Refused(name, sentence)
    if asked["view"] not in ("", *VIEWS):
        raise Refused("view", "没有这一栏，请重新选择。")
    chosen, pk = Sieve(**cast(dict[str, Any], asked)), given.get("unit", "")
    if not pk:
        return chosen
    unit = next((unit for unit in area(staff) if str(unit.pk) == pk), None)
    if unit is None:
        raise Refused("unit", "没有这个单位，请重新选择。")
    return replace(chosen, unit=unit.pk, column=COLUMN.get(Level(unit.level), ""))


def _unclaimed(staff: Staff) -> QuerySet[Complaint]:
    return visible(staff).filter(lane=Lane.BURNING, stage=Stage.ACCEPTED)


def _sifted(staff: Staff, sieve: Sieve, now: datetime) -> QuerySet[Complaint]:
    """What she sees through the sieve. The lane is named also where the stage says it: the indexes begin with it."""
    rows = visible(staff).filter(sieve.where(staff.pk, (unit.pk for unit in working_units(staff)), now))
    return rows.filter(lane=Lane.DONE) if sieve.stage in ENDED else rows.filter(lane__lt=Lane.DONE)


def cursor_of(row: Complaint) -> str:
    """Where a page that ends with this row goes on."""
    return cursors.cursor(row.lane, row.pressing_at, row.pk)


def place_of(cursor: str) -> tuple[int, datetime, int]:
    """Lane, moment and key of the row at which a page ended. Raises `Refused` on a cursor that is not ours."""
    lane, at, pk = cursors.place(cursor, int, datetime, int)
    return lane, at, pk


def _after(rows: QuerySet[Complaint], cursor: str, *, ended: bool) -> QuerySet[Complaint]:
    here, at, key = place_of(cursor)
    # Plain ranges an index can walk: the rest of this lane, and where one comes behind it, that lane.
    rest = Q(lane=here, pressing_at__gte=at) & (Q(pressing_at__gt=at) | Q(id__gt=key))
    return rows.filter(rest | Q(lane=Lane.OPEN) if here < Lane.OPEN and not ended else rest)


def area(staff: Staff, right: str = Right.SEE) -> list[Unit]:
    """Her units by this right and up to two levels below them, upper ones first."""
    own = [unit.pk for unit in working_units(staff, right)]
    below = Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own)
    return list(
        Unit.objects.filter(below, valid_to=None).select_related("parent").order_by("level", "parent__key", "key")
    )


def below(staff: Staff) -> list[Unit]:
    """The units a superior may delegate to: those under the ones in which she dispatches."""
    own = {unit.pk for unit in working_units(staff, Right.DISPATCH)}
    found = area(staff, Right.DISPATCH)
    return [unit for unit in found if unit.parent and own & {unit.parent_id, unit.parent.parent_id}]
