"""What a worker dials: the resident's own number, or a private one in its place; and what the provider says of the calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from binan.kit import crypto, phones
from complaints import axb
from complaints.models import Call, CallRecord, Complaint, PrivateNumber, TimelineEntry
from complaints.models.marks import phone_keys
from complaints.models.private_number import State
from governance.models import Staff

# How long her own number is dialled after the provider failed, before it is asked again.
FAILED_FOR = timedelta(minutes=10)
RINGS_FOR = timedelta(minutes=20)  # after a tap for a 回访: as long as a call may last
MOBILE = "governance.staff.mobile"
HOME = "+86"  # the provider's numbers are of the mainland


@dataclass(frozen=True)
class Line:
    """`number` to dial, E.164. `ask`: none yet, the provider is asked with the tap. `private`: it is X, until `until`. `failed`: it
    is her own, because the provider could not help."""

    number: str = ""
    ask: bool = False
    private: bool = False
    failed: bool = False
    until: datetime | None = None

    @property
    def shown(self) -> str:
        """As it is read out."""
        return phones.grouped(self.number)


def line(case: Complaint, staff: Staff, now: datetime) -> Line:
    """What she dials for this case at `now`."""
    if not (axb.offered() and _mobile(staff.mobile) and _mobile(case.phone)):
        return Line(case.phone)
    last = _last(case, staff, now)
    if last is None or last.state == State.ASKED:
        return Line(ask=True)
    if last.state == State.FAILED:
        return Line(case.phone, failed=True)
    return Line(last.number, private=True, until=last.expires_at)


def ringing(now: datetime) -> QuerySet[TimelineEntry]:
    """The taps for a 回访 whose call may still be going on."""
    return TimelineEntry.objects.filter(kind="dial_revisit", at__gt=now - RINGS_FOR)


def mobile_key(mobile: str) -> str:
    """The blind index of a worker's mobile."""
    return crypto.blind(mobile, MOBILE)


def mobile_keys(mobile: str) -> list[str]:
    """The same under every field key in use, for comparing while keys rotate."""
    return crypto.blinds(mobile, MOBILE)


def words(case: Complaint, calls: list[Call]) -> dict[str, list]:
    """As `calls` each of `calls`, newest first, with the provider's word or None; as `words` the records that stand beside none.

    A record belongs to the next call that its worker logged; of several the answered one speaks, else the last.
    """
    found = list(
        CallRecord.objects.filter(complaint=case).select_related("private_number__staff").order_by("-at", "-pk")
    )
    beside: dict[int, CallRecord] = {}
    alone = []
    for record in found:
        mine = [one for one in calls if one.staff_id == record.private_number.staff_id and one.at >= record.at]
        if record.by_resident or not mine:
            alone.append(record)
        elif mine[-1].pk not in beside or (record.answered and not beside[mine[-1].pk].answered):
            beside[mine[-1].pk] = record
    return {"calls": [(call, beside.get(call.pk)) for call in calls], "words": alone}


def _last(case: Complaint, staff: Staff, now: datetime) -> PrivateNumber | None:
    """The last one for just these two numbers that still means something."""
    same = PrivateNumber.objects.filter(
        complaint=case, staff=staff, phone_key__in=phone_keys(case.phone), mobile_key__in=mobile_keys(staff.mobile)
    )
    last = same.order_by("-pk").first()
    if last is None or last.state == State.ENDED:
        return None
    if last.state == State.FAILED:
        return last if now < last.asked_at + FAILED_FOR else None
    return last if now < last.expires_at else None


def _mobile(number: str) -> bool:
    return number.startswith(HOME) and phones.is_mobile(number)
