"""What the system broke itself: the stretches without a clock, and the promises they cover (work.md I7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from complaints import plans
from complaints.models import Deadline, Outage
from complaints.promises import PROMISES

LAST = 0.1  # of a promise's length: who had the rest of it is not excused by a stop at its very end


def record(*, began_at: datetime, ended_at: datetime) -> Outage:
    """Write down that no clock went round from `began_at` to `ended_at`, and which promises were kept late meanwhile.

    The caller has won the heartbeat by compare-and-swap in the same transaction, so it is written once. Raises
    `IntegrityError` for an outage that began at the same moment.
    """
    found = Outage.objects.create(began_at=began_at, ended_at=ended_at)
    # No clock found any promise unkept in this stretch: these were kept late by people, whom nobody had reminded.
    kept = list(Deadline.objects.filter(missed_at__gte=began_at, missed_at__lte=ended_at, met_at=F("missed_at")))
    for row in kept:
        row.outage = breaker(row, [found])
    Deadline.objects.bulk_update(kept, ["outage"])
    return found


def since(moment: datetime) -> list[Outage]:
    """The outages that were not over before `moment`, oldest first: read once for a batch of promises."""
    return list(Outage.objects.filter(ended_at__gte=moment).order_by("began_at"))


def breaker(row: Deadline, outages: Iterable[Outage]) -> Outage | None:
    """The outage that broke this promise, None when people did, or when it is no promise to a resident.

    It fell due while no clock went round, and its last reminder fell into the same stretch, or where it has none the last tenth of
    its length: nobody was reminded in time. Who had been reminded before the system failed is not excused by its failing, nor is
    who had most of the time.
    """
    if not PROMISES[row.kind].shown:
        return None
    begun = min(plans.last_reminder(row.plan, row.due_at), row.due_at - (row.due_at - row.opened_at) * LAST)
    return covering(outages, begun, row.due_at)


def covering(outages: Iterable[Outage], begun: datetime, until: datetime) -> Outage | None:
    """The outage in which this whole stretch lies; None: somebody could have acted in it."""
    return next((one for one in outages if one.began_at <= begun and until <= one.ended_at), None)


def spares(row: Deadline, what: str, moment: datetime, stops: Iterable[Outage]) -> bool:
    """Whether no unit answers for this step: the system broke the promise itself, or stood still in the last tenth before it."""
    if row.outage_id or what not in ("card", "due"):
        return bool(row.outage_id)
    return covering(stops, moment - (row.due_at - row.opened_at) * LAST, moment) is not None
