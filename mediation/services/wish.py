"""A resident applies for mediation herself: from the page of her case, or from that of a mediation that is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from complaints.models import Complaint
from mediation import selectors
from mediation.models import Mediation, Party, Wish
from mediation.workflow import Side
from notices.services import Message, tell


def wish(case: Complaint, *, now: datetime, client_key: UUID | None = None) -> Wish:
    """申请调解 by the complainant: her handler is told and arranges it. A second wish is the first one.

    Raises `Refused` with a sentence when the matter is over, is being mediated already or may never be mediated.
    """
    return _wish(case, Side.A, None, now, client_key)


def wish_again(party: Party, *, now: datetime, client_key: UUID | None = None) -> Wish:
    """再申请调解 by either side after a mediation that is over."""
    mediation = party.mediation
    case = Complaint.objects.get(pk=mediation.complaint_id)
    return _wish(case, party.side, mediation, now, client_key)


def _wish(case: Complaint, side: str, after: Mediation | None, now: datetime, client_key: UUID | None) -> Wish:
    if earlier := selectors.open_wish(case, side):
        return earlier
    if objection := selectors.no_wish(case):
        raise Refused("wish", objection)
    try:
        with transaction.atomic():
            made = Wish.objects.create(complaint=case, side=side, after=after, at=now, client_key=client_key)
            tell(_told(case, made), now=now)
    except IntegrityError as fault:
        earlier = Wish.objects.filter(client_key=client_key, complaint=case, side=side).first()
        if earlier is None:
            raise Refused("client_key", _("这个操作编号已经用过，请刷新页面再试。")) from fault
        return earlier
    return made


def _told(case: Complaint, made: Wish) -> list[Message]:
    if case.handler_id is None:  # whoever claims the case reads it there
        return []
    data = {"code": case.code, "title": case.title}
    return [Message(f"{case.code}:wish{made.pk}", "mediation_wished", data, staff_id=case.handler_id)]
