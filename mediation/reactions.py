"""What a transition of a case does to its mediation; within the same transaction, database work only (docs/reactions.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Refused
from complaints.models import Complaint, TimelineEntry
from complaints.signals import entry_written
from mediation.selectors import running
from mediation.services import reserve
from mediation.services.conclude import lapse
from mediation.workflow import Side
from notices.models import Notice

ENDED_BY = frozenset({"close", "decline", "transfer", "withdraw", "merge"})

ELSEWHERE = _("约好的调解和这个号码的别的安排撞了，现在改不了。请打电话告诉我们，我们先改时间，再改号码。")


@receiver(entry_written)
def end_with_the_case(*, complaint: Complaint, entry: TimelineEntry, now: datetime, **more: Any) -> None:
    """A case that is over has nothing left to mediate: its running mediation lapses and the room is free again."""
    if entry.kind in ENDED_BY and (mediation := running(complaint)):
        lapse(mediation, now=now)


@receiver(entry_written)
def forget_the_messages(*, complaint: Complaint, entry: TimelineEntry, **more: Any) -> None:
    """What we keep about the complainant is deleted: numbers and words of messages to her side go, the dossier stays."""
    if entry.kind == "grant_deletion":
        for code in complaint.mediations.values_list("code", flat=True):
            Notice.objects.filter(key__endswith=f":{Side.A}").forget(f"{code}:")


@receiver(entry_written)
def follow_the_correction(*, complaint: Complaint, entry: TimelineEntry, now: datetime, **more: Any) -> None:
    """The complainant put her name or number right: her side of a running mediation is told there from now on, and her coming
    session takes the time of whoever has the new number. Raises `Refused` when that person is expected elsewhere then; what
    else she has is not said, for anybody may type a number."""
    if entry.kind == "correct" and (mediation := running(complaint)):
        mediation.parties.filter(side=Side.A, ordinal=1).update(name=complaint.name, phone=complaint.phone)
        try:
            reserve.follow(mediation, now=now)
        except Refused as refusal:
            raise Refused("phone", ELSEWHERE, fields={"phone": ELSEWHERE}) from refusal
