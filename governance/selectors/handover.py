"""What one shift leaves to the next: whose shift ends, and which notes wait for those who are on duty."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.http import Http404

from governance.models import Duty, HandoverNote, Staff

BEFORE, AFTER = timedelta(minutes=30), timedelta(hours=2)  # around the end of a shift, when its hand-over is asked for


def ending(staff: Staff, now: datetime) -> Duty | None:
    """Her duty that is about to end, or has just ended, and for which she has left nothing since it is; the earlier of two."""
    rows = Duty.objects.filter(staff=staff, ends_at__gt=now - AFTER, ends_at__lte=now + BEFORE)
    rows = rows.filter(Q(handover=None) | Q(handover__written_at__lt=F("ends_at") - BEFORE))
    return rows.select_related("unit").order_by("ends_at").first()


def running(staff: Staff, now: datetime) -> Duty | None:
    """The duty she is on now."""
    rows = Duty.objects.filter(staff=staff, starts_at__lte=now, ends_at__gt=now)
    return rows.select_related("unit").first()


def waiting(staff: Staff, now: datetime) -> list[HandoverNote]:
    """The notes nobody has ticked yet in the unit she is on duty in, oldest first; not her own."""
    here = Duty.objects.filter(staff=staff, starts_at__lte=now, ends_at__gt=now).values("unit_id")
    rows = HandoverNote.objects.filter(unit__in=here, seen_at=None).exclude(staff=staff)
    return list(rows.select_related("unit", "staff").order_by("written_at"))


def note_for(staff: Staff, pk: int, now: datetime) -> HandoverNote:
    """A note that is or was meant for her: of the unit she is on duty in. Raises `Http404`."""
    here = Duty.objects.filter(staff=staff, starts_at__lte=now, ends_at__gt=now).values("unit_id")
    note = HandoverNote.objects.filter(pk=pk, unit__in=here).exclude(staff=staff).select_related("unit").first()
    if note is None:
        raise Http404
    return note
