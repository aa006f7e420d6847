"""交班: a note for the next shift, and the tick of whoever has read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from binan.kit.errors import NotAllowed, Refused
from binan.kit.masking import plain
from governance.models import Duty, HandoverNote, Staff

TEXT_MAX = 1000  # characters


def hand_over(duty: Duty, *, staff: Staff, text: str, codes: Sequence[str], now: datetime) -> HandoverNote:
    """Leave a note for the next on duty; `codes`: the numbers of what is open. Twice: the note there is.

    Raises `NotAllowed` for another's duty and `Refused("empty")` when there is nothing to hand over.
    """
    if duty.staff_id != staff.pk:
        raise NotAllowed("not_yours", "只能交自己的班。")
    words = plain(text).strip()[:TEXT_MAX]
    if not words and not codes:
        raise Refused("empty", "手上没有没办完的事，也没有写话，就不用交班了。")
    try:
        with transaction.atomic():
            return HandoverNote.objects.create(
                unit=duty.unit, staff=staff, duty=duty, text=words, codes=list(codes), written_at=now
            )
    except IntegrityError:
        return HandoverNote.objects.get(duty=duty)


def acknowledge(note: HandoverNote, *, staff: Staff, now: datetime) -> bool:
    """已知悉: the first tick counts; returns whether it was this one."""
    return bool(HandoverNote.objects.filter(pk=note.pk, seen_at=None).update(seen_by=staff, seen_at=now))
