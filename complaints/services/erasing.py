"""Deleting what we keep about a resident, so that the history still proves that nothing else was changed.

What goes: her text, name, number, photos, recordings, the words of the answer, of calls and remarks, and what messages said. What stays:
number, category, place, stages, moments, who acted, and the hashes: an entry's hash covers its body by a salted digest only, so a
body may go (complaints/models/timeline.py). A mediation's dossier, with her name and number in it, is kept under the rules of archives (人民调解) and is not touched; her
page says so.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db import transaction

from complaints.models import (
    Appeal,
    Call,
    Closing,
    Complaint,
    DeletionRequest,
    PrivateNumber,
    Rating,
    Reveal,
    Revisit,
    Supervision,
    TimelineEntry,
)
from complaints.services import attachments, revisiting
from complaints.workflow import Identity
from notices.models import Notice
from notices.services import following

TOMBSTONE = "（内容已删除）"
BLANK: dict[str, Any] = {
    "has_voice": False,
    "text": "", "title": TOMBSTONE, "name": "", "phone": "", "phone_key": "", "phone_said": "", "result": "", "shareable_summary": "",
    "reasons": [], "identity": Identity.ANONYMOUS,
}  # fmt: skip
# Values of an entry that say nothing about a resident; an entry that holds any other loses its body.
IMPERSONAL = frozenset(
    "who unit unit_id staff_id device_at reached kind late promise choice value reason_label to_title to closing_kind "
    "room at changed due sure urgency grade grade_label supervised supervised_id by above due_at people spared helper helper_id task".split()
)


def erase(case: Complaint, *, now: datetime) -> None:
    """Delete the resident's data beside the columns of the case itself (`BLANK`); call it inside the transaction.

    Files go after commit, and with the next sweep of the clock if that was interrupted.
    """
    for entry in TimelineEntry.objects.filter(complaint=case):
        if set(cast(dict[str, Any], entry.body)) - IMPERSONAL:
            TimelineEntry.objects.filter(pk=entry.pk).update(body={})
    Call.objects.filter(complaint=case).update(summary="")
    PrivateNumber.objects.filter(complaint=case).update(phone_key="")
    Rating.objects.filter(complaint=case).update(comment="", device="", network="")
    Closing.objects.filter(complaint=case).update(no_evidence="")
    Revisit.objects.filter(complaint=case).update(words="")
    Supervision.objects.filter(complaint=case).update(reason="", requirement="", answer="", lift_reason="")
    Reveal.objects.filter(complaint=case).update(words="")
    revisiting.call_off(case, now=now)
    Appeal.objects.filter(rating__complaint=case).update(reason="", answer="")
    DeletionRequest.objects.filter(complaint=case).update(reason="")
    Notice.objects.forget(f"{case.code}:")
    following.forget(subject=case.token_key)
    if attachments.give_up(case, now=now):
        transaction.on_commit(partial(attachments.purge_held, now), robust=True)


def forget_told() -> int:
    """Erase the numbers to which a deletion was told, once the message has arrived or cannot; returns how many."""
    told = Notice.objects.filter(template="deletion_granted", next_try_at=None).exclude(phone="")
    return told.update(phone="", data={})
