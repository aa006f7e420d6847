"""Two years after the end nobody needs to know any more who it was: name, number and words go by themselves (PIPL 19, 47).

The same goes as at her own request (`erasing`), and the same stays: number, category, place, stages, moments and hashes. A request that
waits for its answer is answered by a person first.
"""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints import retention
from complaints.access import CLOCK
from complaints.models import Complaint, TimelineEntry
from complaints.services import erasing
from complaints.services.perform import perform
from complaints.services.purging import NIGHT, over

log = logging.getLogger(__name__)
BATCH = 50  # cases of one round: some seconds
GONE = "（保存期满，内容已清除）"
_failed: dict[int, date] = {}  # cases that could not be cleared, and when: they are tried again the next night


def due(now: datetime) -> QuerySet[Complaint]:
    """The cases whose term is over at `now`, the first to end first. Open ones, also those opened again, have no end."""
    ended, goes_on = over("", retention.ended_before(retention.PERSON, now))
    rows = Complaint.objects.filter(ended, erased_at=None, deletion_due_at=None).exclude(goes_on)
    return rows.order_by("closed_at", "pk")


def expire(case: Complaint, *, now: datetime) -> TimelineEntry:
    """Clear one case. Raises `Moved` when it was opened again meanwhile."""
    with transaction.atomic():
        entry = perform(
            case, "expire", who=CLOCK, now=now, changes=lambda fresh: {**erasing.BLANK, "title": GONE, "erased_at": now}
        )
        erasing.erase(case, now=now)
    return entry


def purge(now: datetime, batch: int = BATCH) -> int:
    """Clear at most `batch` cases, each in a transaction of its own; one that fails is logged, holds up nobody and is tried again
    the next day. Returns how many were cleared."""
    today, done = timezone.localdate(now), 0
    spared = [pk for pk, day in _failed.items() if day == today]
    for case in list(due(now).exclude(pk__in=spared)[:batch]):
        try:
            expire(case, now=now)
            done += 1
        except Exception:
            log.exception("case %s could not be cleared", case.pk)
            _failed[case.pk] = today
    return done


def nightly(now: datetime) -> int:
    """The clock's job: `purge`, in the hour when nobody is on the line."""
    return purge(now) if timezone.localtime(now).hour == NIGHT else 0
