"""What moves promises that run, beside 延期 and 挂账: a case that comes back from outside, and danger found out later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from complaints import plans, promises
from complaints.models import Complaint, Deadline
from complaints.promises import PROMISES, Promise


def returned(case: Complaint, name: str, now: datetime) -> tuple[list[Deadline], list[Deadline]]:
    """What was promised when a case left us that is ours again by the action `name`: later by the time it was away, but what
    was late by then stays so. No promise is reset in our favour (domain.md §3.5).

    Returns, unsaved, those that go on, and those that somebody new has to keep, whose climbs are left.
    """
    kinds = promises.resumed(name)
    rows = Deadline.objects.filter(complaint=case, round=case.round, kind__in=kinds).order_by("pk") if kinds else ()
    last = [row for row in {row.kind: row for row in rows}.values() if row.void_at and not row.met_at]
    for row in last:
        by = now - (row.paused_at or row.void_at or now)
        row.plan, row.due_at = plans.moved(row.plan, row.done, by), row.due_at if row.missed_at else row.due_at + by
        row.void_at, row.paused_at, row.next_at = None, None, plans.upcoming(row.plan, row.done)
    again = [row for row in last if name in PROMISES[row.kind].opened_by]
    return [row for row in last if row not in again], again


def hastened(
    urgency: str, rows: Iterable[Deadline], urgent: Iterable[tuple[Promise, timedelta]], now: datetime
) -> list[Deadline]:
    """Promises that stay due when they were though the case is more urgent now, unsaved: they go up as soon as that `urgency`
    asks for, counted from `now`. Nothing that was to happen is taken away.

    `rows`: those of the case; `urgent`: what a case of this urgency is promised, with the lengths in force.
    """
    found, lengths = [], {promise.kind: length for promise, length in urgent}
    for row in rows:
        if row.met_at or row.void_at or row.paused_at or row.kind not in lengths:
            continue
        if sooner := plans.sooner(row.plan, plans.planned(row.kind, urgency, now, lengths[row.kind])):
            row.plan = row.plan[: row.done] + plans.climbing(row.plan[row.done :], sooner)
            row.next_at = plans.upcoming(row.plan, row.done)
            found.append(row)
    return found
