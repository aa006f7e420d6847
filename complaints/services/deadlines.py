"""What an action does to the promises of a case: meets, ends, renews, moves and opens them, and says which presses most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from binan.kit import meters
from complaints import lengths, plans, promises
from complaints.models import Complaint, Deadline, Supervision
from complaints.models.complaint import Lane
from complaints.objections import CLOSED_CATEGORIES
from complaints.promises import PROMISES, Promise
from complaints.services import moving
from complaints.workflow import Urgency

Opening = tuple[Promise, timedelta]
ENDS = ["met_at", "missed_at", "void_at", "next_at"]
MOVES = [*ENDS, "due_at", "plan", "paused_at"]


def follow(
    case: Complaint, rows: list[Deadline], name: str, now: datetime, values: Mapping[str, Any], *, signs: bool = False
) -> list[Deadline]:
    """Meet, end, renew, move and open promises for the action `name`; returns the new rows, saves changes to the old.

    `values`: those of the action; `due_at` (ISO) names the moment of an extension, a review or a follow-up. `signs`: whoever acts
    stands at the level in charge, so that her act is its 签收 as well.
    """
    touched = meet(case, rows, name, now, signs=signs)
    carried = _carried(case, rows, values["promises"], now) if name == "absorb" else []
    touched += _void((row for row in rows if row.kind in {each.kind for each in carried}), now)
    touched += _restored(rows, values["promises"]) if name == "unmerge" else []
    if name in promises.ENDED_BY:
        touched += _void(rows, now)
    ended = promises.ended(name)
    touched += _void((row for row in rows if row.kind in ended or name in PROMISES[row.kind].restarted_by), now)
    again = _renewals(case, name, now) if case.is_open else []  # what was denied after the end is a record, not a clock
    kinds = {promise.kind for promise, _ in again}
    late = _void((row for row in rows if row.kind in kinds and row.due_at <= now and row.missed_at), now)
    back, gone = moving.returned(case, name, now)
    rows += back
    before = {row.kind: row for row in late + gone}
    worse = name in promises.RAISED_BY and bool(values.get("raised"))
    raised = (
        _raised(case, rows, now, worse) if worse or name == "reclassify" else []
    )  # another category may have its own lengths
    touched += _void((row for row in rows if row.kind in {promise.kind for promise, _ in raised}), now)
    if name == "reclassify":  # nobody sets out for what turned out to be no danger
        asked = {promise.kind for promise, _ in _urgent(case, now)}
        touched += _void((row for row in rows if row.kind in promises.TO_THE_SPOT - asked), now)
    back += moving.hastened(case.urgency, rows, _urgent(case, now), now) if worse else []
    shifted = back + _shifted(case, rows, name, now, values, awake=bool(raised))
    Deadline.objects.bulk_update({row.pk: row for row in touched + late + shifted}.values(), MOVES if shifted else ENDS)
    still = {row.kind for row in [*rows, *carried] if _open(row)}
    opening = [*_openings(case, name, now, values), *again, *raised]
    fresh = [(promise, length) for promise, length in opening if promise.kind not in still]
    running = still | {promise.kind for promise, _ in fresh}
    found = [
        _row(case, p, length, now, before.get(p.kind)) for p, length in fresh if not p.during or p.during in running
    ]
    if case.suspended_until:
        _pause([row for row in found if PROMISES[row.kind].rests], now)
    return carried + found


def _carried(case: Complaint, rows: list[Deadline], keys: Iterable[int], now: datetime) -> list[Deadline]:
    """What a case that was merged into this one had promised (`keys`) where this one promises it later or not at all: new rows,
    unsaved, due when they were, with the steps of their plan that are left. No promise is reset in our favour (domain.md §3.5)."""
    here = {row.kind: row.due_at for row in rows if _open(row)}
    found = []
    for row in Deadline.objects.filter(pk__in=list(keys)).order_by("pk"):
        if row.kind in here and here[row.kind] <= row.due_at:
            continue
        row.pk, row.complaint, row.round, row.void_at, row.paused_at = None, case, case.round, None, None
        row._state.adding, row.next_at, row.opened_at = True, _next(row), min(now, row.due_at)
        found.append(row)
    return found


def _restored(rows: list[Deadline], keys: Iterable[int]) -> list[Deadline]:
    """The promises of a case that is merged no more go on as they were, also those that are late by now; added to `rows`, unsaved."""
    back = list(Deadline.objects.filter(pk__in=list(keys), met_at=None))
    for row in back:
        row.void_at, row.next_at = None, _next(row)
    rows += back
    return back


def meet(case: Complaint, rows: list[Deadline], name: str, now: datetime, *, signs: bool = False) -> list[Deadline]:
    """Mark those of `rows` that the action `name` meets; returns them, unsaved. What is met late before a clock found it was
    found by whoever met it: it counts, and it is in the list of an outage (`outages.record`)."""
    kinds = promises.met(name, has_phone=bool(case.phone)) - (set() if signs else {"acknowledge"})
    met = [row for row in rows if row.kind in kinds]
    for row in met:
        row.met_at, row.next_at = now, None
        row.missed_at = row.missed_at or (now if now > row.due_at and PROMISES[row.kind].shown else None)
        if PROMISES[row.kind].shown and case.category not in CLOSED_CATEGORIES:
            outcome = meters.promises.labels(row.kind, "missed" if row.missed_at else "kept")
            transaction.on_commit(outcome.inc, robust=True)
    return met


def opened(case: Complaint, name: str, now: datetime) -> list[Deadline]:
    """The new promises, unsaved, that the action `name` opens."""
    return [_row(case, promise, length, now) for promise, length in _openings(case, name, now, {})]


def press(case: Complaint, rows: list[Deadline], now: datetime) -> None:
    """Set from the promises still open what the board sorts by and shows: the first one due, 挂账, 待签收, 系统耽误.

    A request for more time is over when the promise it was about is met, missed or paused.
    """
    still = [row for row in rows if _open(row)]
    by_kind = {row.kind: row for row in still}
    waiting = [row for row in still if not row.paused_at and PROMISES[row.kind].sorts]
    first = min(waiting, key=lambda row: row.due_at, default=None)
    case.pressing_at, case.pressing_kind = (first.due_at, first.kind) if first else (now, "")
    case.pressing_from = first.opened_at if first else None
    case.lane = Lane.DONE if not case.is_open else Lane.BURNING if case.urgency == Urgency.P0 else Lane.OPEN
    case.suspended_until = by_kind["review"].due_at if "review" in by_kind else None
    case.suspended_cause = case.suspended_cause if case.suspended_until else ""
    case.follow_up_at = by_kind["follow_up"].due_at if "follow_up" in by_kind else None
    case.unacknowledged = "acknowledge" in by_kind
    case.supervision_due_at = by_kind["supervised"].due_at if "supervised" in by_kind else None
    case.let_down = any(row.outage_id for row in still)
    case.call_again_at = by_kind["call_again"].due_at if "call_again" in by_kind else None
    if not any(movable(row) and not row.missed_at for row in still):
        case.extension_due_at = None


def movable(row: Deadline) -> bool:
    """Whether 延期 may move this open promise: the answer to the resident, running."""
    return PROMISES[row.kind].pauses and _open(row) and not row.paused_at


def _open(row: Deadline) -> bool:
    return not row.met_at and not row.void_at


def _raised(case: Complaint, rows: list[Deadline], now: datetime, worse: bool) -> list[Opening]:
    """What is promised sooner, or at all, now that the case is more urgent than it was; usually nothing."""
    due = {row.kind: row.due_at + (now - row.paused_at if row.paused_at else timedelta()) for row in rows if _open(row)}
    known = set(Deadline.objects.filter(complaint=case, round=case.round).values_list("kind", flat=True))
    # A case that has become worse is promised what its urgency had not called for.
    return [(p, n) for p, n in _urgent(case, now) if (worse and p.kind not in known) or now + n < due.get(p.kind, now)]


def _urgent(case: Complaint, now: datetime) -> list[Opening]:
    """What a case of this urgency is promised when it is handled for the first time, or again."""
    again = case.round > 1
    found = [*_openings(case, "accept", now, {}), *(_openings(case, "reopen", now, {}) if again else [])]
    return list({p.kind: (p, length) for p, length in found if not (again and p.kind == "close")}.values())


def _shifted(
    case: Complaint, rows: list[Deadline], name: str, now: datetime, values: Mapping[str, Any], *, awake: bool
) -> list[Deadline]:
    """Promises that an extension, 挂账 or its end moves, unsaved. Danger wakes a suspended case."""
    if name == "suspend":
        return _pause([row for row in rows if movable(row) or (_open(row) and PROMISES[row.kind].rests)], now)
    if name == "grant_extension":
        to = datetime.fromisoformat(values["due_at"])
        return [_extend(case, row, to, now) for row in rows if movable(row) and row.kind == values["kind"]]
    danger = name in promises.RAISED_BY and (awake or case.urgency == Urgency.P0)
    if danger or name in PROMISES["review"].met_by:
        return _wake(case, rows, now)
    return []


def _pause(rows: list[Deadline], now: datetime) -> list[Deadline]:
    for row in rows:
        row.paused_at, row.next_at = now, None
    return rows


def _wake(case: Complaint, rows: list[Deadline], now: datetime) -> list[Deadline]:
    """What stood still goes on, later by as long as it stood."""
    asleep = [row for row in rows if row.paused_at and _open(row)]
    for row in asleep:
        assert row.paused_at
        by = now - row.paused_at
        row.plan, row.due_at, row.paused_at = plans.moved(row.plan, row.done, by), row.due_at + by, None
        row.next_at = _next(row)
        if row.kind == "supervised":
            waiting = Supervision.objects.filter(complaint=case, round=case.round, answered_at=None, lifted_at=None)
            waiting.update(due_at=F("due_at") + by)
    return asleep + _void((row for row in rows if row.kind == "review"), now)


def _extend(case: Complaint, row: Deadline, to: datetime, now: datetime) -> Deadline:
    fresh = plans.planned(row.kind, case.urgency, row.opened_at, to - row.opened_at)
    row.plan, row.due_at = plans.extended(row.plan, row.done, fresh, now), to
    row.next_at = _next(row)
    return row


def _next(row: Deadline) -> datetime | None:
    return plans.upcoming(row.plan, row.done)


def _void(rows: Iterable[Deadline], now: datetime) -> list[Deadline]:
    ended = [row for row in rows if _open(row)]
    for row in ended:
        row.void_at, row.next_at = now, None
    return ended


def _openings(case: Complaint, name: str, now: datetime, values: Mapping[str, Any]) -> list[Opening]:
    found = []
    for promise, length in lengths.in_force(now).opened(name, case.urgency, case.category):
        at = promise.moment(case.spread_tries, now) if promise.moment else now + length
        if promise.dated:
            at = datetime.fromisoformat(values["due_at"]) if values["due_at"] else None
        found += [(promise, at - now)] if at else []
    return found


def _renewals(case: Complaint, name: str, now: datetime) -> list[Opening]:
    terms = lengths.in_force(now)
    found = ((p, terms.length(p.kind, case.urgency, case.category)) for p in promises.renewed(name))
    return [(promise, length) for promise, length in found if length is not None]


def _row(
    case: Complaint, promise: Promise, length: timedelta, now: datetime, before: Deadline | None = None
) -> Deadline:
    """A new promise. `before`: the one that somebody else did not keep: it is not given more time than that one, and what was to
    go up goes up when it was to (nobody calls off an escalation by passing a case on)."""
    if before:
        length = min(length, (before.due_at - now) if before.due_at > now else before.due_at - before.opened_at)
    steps = plans.planned(promise.kind, case.urgency, now, length)
    steps = plans.climbing(steps, before.plan[before.done :]) if before else steps
    return Deadline(
        complaint=case if case.pk else None,
        kind=promise.kind,
        round=case.round,
        opened_at=now,
        due_at=promise.at(now, length),
        plan=steps,
        next_at=datetime.fromisoformat(str(steps[0][0])),
        version_id=lengths.in_force(now).version,
    )
