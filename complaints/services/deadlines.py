"""What an action does to the promises of a case: meets, ends, renews and opens them, and says which presses most."""

from __future__ import annotations

from datetime import datetime

from complaints import promises
from complaints.models import Complaint, Deadline
from complaints.models.complaint import Lane
from complaints.workflow import Urgency


def follow(case: Complaint, rows: list[Deadline], name: str, now: datetime) -> list[Deadline]:
    """Meet, end, renew and open promises for the action `name`; returns the new rows, saves changes to the old."""
    touched = meet(case, rows, name, now)
    if name in promises.ENDED_BY:
        touched += _void([row for row in rows if not row.met_at], now)
    touched += _void([row for row in rows if row.kind in promises.ended(name) and not row.met_at], now)
    again = promises.renewed(name) if case.is_open else []  # what was denied after the end is a record, not a clock
    for promise in again:
        overdue = [row for row in rows if row.kind == promise.kind and not row.met_at and row.due_at <= now]
        touched += _void(overdue, now)
    raised = _raised(case, rows, now) if name in promises.RAISED_BY else []
    touched += _void([row for row in rows if row.kind in {p.kind for p in raised} and not row.met_at], now)
    Deadline.objects.bulk_update(touched, ["met_at", "void_at", "next_at"])
    still = {row.kind for row in rows if not row.met_at and not row.void_at}
    fresh = [p for p in promises.opened(name, case.urgency) + again + raised if p.kind not in still]
    running = still | {p.kind for p in fresh}
    fresh = [p for p in fresh if (not p.during or p.during in running)]
    return [_row(case, p, now) for p in fresh if not p.moment or p.moment(case.contact_tries, now)]


def _raised(case: Complaint, rows: list[Deadline], now: datetime) -> list[promises.Promise]:
    """What is promised sooner, or at all, now that the case is more urgent than it was; usually nothing."""
    due = {row.kind: row.due_at for row in rows if not row.met_at}
    known = set(Deadline.objects.filter(complaint=case).values_list("kind", flat=True))
    # In the first round all that its urgency called for was promised when it came in; what is missing is new.
    new = {p.kind for p in promises.PROMISES.values() if p.kind not in known and case.round == 1}
    found = promises.opened("accept", case.urgency)
    return [p for p in found if p.kind in new or now + p.after[case.urgency] < due.get(p.kind, now)]


def meet(case: Complaint, rows: list[Deadline], name: str, now: datetime) -> list[Deadline]:
    """Mark those of `rows` that the action `name` meets; returns them, unsaved."""
    met = [row for row in rows if row.kind in promises.met(name, has_phone=bool(case.phone))]
    for row in met:
        row.met_at, row.next_at = now, None
    return met


def _void(rows: list[Deadline], now: datetime) -> list[Deadline]:
    for row in rows:
        row.void_at, row.next_at = now, None
    return rows


def opened(case: Complaint, name: str, now: datetime) -> list[Deadline]:
    """The new promises, unsaved, that the action `name` opens."""
    return [_row(case, promise, now) for promise in promises.opened(name, case.urgency)]


def _row(case: Complaint, promise: promises.Promise, now: datetime) -> Deadline:
    steps, due = promises.plan(promise.kind, case.urgency), promise.at(now, promise.after[case.urgency])
    if promise.moment and (moment := promise.moment(case.contact_tries, now)):
        steps, due = (promises.Step(moment - now, "due"),), moment
    return Deadline(
        complaint=case if case.pk else None,
        kind=promise.kind,
        round=case.round,
        opened_at=now,
        due_at=due,
        plan=[[promise.at(now, step.after).isoformat(), step.what, step.level, step.share] for step in steps],
        next_at=promise.at(now, steps[0].after),
    )


def press(case: Complaint, rows: list[Deadline], now: datetime) -> None:
    """Set the board's sort keys from the promises still open."""
    running = [r for r in rows if not r.met_at and not r.void_at]
    still = [r for r in running if promises.PROMISES[r.kind].shown]
    case.call_again_at = next((r.due_at for r in running if r.kind == "call_again"), None)
    first = min(still, key=lambda row: row.due_at, default=None)
    case.pressing_at, case.pressing_kind = (first.due_at, first.kind) if first else (now, "")
    case.lane = Lane.DONE if not case.is_open else Lane.BURNING if case.urgency == Urgency.P0 else Lane.OPEN
