"""Private numbers of the cases: asked for when a worker dials, given back by the clock, heard of by the provider's call records.

The provider is asked outside any transaction: a row is written first, so that a second tap does not bind a second time. A binding
whose answer got lost ends at the provider by itself, after the same hours.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from complaints.axb import Record, Unavailable, exchange, offered
from complaints.models import Call, CallRecord, Complaint, PrivateNumber
from complaints.models.marks import phone_key
from complaints.models.private_number import State
from complaints.selectors.line import Line, mobile_key, mobile_keys, ringing
from complaints.selectors.line import line as line_now
from complaints.workflow import OPEN
from governance.models import Staff

log = logging.getLogger(__name__)
LOST_AFTER = timedelta(seconds=30)  # a row still asking then belongs to a process that died
RETRY = timedelta(minutes=1)
BATCH = 20  # bindings ended in one round


def line(case: Complaint, *, staff: Staff, now: datetime) -> Line:
    """What she dials now; asks the provider for a number where there is none yet (at most 3 seconds).

    Never fails: without a private number it is the resident's own, with `failed`. `ask` stays when her first tap is still asking.
    """
    found = line_now(case, staff, now)
    if not found.ask:
        return found
    asked = _reserve(case, staff, now)
    if asked is None:
        return line_now(case, staff, now)
    try:
        with exchange() as provider:
            bound = provider.bind(staff.mobile, case.phone, lasts=asked.expires_at - now)
        got = {"state": State.BOUND, "subscription": bound.subscription, "number": bound.number}
        with transaction.atomic():
            PrivateNumber.objects.filter(pk=asked.pk, state=State.ASKED).update(**got)
    except (Unavailable, IntegrityError) as fault:  # the second: a provider that gives one subscription twice
        log.warning("no private number for case %s: %s", case.pk, getattr(fault, "reason", "subscription given twice"))
        PrivateNumber.objects.filter(pk=asked.pk).update(state=State.FAILED)
    return line_now(case, staff, now)


def unbind(now: datetime) -> int:
    """End the bindings whose contact is over: expired, case ended, handed on, number corrected, or resident reached; returns how many."""
    bound = PrivateNumber.objects.filter(state=State.BOUND)
    ended = bound.filter(expires_at__lte=now).update(
        state=State.ENDED, number=""
    )  # the provider's own clock unbinds those
    if not offered():
        return ended
    reached = Call.objects.filter(
        complaint=OuterRef("complaint"),
        staff=OuterRef("staff"),
        outcome=Call.Outcome.CONNECTED,
        at__gte=OuterRef("asked_at"),
    )
    over = (
        ~Q(complaint__stage__in=OPEN) | Q(complaint__handler=None) | ~Q(complaint__handler=F("staff"))
        | ~Q(complaint__phone_key=F("phone_key")) | Exists(reached)
    )  # fmt: skip
    asking = ringing(now).filter(complaint=OuterRef("complaint"), staff=OuterRef("staff"))
    due = (
        bound.filter(over & ~Exists(asking))
        .filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
        .order_by("pk")[:BATCH]
    )
    return ended + sum(_unbind(row, now) for row in due)


def hear(records: list[Record], *, now: datetime) -> int:
    """Keep the provider's word about calls over our numbers, each once; returns how many are new. Foreign ones are ignored."""
    known = {
        row.subscription: row
        for row in PrivateNumber.objects.select_related("staff").filter(
            subscription__in=[record.subscription for record in records if record.subscription]
        )
    }
    new = 0
    for record in records:
        number = known.get(record.subscription)
        if number is None:
            continue
        kept = {
            "private_number": number, "complaint_id": number.complaint_id, "at": record.at, "answered": record.answered,
            "seconds": record.seconds, "by_resident": number.mobile_key not in mobile_keys(record.caller), "received_at": now,
        }  # fmt: skip
        new += CallRecord.objects.get_or_create(key=record.key, defaults=kept)[1]
    return new


def _reserve(case: Complaint, staff: Staff, now: datetime) -> PrivateNumber | None:
    """The row of a number that is being asked for; None when another tap of hers is asking, or has just got one."""
    same = PrivateNumber.objects.filter(complaint=case, staff=staff, state=State.ASKED)
    same.filter(asked_at__lte=now - LOST_AFTER).update(state=State.FAILED)
    try:
        with transaction.atomic():
            asked = PrivateNumber.objects.create(
                complaint=case, staff=staff, asked_at=now, expires_at=now + timedelta(hours=settings.AXB["hours"]),
                phone_key=phone_key(case.phone), mobile_key=mobile_key(staff.mobile),
            )  # fmt: skip
    except IntegrityError:
        return None
    got = PrivateNumber.objects.filter(
        complaint=case,
        staff=staff,
        state=State.BOUND,
        expires_at__gt=now,
        phone_key=asked.phone_key,
        mobile_key=asked.mobile_key,
    )
    if got.exists():  # between our look and our row; rows are looked at in their order, so ours has to go
        asked.delete()
        return None
    return asked


def _unbind(row: PrivateNumber, now: datetime) -> int:
    """One binding; 0 when another clock has it or the provider has to be asked again."""
    same = PrivateNumber.objects.filter(pk=row.pk, state=State.BOUND, next_try_at=row.next_try_at)
    if not same.update(next_try_at=now + RETRY):
        return 0
    try:
        with exchange() as provider:
            provider.unbind(row.subscription)
    except Unavailable as fault:
        log.warning("private number %s could not be unbound: %s", row.pk, fault.reason)
        return 0
    return PrivateNumber.objects.filter(pk=row.pk, state=State.BOUND).update(state=State.ENDED, number="")
