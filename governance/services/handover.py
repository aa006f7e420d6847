"""交班: a note for the next shift, and the tick of whoever has read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from binan.kit.errors import NotAllowed, Refused
from binan.kit.masking import plain
from binan.kit.workflow import locked
from governance.models import Duty, HandoverNote, Staff

TEXT_MAX = 1000  # characters
TWICE = timedelta(minutes=1)  # the same words again within this time are the same tap


def hand_over(duty: Duty, *, staff: Staff, text: str, codes: Sequence[str], now: datetime) -> HandoverNote:
    """Leave a note for the next on duty; `codes`: the numbers of what is open. Twice: the note there is.

    More words are added to a note that nobody has read; beside one that was read there is a new one. Raises `NotAllowed` for
    another's duty and `Refused` (empty: there is nothing to hand over; long: more than `TEXT_MAX` with what is there).
    """
    if duty.staff_id != staff.pk:
        raise NotAllowed("not_yours", "只能交自己的班。")
    words = plain(text).strip()[:TEXT_MAX]
    if not words and not codes:
        raise Refused("empty", "手上没有没办完的事，也没有写话，就不用交班了。")
    with transaction.atomic():
        locked(Duty.objects.all(), duty.pk)
        there = HandoverNote.objects.filter(duty=duty).first()
        if there and there.seen_at is None and _added(there, words, codes, now):
            return there
        if there and (there.text, there.codes) == (words, list(codes)) and now - there.written_at < TWICE:
            return there
        HandoverNote.objects.filter(duty=duty).update(duty=None)  # one that was read stays as it was read
        return HandoverNote.objects.create(
            unit=duty.unit, staff=staff, duty=duty, text=words, codes=list(codes), written_at=now
        )


def _added(note: HandoverNote, words: str, codes: Sequence[str], now: datetime) -> bool:
    """Add to a note; False when somebody has ticked it meanwhile."""
    fresh = words and words != note.text and not note.text.endswith(f"\n{words}")
    note.text = "\n".join(filter(None, (note.text, words))) if fresh else note.text
    if len(note.text) > TEXT_MAX:
        raise Refused("long", f"和您前面写的加起来超过 {TEXT_MAX} 个字了，请写短一些。")
    note.codes, note.written_at = list(codes), now
    given = {"text": note.text, "codes": note.codes, "written_at": now}
    return bool(HandoverNote.objects.filter(pk=note.pk, seen_at=None).update(**given))


def acknowledge(note: HandoverNote, *, staff: Staff, now: datetime) -> bool:
    """已知悉: the first tick counts; returns whether it was this one."""
    return bool(HandoverNote.objects.filter(pk=note.pk, seen_at=None).update(seen_by=staff, seen_at=now))
