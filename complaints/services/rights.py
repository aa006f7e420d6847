"""What a person may ask about her own data (个人信息保护法 44-47), and how it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from binan.kit import phones
from binan.kit.errors import Refused
from binan.kit.masking import mask_name, plain
from binan.kit.names import mask_names
from binan.kit.throttle import hit
from complaints import audience
from complaints.access import CITIZEN, actor
from complaints.models import Complaint, DeletionRequest, TimelineEntry
from complaints.models.marks import phone_key
from complaints.services import erasing, membership, revisiting
from complaints.services.perform import perform
from complaints.workflow import Identity
from governance.models import Staff
from notices.models import Notice
from notices.services import Message, following, tell

# domain.md §5 asks for an answer within 15 working days. Natural days are shorter in every year, so the limit holds without a
# table of holidays.
ANSWER_WITHIN = timedelta(days=15)
NAME_MAX, REASON_MAX = 40, 500  # characters
# What was corrected: stored in Chinese, read in the language of the page.
CHANGED = {
    (True, False): gettext_noop("称呼"),
    (False, True): gettext_noop("联系电话"),
    (True, True): gettext_noop("称呼和联系电话"),
}
BATCH = 100
LINKS = 3  # a day, to one number for one case
NO_SMS = gettext_noop("您留的号码收不到短信。要撤回、更正或者删除，请打 12345，或者带上身份证到社区服务窗口。")


def send_link(case: Complaint, *, now: datetime) -> None:
    """Send the secret link of the case to the number on file, and to no other: whoever looked the case up by number and
    telephone may be anybody (docs/decisions/0017). `LINKS` a day. Raises `TooOften`, and `Refused` where no SMS reaches her."""
    if not audience.texted(case, case.phone):
        raise Refused("no_sms", gettext(NO_SMS))
    hit("link", case.code, limit=LINKS, window=86_400)
    data = {"code": case.code, "token": case.token}
    tell([Message(f"{case.code}:link:{now:%y%m%d%H%M%S}", "link_again", data, phone=case.phone)], now=now)


def correct(
    case: Complaint, *, now: datetime, name: str = "", phone: str = "", client_key: UUID | None = None
) -> TimelineEntry:
    """Put name or telephone right; an empty one stays as it is. The history keeps old and new masked, and the blind index of the
    old number: whether it was one of ours is asked at the vote (`flagging`).

    The number that was replaced is told, since whoever holds the link could do this. Raises `Refused`.
    """
    given = {"name": plain(name).strip()[:NAME_MAX], "phone": phones.parse(phone) if phone.strip() else ""}
    if not any(given.values()):
        nothing = gettext("请填要更正的一项，不改的留空。")
        raise Refused("nothing", nothing, fields={"phone": nothing})
    old: list[str] = []

    def values(fresh: Complaint) -> dict[str, Any]:
        told: dict[str, Any] = {"changed": CHANGED[bool(given["name"]), bool(given["phone"])]}
        if given["name"]:
            told.update(name_was=mask_name(fresh.name), name_now=mask_name(given["name"]))
        if given["phone"]:
            told.update(phone_was=phones.mask(fresh.phone), phone_was_key=fresh.phone_key)
            told.update(phone_now=phones.mask(given["phone"]))
        return told

    def changed(fresh: Complaint) -> dict[str, Any]:
        set_: dict[str, Any] = {}
        if given["name"]:
            set_ |= {"name": given["name"], "title": mask_names(fresh.title, given["name"])}
        if given["phone"]:
            old.append(fresh.phone)
            set_.update(phone=given["phone"], phone_key=phone_key(given["phone"]), phone_said="")
        if fresh.identity == Identity.ANONYMOUS:  # who tells how to reach her is known to us from now on
            set_["identity"] = Identity.HIDDEN
        return set_

    with transaction.atomic(), membership.recounting(case, now):
        entry = perform(case, "correct", who=CITIZEN, now=now, values=values, changes=changed, client_key=client_key)
        if old and old[0] != given["phone"]:
            tell(audience.contact_changed(case, entry.seq, old[0]), now=now)
    return entry


def withdraw_consent(case: Complaint, *, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """Stop what is not needed to handle the case: messages to the telephone, also those under way, and the invitation to rate."""
    with transaction.atomic():
        entry = perform(
            case, "withdraw_consent", who=CITIZEN, now=now, client_key=client_key,
            changes=lambda fresh: {"consent_withdrawn_at": now},
        )  # fmt: skip
        Notice.objects.call_off(f"{case.code}:", but="contact_changed")
        following.forget(subject=case.token_key)
        revisiting.call_off(case, now=now)
    return entry


def give_consent(case: Complaint, *, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """Take messages again."""
    return perform(
        case, "give_consent", who=CITIZEN, now=now, client_key=client_key,
        changes=lambda fresh: {"consent_withdrawn_at": None},
    )  # fmt: skip


def ask_deletion(
    case: Complaint, *, now: datetime, reason: str = "", client_key: UUID | None = None
) -> TimelineEntry:  # fmt: skip
    """Ask that everything about her be deleted; the heads hear of it and the legal time to answer runs."""
    due = now + ANSWER_WITHIN
    with transaction.atomic():
        entry = perform(
            case, "ask_deletion", who=CITIZEN, now=now, client_key=client_key, values={"due": day(due)},
            changes=lambda fresh: {"deletion_due_at": due},
        )  # fmt: skip
        DeletionRequest.objects.get_or_create(
            entry=entry,
            defaults={"complaint": case, "asked_at": now, "due_at": due, "reason": plain(reason).strip()[:REASON_MAX]},
        )
    return entry


def grant_deletion(
    case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:  # fmt: skip
    """Delete what we keep about the resident of a finished case; the chain of its history stays whole.

    She is told once, on the number she had; it goes when the message has gone out (`erasing.forget_told`).
    """
    hers: list[str] = []

    def changed(fresh: Complaint) -> dict[str, Any]:
        hers.append(fresh.phone)
        return {**erasing.BLANK, "deletion_due_at": None, "erased_at": now}

    with transaction.atomic():
        entry = perform(
            case, "grant_deletion", who=actor(staff), now=now, client_key=client_key, changes=changed
        )  # fmt: skip
        if _decide(case, staff, now, granted=True):
            erasing.erase(case, now=now)
            tell(audience.deletion_granted(case, entry.seq, hers[0]), now=now)
    return entry


def refuse_deletion(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Keep it for a reason the law knows; the resident reads the reason."""
    with transaction.atomic():
        entry = perform(
            case, "refuse_deletion", who=actor(staff), now=now, client_key=client_key, values={"reason": reason},
            changes=lambda fresh: {"deletion_due_at": None},
        )  # fmt: skip
        _decide(case, staff, now, granted=False, answer=reason)
    return entry


def remind(now: datetime) -> int:
    """Tell the heads of requests whose legal time has run out, each once; returns how many."""
    late = DeletionRequest.objects.filter(decided_at=None, reminded_at=None, due_at__lte=now).order_by("due_at")
    told = 0
    for request in late.select_related("complaint__unit__parent__parent__parent")[:BATCH]:
        with transaction.atomic():
            if DeletionRequest.objects.filter(pk=request.pk, decided_at=None, reminded_at=None).update(reminded_at=now):
                told += tell(audience.overdue(request.complaint), now=now)
    return told


def day(moment: datetime) -> str:
    """A date as it is stored for the resident to read."""
    local = timezone.localtime(moment)
    return f"{local.month}月{local.day}日"


def _decide(case: Complaint, staff: Staff, now: datetime, *, granted: bool, answer: str = "") -> bool:
    """Answer the open request of the case; False when it was answered before (a command that arrives twice)."""
    open_ = DeletionRequest.objects.filter(complaint=case, decided_at=None)
    return bool(open_.update(decided_at=now, decided_by=staff, granted=granted, answer=answer))
