"""串并 and 群体件: cases of different people about one object stand together; each keeps her own clocks, answer and mark.

The cluster's row is locked first, then every case that changes, in the order of their keys (`locking`): so who is in it, how
many people they are and whether they are a group is decided by one command after the other, on both databases.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from binan.kit import codes
from binan.kit.errors import Moved
from binan.kit.workflow import locked
from complaints import grouping
from complaints.access import Actor, actor, visible
from complaints.merging import NOWHERE
from complaints.models import Cluster, Complaint, Representative, TimelineEntry
from complaints.services.locking import locked_all
from complaints.services.membership import (
    APART,
    JUST_NOW,
    UNIT,
    common,
    dissolve,
    group,
    may_span,
    members,
    phones,
    wrong,
)
from complaints.services.perform import perform, permit, repeated
from complaints.services.uniting import unite
from complaints.taxonomy import CATEGORIES
from complaints.workflow import ACTIONS
from governance.models import Staff

TITLE_MAX = 60  # characters
ENDED = "{code} 现在是“{stage}”，只有在办的才能串并。确实没办好的，请上级重开以后再串并。"
SAME, TOGETHER = "不能和自己串并。", "这两件已经在一起了。"


def cluster(
    case: Complaint, *, staff: Staff, other: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Put `case` together with `other`, the number of a case or of a cluster she sees; whichever of both stands alone joins. Of
    two clusters the younger joins the older.

    Returns the entry on the case that joined, or on `case`. Across communities it takes the right to dispatch above both. Five persons
    make a group case in the same transaction. Raises `Refused`, `Moved` and `NotAllowed`.
    """
    mate, found = _other(staff, other)
    if mate == case.pk:
        raise wrong(SAME)
    pair = [case.pk, *([mate] if mate else [])]
    with transaction.atomic():
        if earlier := repeated(pair, "cluster", client_key, staff):
            return earlier
        permit(case, "cluster", actor(staff))
        kin = Complaint.objects.filter(pk__in=pair)
        known = {pk for pk in kin.values_list("cluster", flat=True) if pk} | ({found} if found else set())
        if len(known) > 1:
            return unite(case, sorted(known), actor(staff), now, client_key)
        row = locked(Cluster.objects.select_related(UNIT), known.pop()) if known else None
        alone = list(kin.filter(cluster=None).values_list("pk", flat=True))
        if not alone:
            raise wrong(TOGETHER)
        return _join(case, row, alone, actor(staff), now, client_key)


def _join(
    case: Complaint, row: Cluster | None, alone: list[int], who: Actor, now: datetime, key: UUID | None
) -> TimelineEntry:
    """`alone` join the cluster, which is made where there is none; under its lock."""
    assert who.staff
    there = members(row)
    persons = grouping.persons(phone for _, phone in [*there, *phones(alone)])
    turning = persons >= grouping.GROUP_MIN and not (row and row.grouped_at)
    held = locked_all([*alone, *([pk for pk, _ in there] if turning else [])])
    joining = [held[pk] for pk in alone]
    if any(one.cluster_id for one in joining):
        raise Moved("moved", JUST_NOW)
    if ended := [one for one in joining if one.pk != case.pk and one.stage not in ACTIONS["cluster"].sources]:
        raise wrong(ENDED.format(code=ended[0].code, stage=ended[0].get_stage_display()))
    row = row or _new(case, joining, who.staff, now)
    for one in joining:
        row.unit = common(row.unit, one)
    may_span(who.staff, row.unit)
    row.persons = persons
    row.grouped_at = now if turning else row.grouped_at
    row.save()
    joining.sort(
        key=lambda one: one.pk != case.pk
    )  # the command's key and answer are those of the case it was said to, if that joins
    entries = [
        perform(
            one,
            "cluster",
            who=who,
            now=now,
            held=True,
            client_key=key if one is joining[0] else None,
            values={"other": row.code, "persons": persons},
            changes=lambda fresh: {"cluster": row},
        )
        for one in joining
    ]
    if row.grouped_at:
        group(row, held.values(), now, first=turning)
    if case.pk in held:
        case.__dict__.update(held[case.pk].__dict__)
    return entries[0]


def uncluster(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Take `case` out of its cluster. Fewer than five persons left are no group any more; what was stays in the timelines."""
    with transaction.atomic():
        if earlier := repeated([case.pk], "uncluster", client_key, staff):
            return earlier
        permit(case, "uncluster", actor(staff))
        number = Complaint.objects.values_list("cluster", flat=True).get(pk=case.pk)
        row = locked(Cluster.objects.select_related(UNIT), number) if number else None
        if row:
            may_span(staff, row.unit, APART)
        staying = [(pk, phone) for pk, phone in members(row) if pk != case.pk]
        persons = grouping.persons(phone for _, phone in staying)
        ending = bool(row and row.grouped_at) and persons < grouping.GROUP_MIN
        held = locked_all([case.pk, *([pk for pk, _ in staying] if ending else [])])
        leaving = held[case.pk]
        if leaving.cluster_id != number:
            raise Moved("moved", JUST_NOW)
        entry = perform(
            leaving, "uncluster", who=actor(staff), now=now, held=True, client_key=client_key,
            values={"reason": reason, "other": row.code if row else ""},
            changes=lambda fresh: {"cluster": None, "in_group": False},
        )  # fmt: skip
        if row:
            _left(row, leaving, [held[pk] for pk, _ in staying if pk in held], persons, now, ending=ending)
        case.__dict__.update(leaving.__dict__)
        return entry


def _left(
    row: Cluster, leaving: Complaint, staying: list[Complaint], persons: int, now: datetime, *, ending: bool
) -> None:
    """What the others are once one has left."""
    Representative.objects.filter(cluster=row, complaint=leaving, ended_at=None).update(ended_at=now, seat=None)
    if row.lead_id == leaving.pk:
        row.lead = Complaint.objects.filter(cluster=row).order_by("filed_at", "pk").first()
    row.persons, row.grouped_at = persons, None if ending else row.grouped_at
    row.save()
    if ending:
        dissolve(row, staying, now)


def _other(staff: Staff, typed: str) -> tuple[int | None, int | None]:
    """The case or the cluster of this number that she sees, by key. Raises `Refused` for none."""
    code, hers = codes.spoken(typed), visible(staff)
    if mate := hers.filter(code=code).values_list("pk", flat=True).first():
        return mate, None
    found = hers.filter(cluster__code=code).values_list("cluster", flat=True).first()
    if found is None:
        raise wrong(NOWHERE)
    return None, found


def _new(case: Complaint, joining: list[Complaint], staff: Staff, now: datetime) -> Cluster:
    lead = min(joining, key=lambda one: (one.filed_at, one.pk))
    where = lead.place.name if lead.place else lead.unit.name
    title = f"{where} {CATEGORIES[lead.category].name}"[:TITLE_MAX]  # nobody's words: it is read beyond her scope
    return Cluster(
        code=codes.cluster_code(timezone.localtime(now)), title=title, unit=lead.community or lead.unit, created_by=staff,
        at=now, lead=lead,
    )  # fmt: skip
