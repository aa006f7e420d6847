"""Showing a resident's full number or name to somebody of ours: with a reason, so often a day, and written down first.

domain.md §5: "查看完整号码" = reason pick-list + audit + per-user daily cap + auto-hide. Not for dialling: whoever handles the case
rings without seeing the number (`selectors.line`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from binan.kit import phones
from binan.kit.errors import NotAllowed, Refused
from binan.kit.throttle import hit
from binan.kit.workflow import locked
from complaints.access import unit_in_chain
from complaints.models import Complaint, Reveal
from complaints.selectors import audited
from governance.access import has, working_units
from governance.deeds import Deed
from governance.models import Staff
from governance.roles import Right
from governance.services import audit

DAILY = 50  # looks of one person from midnight to midnight
SHOWN_FOR = timedelta(seconds=60)
OTHER_MIN = 8  # characters that say what the list does not
A_MINUTE = 30  # tries, so that a script fills no table with refusals
NOT_YOURS = "您的岗位不能查看完整号码，需要的话请找承办人或社区书记。"
USED_UP = (
    f"今天已经看了 {DAILY} 次，到上限了。打电话请用“拨打电话”，不用看号码；确实还要看，请社区书记或上级值班员代看。"
    "这次也记下了。"
)
NOTHING = {Reveal.What.PHONE: "这件事没有留电话。", Reveal.What.NAME: "这件事没有留称呼。"}
STALE = "这次查看已经用过，请重新选择原因。"


def reveal(
    case: Complaint,
    *,
    staff: Staff,
    what: str,
    reason: str,
    now: datetime,
    words: str = "",
    device: str = "",
    client_key: UUID | None = None,
) -> str:
    """The full value of `what` (`Reveal.What`) as it is read out, once the look is in the books.

    `reason`: a value of `Reveal.Reason`; OTHER needs `words` of `OTHER_MIN` characters. `device`: what she came in from, in words.
    The same `client_key` within `SHOWN_FOR` is the same look. Raises `NotAllowed` without the right, `TooOften`, and `Refused` for a
    reason that is none, for what is not there, and beyond `DAILY`: that try is written down as well.
    """
    if not has(staff, Right.REVEAL):
        raise NotAllowed("not_allowed", NOT_YOURS)
    _reasoned(reason, words)
    if not _value(case, what):
        raise Refused("nothing", NOTHING[Reveal.What(what)])
    hit("reveal", str(staff.pk), limit=A_MINUTE, window=60)
    with transaction.atomic():
        locked(Staff.objects.all(), staff.pk)  # two tabs at once count one after the other
        look = _earlier(case, staff, what, client_key, now)
        if look is None:
            look = Reveal.objects.create(
                complaint=case, staff=staff, unit=unit_in_chain(staff, case) or working_units(staff, Right.REVEAL)[0],
                subdistrict_id=case.subdistrict_id, community_id=case.community_id, what=what, reason=reason, words=words,
                at=now, device=device, refused=looked_today(staff, now) >= DAILY, client_key=client_key,
            )  # fmt: skip
            told = {"what": Reveal.What(what).label, "reason": Reveal.Reason(reason).label}
            audit.record(Deed.PERSON_REVEALED, staff=staff, of=audited.of(case), ok=not look.refused, body=told)
    if look.refused:
        raise Refused("used_up", USED_UP)
    return _value(case, what)


def looked_today(staff: Staff, now: datetime) -> int:
    """How often she has looked since midnight."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Reveal.objects.filter(staff=staff, at__gte=midnight, refused=False).count()


def _reasoned(reason: str, words: str) -> None:
    if reason not in Reveal.Reason.values:
        raise Refused("needs", "请选择为什么要看。", fields={"reason": "请选择为什么要看。"})
    if reason == Reveal.Reason.OTHER and len(words.strip()) < OTHER_MIN:
        sentence = f"请写清楚为什么要看，至少 {OTHER_MIN} 个字。"
        raise Refused("needs", sentence, fields={"words": sentence})


def _earlier(case: Complaint, staff: Staff, what: str, key: UUID | None, now: datetime) -> Reveal | None:
    """The look that this very command was; an old one is over, whoever asks with its key."""
    earlier = Reveal.objects.filter(client_key=key).first() if key else None
    if earlier is None:
        return None
    if (earlier.complaint_id, earlier.staff_id, earlier.what) != (
        case.pk,
        staff.pk,
        what,
    ) or now - earlier.at > SHOWN_FOR:
        raise Refused("client_key", STALE)
    return earlier


def _value(case: Complaint, what: str) -> str:
    if what == Reveal.What.NAME:
        return case.name
    return phones.grouped(case.phone) if case.phone else case.phone_said
