"""重新调解: what was agreed is not kept, so the same case is mediated once more, with what was promised before in sight."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from binan.kit.errors import Refused
from complaints.workflow import Stage as CaseStage
from governance.models import Staff
from mediation.models import Mediation, Party
from mediation.services import apply, parties
from mediation.workflow import ReferredBy, Side

CLOSED = "这件事已经办结。要重新调解，请先由上级“重开”，承办人联系上诉求人以后再申请。"


def again(
    previous: Mediation, *, staff: Staff, summary: str, now: datetime, client_key: UUID | None = None
) -> Mediation:
    """Apply for a new mediation of the same case between the same parties, linked to the one that ended.

    `summary`: what all of them may read. Everybody is asked anew: an old yes binds nobody to a new try. Returns the new one, the
    earlier when `client_key` arrives again. Raises `Refused` with the code running while the old one runs, closed when the case
    is, and what `apply` raises.
    """
    if previous.is_running:
        raise Refused("running", "上一次调解还没有结束，不用重新申请。")
    case = previous.complaint
    if case.stage in (CaseStage.CLOSED, CaseStage.RATED):
        raise Refused("closed", CLOSED)
    found = [party for party in previous.parties.all() if party.is_in]
    other = next(party for party in found if party.side == Side.B)
    with transaction.atomic():  # all of them are asked, or the one who asks tries again
        made = apply.apply(
            case, staff=staff, now=now, client_key=client_key,
            application=apply.Application(
                organisation=previous.organisation, name=other.name, phone=other.phone, summary=summary, origin=previous.origin,
                referral_no=previous.referral_no, clearance=previous.clearance, applied_by=previous.applied_by or Side.A,
                referred_by=previous.referred_by or ReferredBy.OTHER, checked=previous.checked,
            ),
        )  # fmt: skip
        if made.previous_id:
            return made
        Mediation.objects.filter(pk=made.pk).update(previous=previous)
        made.previous = previous
        for each in found:
            if not (each.is_complainant or each.pk == other.pk):
                parties.add_party(made, staff=staff, joining=_same(each), now=now)
        return made


def _same(party: Party) -> parties.Joining:
    return parties.Joining(party.side, party.name, party.phone, party.kind, party.details)
