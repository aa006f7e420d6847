"""Two clusters about one object become one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from binan.kit.errors import Moved
from binan.kit.workflow import locked
from complaints import grouping
from complaints.access import CLOCK, Actor
from complaints.grouping import REPRESENTATIVES_MAX
from complaints.models import Cluster, Complaint, TimelineEntry
from complaints.services.locking import locked_all
from complaints.services.membership import (
    JUST_NOW,
    UNIT,
    common,
    group,
    may_span,
    members,
    one_seat_each,
    serving,
    wrong,
)
from complaints.services.perform import perform

FULL = (
    f"两个群体件的代表合起来超过 {REPRESENTATIVES_MAX} 位（《信访工作条例》第二十条）。请先取消几位代表，再合在一起。"
)


def unite(case: Complaint, keys: list[int], who: Actor, now: datetime, key: UUID | None) -> TimelineEntry:
    """The cases of the younger cluster, open and closed, and those who speak for them join the older; under both locks."""
    assert who.staff
    row, gone = (locked(Cluster.objects.select_related(UNIT), pk) for pk in keys)
    there, coming = members(row), members(gone)
    persons = grouping.persons(phone for _, phone in [*there, *coming])
    turning = not row.grouped_at and (gone.grouped_at or persons >= grouping.GROUP_MIN)
    held = locked_all([case.pk, *(pk for pk, _ in coming), *(pk for pk, _ in there if turning)])
    if held[case.pk].cluster_id not in keys:
        raise Moved("moved", JUST_NOW)
    moving = [held[pk] for pk, _ in coming]
    where = row.unit
    for one in moving:
        row.unit = common(row.unit, one)
    may_span(who.staff, row.unit)
    known = bool(row.grouped_at or gone.grouped_at) and row.unit == where  # those above have heard of it
    row.persons, gone.persons = persons, 0
    row.grouped_at = row.grouped_at or gone.grouped_at or (now if turning else None)
    gone.grouped_at = gone.lead = None
    _speak(row, gone, now)
    row.save()
    gone.save()
    values = {"other": row.code, "was": gone.code, "persons": persons}
    entry = perform(
        held[case.pk], "cluster", who=who, now=now, held=True, client_key=key, values=values,
        changes=lambda fresh: {"cluster": row},
    )  # fmt: skip
    for one in moving:
        if one.pk != case.pk:
            perform(
                one, "recluster", who=CLOCK, now=now, held=True, values=values, changes=lambda fresh: {"cluster": row}
            )
    if row.grouped_at:
        group(row, held.values(), now, first=not known)
    case.__dict__.update(held[case.pk].__dict__)
    return entry


def _speak(row: Cluster, gone: Cluster, now: datetime) -> None:
    """Those who speak for `gone` sit down beside those of `row`, nobody twice. Raises `Refused` for more than five."""
    stay = one_seat_each([*serving(row), *serving(gone)], now)
    coming = [one for one in stay if one.cluster_id == gone.pk]
    taken = {one.seat for one in stay if one.cluster_id == row.pk}
    free = [seat for seat in range(1, REPRESENTATIVES_MAX + 1) if seat not in taken]
    if len(coming) > len(free):
        raise wrong(FULL)
    for one, seat in zip(coming, free, strict=False):
        one.cluster, one.seat = row, seat
        one.save(update_fields=["cluster", "seat"])
