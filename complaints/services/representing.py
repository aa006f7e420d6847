"""群体件: at most five of those who complain speak for all, each by her own consent (信访工作条例 20)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from binan.kit.errors import Refused
from binan.kit.workflow import locked
from complaints.access import actor
from complaints.grouping import CONSENTS, REPRESENTATIVES_MAX
from complaints.models import Cluster, Complaint, Representative, TimelineEntry
from complaints.services.locking import locked_all
from complaints.services.membership import serving
from complaints.services.perform import perform, permit, repeated
from governance.models import Staff

FULL = f"已经有 {REPRESENTATIVES_MAX} 位代表，最多 {REPRESENTATIVES_MAX} 位（《信访工作条例》第二十条）。要换人，请先取消一位。"
ALREADY, NOT_YET = "这位诉求人已经是代表。", "这位诉求人不是代表。"
CHOOSE = "请选择本人是怎样同意的。"


def represent(
    case: Complaint, *, staff: Staff, consent: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """The person of `case` agreed to speak for her group; `consent`: how, a key of `CONSENTS`. Raises `Refused` for a sixth."""
    with transaction.atomic():
        fresh, row = _held(case)
        if earlier := repeated([fresh.pk], "represent", client_key, staff):
            return earlier
        permit(fresh, "represent", actor(staff))
        if consent not in dict(CONSENTS):
            raise Refused("consent", CHOOSE, fields={"consent": CHOOSE})
        taken = {one.seat: one for one in serving(row)} if row else {}
        if any(
            one.complaint_id == case.pk or (fresh.phone and one.complaint.phone == fresh.phone)
            for one in taken.values()
        ):
            raise Refused("already", ALREADY)
        free = [seat for seat in range(1, REPRESENTATIVES_MAX + 1) if seat not in taken]
        if not free:
            raise Refused("full", FULL)
        entry = perform(
            fresh, "represent", who=actor(staff), now=now, values={"consent": consent}, client_key=client_key, held=True
        )
        assert row  # the table has refused a case of no group
        Representative.objects.create(
            cluster=row, complaint=fresh, seat=free[0], consent=consent, named_by=staff, named_at=now
        )
        case.__dict__.update(fresh.__dict__)
        return entry


def unrepresent(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """She does not speak for them any more; that she did stays in the record."""
    with transaction.atomic():
        fresh, row = _held(case)
        if earlier := repeated([fresh.pk], "unrepresent", client_key, staff):
            return earlier
        entry = perform(
            fresh, "unrepresent", who=actor(staff), now=now, values={"reason": reason}, client_key=client_key, held=True
        )
        if not Representative.objects.filter(cluster=row, complaint=fresh, ended_at=None).update(
            ended_at=now, seat=None
        ):
            raise Refused("not_yet", NOT_YET)
        case.__dict__.update(fresh.__dict__)
        return entry


def _held(case: Complaint) -> tuple[Complaint, Cluster | None]:
    """The case and its cluster under their locks, the cluster's first."""
    number = Complaint.objects.values_list("cluster", flat=True).get(pk=case.pk)
    row = locked(Cluster.objects.all(), number) if number else None
    fresh = locked_all([case.pk])[case.pk]
    return fresh, row if row and fresh.cluster_id == row.pk else None
