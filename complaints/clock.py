"""What time itself does to cases: reminders, missed promises, escalation, the invitation to rate (trust.md 2.5)."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from complaints import audience, live, plans
from complaints.access import in_hand
from complaints.models import AssistTask, Complaint, Deadline, Outage
from complaints.promises import PROMISES
from complaints.services import (
    assisting,
    escalation,
    following,
    offering,
    outages,
    postponing,
    rating,
    ringing,
    supervising,
)
from complaints.services.locking import locked_all
from notices.services import tell

log = logging.getLogger(__name__)
BATCH = 100
GROUP = 10  # steps in one transaction: as long as whoever acts on one of their cases may have to wait
PUT_OFF = timedelta(minutes=1)


def tick(now: datetime) -> int:
    """Take every step of every promise, and then of every sub-task, that is due at `now`, oldest first; returns how many.

    Each step is won by compare-and-swap on (`done`, `next_at`, `due_at`), so two clocks never take it twice, nor one that
    延期 or 挂账 has moved meanwhile; one poisoned row is logged, put off for a minute and does not hold up the rest.
    """
    taken, due = 0, Deadline.objects.filter(next_at__lte=now).order_by("next_at", "pk")
    # None taken: somebody else is at each of them, or they were put off. The next round.
    while (rows := list(due[:BATCH])) and (steps := _batch(rows, now)):
        taken += steps
    return taken + _assists(now)


def _assists(now: datetime) -> int:
    """The warnings and misses of sub-tasks that are due; as with promises a poisoned row holds up nobody."""
    taken = 0
    due = assisting.due(now)
    while rows := list(due[:BATCH]):
        for row in rows:
            try:
                taken += assisting.step(row, now)
            except Exception:
                log.exception("sub-task %s of case %s", row.pk, row.complaint_id)
                AssistTask.objects.filter(pk=row.pk).exclude(next_at=None).update(next_at=now + PUT_OFF)
    return taken


def _batch(rows: list[Deadline], now: datetime) -> int:
    """The steps of these rows in the order of their moments, up to the moment of the last row (others may follow it)."""
    taken, horizon = 0, rows[-1].next_at or now
    stops = outages.since(min(row.due_at for row in rows))
    queue = _queue(rows)
    while queue:
        group = [heapq.heappop(queue)[2] for _ in range(min(GROUP, len(queue)))]
        taken += _together(group, stops, now)
        for each in _queue(row for row in group if row.next_at and row.next_at <= horizon):
            heapq.heappush(queue, each)
    return taken


def _queue(rows: Iterable[Deadline]) -> list[tuple[datetime | None, int, Deadline]]:
    return [(row.next_at, row.pk, row) for row in rows]


def _together(group: list[Deadline], stops: list[Outage], now: datetime) -> int:
    """Take the steps of these promises up to the moment of the last one in one transaction, or each by itself when one fails;
    returns how many were taken: another clock may have been faster, or be at it. `next_at` says afterwards what a row does next."""
    before = [(row.done, row.next_at, row.plan) for row in group]
    try:
        with transaction.atomic():
            # The cases first, then their promises: the same order of locks as `perform`, so the two never wait for each other.
            cases = locked_all([row.complaint_id for row in group], free=True)
            return _in_order(group, cases, stops, now)
    except Exception:
        for row, kept in zip(group, before, strict=True):
            row.done, row.next_at, row.plan = kept
        if len(group) > 1:
            return sum(_together([row], stops, now) for row in group)
        row = group[0]
        log.exception("deadline %s of case %s", row.pk, row.complaint_id)
        # Unless somebody has kept, ended or moved it meanwhile.
        Deadline.objects.filter(pk=row.pk, done=row.done, next_at=row.next_at).update(next_at=now + PUT_OFF)
        row.next_at = None
        return 0


def _in_order(group: list[Deadline], cases: dict[int, Complaint], stops: list[Outage], now: datetime) -> int:
    taken, horizon, queue = 0, group[-1].next_at or now, _queue(group)
    while queue and (queue[0][0] or now) <= horizon:
        row = heapq.heappop(queue)[2]
        case = cases.get(row.complaint_id)
        won = case is not None and _step(row, case, stops, now)
        row.next_at = _following(row) if won else None
        row.done, taken = row.done + won, taken + won
        if row.next_at:
            heapq.heappush(queue, (row.next_at, row.pk, row))
    return taken


def _following(row: Deadline) -> datetime | None:
    return datetime.fromisoformat(row.plan[row.done + 1][0]) if row.done + 1 < len(row.plan) else None


def _step(row: Deadline, case: Complaint, stops: list[Outage], now: datetime) -> bool:
    """The next step of one promise of `case`, whose lock is held; whether it was still to be taken."""
    moment, what, level, share = row.plan[row.done]
    missed: dict[str, Any] = {}
    if what == "due" and row.kind not in MOMENTS:
        missed = {"missed_at": now, "outage": outages.breaker(row, stops)}
    more: dict[str, Any] = {}
    if row.done + 1 == len(row.plan) and PROMISES[row.kind].daily:
        more["plan"] = row.plan = [*row.plan, plans.reminder(now)]
    won = Deadline.objects.filter(pk=row.pk, done=row.done, next_at=row.next_at, due_at=row.due_at).update(
        done=row.done + 1, next_at=_following(row), **missed, **more
    )
    if not won:
        return False
    late = (now - datetime.fromisoformat(moment)).total_seconds()
    if missed:
        row.outage = missed["outage"]
    _act(case, row, what, level, share, late, now, outages.spares(row, what, datetime.fromisoformat(moment), stops))
    return True


def _act(
    case: Complaint, row: Deadline, what: str, level: int, share: int, late: float, now: datetime, spared: bool
) -> None:
    step = f"{row.pk}.{row.done}"
    if act := _remind if what == "remind" else MOMENTS.get(row.kind):
        act(case, row, what, late, now)
    elif what == "warn":
        if now >= row.due_at:  # the clock was down: a reminder of what is already late tells nobody anything
            return
        tell(audience.warning(case, row.kind, share, now), now=now)
        if case.is_open:
            transaction.on_commit(lambda: live.nudge(case), robust=True)
    elif what == "climb":
        climb = following.climb if row.kind == "follow_up" else partial(escalation.climb, kind=row.kind, step=step)
        climb(case, level=level, late=late, now=now)
    elif what == "card":
        if not spared:
            supervising.card(case, row.kind, level, late=late, now=now)
    elif row.kind == "supervised":
        supervising.overdue(case, step=step, late=late, now=now, spared=spared)
    elif row.kind == "acknowledge":
        escalation.unacknowledged(case, step=step, late=late, now=now)
    else:
        escalation.miss(case, row.kind, late=late, now=now, ours=row.outage is not None)


def _remind(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """Still not kept, a day after the last that was done about it: the heads hear so once a day, and their board says of what."""
    tell(audience.to_heads(case, "still_late", f"late:{now:%Y-%m-%d}", in_hand(case).chain().values()), now=now)


def _lease(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """Her claim: a chime while there is time, then the next one's turn."""
    if what == "due":
        escalation.lapse(case, late=late, now=now)
    elif now < row.due_at and case.handler_id:
        people = (case.handler_id,)
        tell(audience.to_call(case, "lease", people), now=now)
        transaction.on_commit(lambda: live.ring(case, "lease", people), robust=True)


