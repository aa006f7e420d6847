"""改分类: staff, or the resident herself, put right what the text was taken for.

What was and what should have been stays in the history: `manage.py export_corrections` gives it as examples to learn from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from complaints.access import CITIZEN, Actor, actor, standings
from complaints.fairness import TAKEN
from complaints.models import Complaint, TimelineEntry
from complaints.objections import CLOSED_CATEGORIES
from complaints.services.perform import perform
from complaints.taxonomy import CATEGORIES, Understanding
from complaints.workflow import APPROVER, Urgency
from governance.access import seats
from governance.models import Staff


def reclassify(
    case: Complaint,
    *,
    staff: Staff,
    category: str,
    now: datetime,
    urgency: str = "",
    reason: str = "",
    client_key: UUID | None = None,
) -> TimelineEntry:
    """Give the case another category, and another urgency with a `reason`; "" leaves the urgency as it is.

    A higher urgency is promised anew from now on and alarms like a filed one; a lower one lengthens no promise that was
    made (promises.py), and takes the case off the board of a grid that had it for the alarm alone. A report of misconduct
    becomes something else by somebody above who has not had it, for a reason. Raises `Refused` for what is no category, no
    change, or an urgency without reason.
    """
    values = {"category": category, "reason": reason.strip()} | ({"urgency": urgency} if urgency else {})
    return _reclassify(case, actor(staff), values, now, client_key)


def correct_category(case: Complaint, *, category: str, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """The resident says what her matter is about; how urgent it is stays with staff. Raises `Refused`."""
    return _reclassify(case, CITIZEN, {"category": category}, now, client_key)


def raised(fresh: Complaint, seems: Understanding, *, over: str = "") -> dict[str, Any]:
    """The columns of a case that new words make more urgent: their reasons lead, as a desk shows the first of them, and
    those it had stay, but one that is `over`."""
    kept = [reason for reason in fresh.reasons if reason != over]
    return {"urgency": seems.urgency, "reasons": list(dict.fromkeys([*seems.reasons, *kept]))}


def _reclassify(
    case: Complaint, who: Actor, given: Mapping[str, Any], now: datetime, client_key: UUID | None
) -> TimelineEntry:
    found = CATEGORIES.get(given["category"])
    gone: dict[str, Any] = {}

    def values(fresh: Complaint) -> dict[str, Any]:
        if _only_alarmed(fresh, who, given):
            gone.update(off=fresh.grid_id)
        return {
            **given, **gone, "category_name": found.name if found else "", "was": fresh.category, "was_urgency": fresh.urgency,
            "raised": given.get("urgency", fresh.urgency) < fresh.urgency, **_opens(who, fresh),
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        kept = {name: given[name] for name in ("category", "urgency") if name in given}
        return kept | ({"grid": None} if gone else {})

    return perform(case, "reclassify", who=who, now=now, values=values, changes=changed, client_key=client_key)


def _only_alarmed(fresh: Complaint, who: Actor, given: Mapping[str, Any]) -> bool:
    """Whether the case is no 特急 any more and its grid saw it for that alone: it was never given to it, and nobody of it has
    done more than sign for it (domain.md §3.3: P0 alarms all four levels, the others do not)."""
    lowered = fresh.urgency == Urgency.P0 and given.get("urgency", Urgency.P0) != Urgency.P0
    if not lowered or not fresh.grid_id or fresh.grid_id == fresh.unit_id:
        return False
    mine = {seat.unit_id for seat in seats(who.staff)} if who.staff else set()
    written = TimelineEntry.objects.filter(complaint=fresh).exclude(kind="acknowledge")
    acted = written.filter(Q(unit=fresh.grid_id) | Q(staff__posts__unit=fresh.grid_id))
    # An erased body does not say to whom: then it may have been this one.
    there = (entry.body.get("unit_id", fresh.grid_id) for entry in written.filter(kind="delegate"))
    return not (fresh.grid_id in mine or acted.exists() or fresh.grid_id in there)


def _opens(who: Actor, fresh: Complaint) -> dict[str, bool]:
    """What `secrecy.opened_by_another` asks of staff: whether she stands above, and never had it: two who pass it to and fro are no
    second pair of eyes."""
    if who.staff is None or fresh.category not in CLOSED_CATEGORIES:
        return {}
    had = TimelineEntry.objects.filter(complaint=fresh, staff=who.staff, kind__in=TAKEN)
    return {"above_it": APPROVER in standings(who, fresh) and not had.exists()}
