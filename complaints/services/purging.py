"""What has been kept long enough goes: the file, never the row. The row says that there was one and when it went; the
timeline is not touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from complaints import retention
from complaints.models import Attachment

NIGHT = 3  # the hour of the purge, in China
BATCH = 200


def over(to_case: str, ended: datetime) -> tuple[Q, Q]:
    """What belongs to cases that ended by `ended`, and what of it does not yet: a merged case ends with the one in which it goes on.
    `to_case`: the way from the row to its case."""
    into = f"{to_case}merged_into__"
    goes_on = Q(**{f"{into}closed_at": None}) | Q(**{f"{into}closed_at__gt": ended})
    return Q(**{f"{to_case}closed_at__lte": ended}), Q(goes_on, **{f"{to_case}merged_into__isnull": False})


def due(now: datetime, name: str) -> Iterator[Attachment]:
    """The files of the retention class `name` whose term has run out at `now`, oldest first; open cases,
    also those opened again, have no end and keep theirs. A merged case ends with the one in which it goes on."""
    ended, goes_on = over("complaint__", retention.ended_before(name, now))
    rows = Attachment.objects.filter(ended, retention=name, gone_at=None).exclude(goes_on)
    return rows.select_related("complaint").order_by("id").iterator(chunk_size=BATCH)


def purge(now: datetime) -> dict[str, int]:
    """Delete what is due, file first, so that a crash between the two is mended by the next round; returns how many of each class."""
    gone = dict.fromkeys(retention.FILES, 0)
    for name in gone:
        for found in due(now, name):
            default_storage.delete(found.file)
            gone[name] += Attachment.objects.filter(pk=found.pk, gone_at=None).update(gone_at=now)
    return gone


def nightly(now: datetime) -> int:
    """The clock's job: `purge`, in the hour when nobody is on the line."""
    return sum(purge(now).values()) if timezone.localtime(now).hour == NIGHT else 0
