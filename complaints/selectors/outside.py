"""转出待跟进: what other units have of ours and nobody has settled yet, first due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Q, QuerySet

from binan.kit import cursors
from complaints.access import visible
from complaints.destinations import DESTINATIONS
from complaints.models import Complaint, TimelineEntry
from complaints.selectors.queue import NOT_IN_A_ROW, PAGE, ROW
from governance.models import Staff


@dataclass(frozen=True)
class Transferred:
    """Where a case went: `to` as the resident read it, its `reference` there, who took it, the public `phone` to ask at ("" for
    none), and whether it is `settled` there. What was erased is ""."""

    to: str = ""
    reference: str = ""
    taken_by: str = ""
    phone: str = ""
    settled: bool = False


@dataclass(frozen=True)
class Outside:
    """A page of the list: each case with where it went, and the cursor of the next page ("" at the end)."""

    rows: list[tuple[Complaint, Transferred]]
    next: str


def outside(staff: Staff, *, cursor: str = "", size: int = PAGE) -> Outside:
    """The cases she sees that were transferred and have to be followed up, keyset-paged over (follow_up_at, id).

    Two queries: a range of the partial index `complaint_follow_up`, and the transfers of the page. Raises `Refused` on a
    cursor that is not ours.
    """
    rows = _waiting(staff).select_related(*ROW).defer(*NOT_IN_A_ROW).order_by("follow_up_at", "id")
    if cursor:
        at, pk = cursors.place(cursor, datetime, int)
        rows = rows.filter(Q(follow_up_at__gte=at) & (Q(follow_up_at__gt=at) | Q(id__gt=pk)))
    found = list(rows[: size + 1])
    page = found[:size]
    went = TimelineEntry.objects.filter(complaint__in=[case.pk for case in page], kind="transfer").order_by("seq")
    where = {entry.complaint_id: _transferred(entry) for entry in went}
    more = cursors.cursor(cast(datetime, page[-1].follow_up_at), page[-1].pk) if len(found) > size else ""
    return Outside([(case, where[case.pk]) for case in page], more)


def outside_count(staff: Staff) -> int:
    """How many cases stand on her list."""
    return _waiting(staff).count()


def transferred(entries: list[TimelineEntry]) -> Transferred | None:
    """Where the case is or was last, from its entries in order; None when it never left us, or came back."""
    last = next((entry for entry in reversed(entries) if entry.kind in ("transfer", "take_back")), None)
    if last is None or last.kind == "take_back":
        return None
    return _transferred(last, settled=any(entry.kind == "settle" and entry.seq > last.seq for entry in entries))


def _waiting(staff: Staff) -> QuerySet[Complaint]:
    return visible(staff).filter(follow_up_at__isnull=False)


def _transferred(entry: TimelineEntry, *, settled: bool = False) -> Transferred:
    body = cast(dict[str, Any], entry.body)
    place = DESTINATIONS.get(body.get("destination", ""))
    return Transferred(
        body.get("to", ""), body.get("reference", ""), body.get("taken_by", ""), place.phone if place else "", settled
    )