def _take(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """Nobody has taken it yet: the next group is rung."""
    ringing.ring(case, 1 if what == "warn" else 2, now=now)


def _call_again(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """Nobody answered the last time: whoever has the case is reminded to ring again."""
    people = (case.handler_id,) if case.handler_id else ()
    tell(audience.to_call(case, "again", people), now=now)
    transaction.on_commit(lambda: live.ring(case, "again", people), robust=True)


def _feedback(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """A leader's note: the handler is reminded of it, then the heads hear that nothing came."""
    if what == "due":
        tell(audience.attention(case, row.kind, f"{row.pk}.{row.done}"), now=now)
    elif now < row.due_at:
        tell(audience.warning(case, row.kind, row.plan[row.done][3], now), now=now)


# Kinds that are nobody's miss: a watch among ourselves, or an appointment with time itself; what their steps do.
MOMENTS: dict[str, Callable[[Complaint, Deadline, str, float, datetime], object]] = {
    "lease": _lease, "take": _take, "call_again": _call_again, "feedback": _feedback, "offer": offering.step,
    "invite_rating": lambda case, row, what, late, now: rating.invite(case, now=now),  # the article's "2天后"
    "rate": lambda case, row, what, late, now: rating.lapse(case, now=now),  # she has not answered
    "review": lambda case, row, what, late, now: postponing.resume(case, now=now),  # 挂账 has come to its day
}  # fmt: skip
