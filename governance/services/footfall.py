"""What comes by each code: counted in the memory of the process, written every few seconds, summed up at night.

A scan costs the database nothing: the landing page is answered from memory, and so is its count. A process that is killed loses
the counts of its last seconds; cases are counted from the cases themselves (`complaints.services.footfall`).
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from governance.models import CodeDay, Place

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds between two writings
MONTH = 30  # days that lists show
KEPT = 400  # days: a year to compare with
MOST = 50_000  # counts kept while the database cannot be reached; what comes beyond is not counted
SCANS, OPENS = "scans", "opens"
writes_by_itself = True  # the tests write when they want to

_lock = threading.Lock()
_counts: Counter[tuple[int, str, date]] = Counter()
_writer: threading.Thread | None = None
_wake = threading.Event()


def count(place: int, what: str) -> None:
    """Somebody has come by the code of `place` (its key): `SCANS` opened its page, `OPENS` its form."""
    with _lock:
        if len(_counts) < MOST:
            _counts[place, what, timezone.localdate()] += 1
    if writes_by_itself:
        _start()


def write() -> int:
    """Write what was counted; returns how many places. What cannot be written is kept for the next time."""
    with _lock:
        taken = Counter(_counts)
        _counts.clear()
    if not taken:
        return 0
    try:
        with transaction.atomic():
            return _written(taken)
    except DatabaseError:
        with _lock:
            _counts.update(taken)
        raise


def fold(sent: Mapping[int, int], *, day: date) -> int:
    """Close `day`: how many cases came by each place (by key), and the sums of the thirty days up to and with it on every place.
    Doing it again changes nothing; returns how many places have a sum."""
    write()
    there = set(Place.objects.filter(pk__in=sent).values_list("pk", flat=True))
    CodeDay.objects.bulk_create(
        [CodeDay(place_id=pk, day=day, sent=number) for pk, number in sent.items() if pk in there],
        update_conflicts=True, unique_fields=["place", "day"], update_fields=["sent"],
    )  # fmt: skip
    rows = CodeDay.objects.filter(day__gt=day - timedelta(days=MONTH), day__lte=day).order_by()
    sums = list(rows.values("place").annotate(scanned=Sum("scans"), opened=Sum("opens"), filed=Sum("sent")))
    CodeDay.objects.filter(day__lt=day - timedelta(days=KEPT)).delete()
    with transaction.atomic():
        gone = Place.objects.filter(month_scans__gt=0) | Place.objects.filter(month_sent__gt=0)
        gone.exclude(pk__in=[row["place"] for row in sums]).update(month_scans=0, month_opens=0, month_sent=0)
        Place.objects.bulk_update(
            [
                Place(pk=row["place"], month_scans=row["scanned"], month_opens=row["opened"], month_sent=row["filed"])
                for row in sums
            ],
            ["month_scans", "month_opens", "month_sent"],
            batch_size=200,
        )
    return len(sums)


def _written(taken: Counter[tuple[int, str, date]]) -> int:
    there = set(Place.objects.filter(pk__in={place for place, _, _ in taken}).values_list("pk", flat=True))
    days = {(place, day) for place, _, day in taken if place in there}
    CodeDay.objects.bulk_create(
        [CodeDay(place_id=place, day=day) for place, day in sorted(days)], ignore_conflicts=True
    )
    for place, day in sorted(days):
        scans, opens = taken[place, SCANS, day], taken[place, OPENS, day]
        CodeDay.objects.filter(place=place, day=day).update(scans=F("scans") + scans, opens=F("opens") + opens)
    scanned = [place for place, what, _ in taken if what == SCANS and place in there]
    Place.objects.filter(pk__in=scanned).update(scanned_at=timezone.now())
    return len(there)


def last() -> None:
    """The process ends: what was counted is written. A database that is away by then keeps it from nobody but the figures."""
    _wake.set()
    try:
        write()
    except DatabaseError:
        log.warning("the last scans could not be written")


def _start() -> None:
    """The writer of this process, from its first count on."""
    global _writer
    if _writer is None or not _writer.is_alive():
        with _lock:
            if _writer is None or not _writer.is_alive():
                _writer = threading.Thread(target=_run, name="footfall", daemon=True)
                _writer.start()
                atexit.register(last)


def _run() -> None:
    while not _wake.wait(EVERY):
        close_old_connections()
        try:
            write()
        except DatabaseError:
            log.warning("scans could not be written, next time again")
        finally:
            connection.close()
