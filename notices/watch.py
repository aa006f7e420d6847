"""What the roster has to tell: who is asked to take a shift, what became of it, and where a station will have nobody.

The roster's rows stand below this app and cannot call it, so the clock reads them: rows first, effects from rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from binan.kit import memo
from governance.models import Staff, Swap, Unit
from governance.selectors import at_levels, heads
from governance.selectors.coverage import Gap, gaps
from governance.selectors.roster import workers
from governance.services import swaps
from governance.services.roster import when
from governance.shifts import Span
from notices.services import Message, tell

AHEAD = timedelta(hours=24)
EVERY = 5 * 60  # seconds between two looks ahead; a change of the roster in this process is looked at at once
State = Swap.State


def tick(now: datetime) -> int:
    """Tell what has happened to swaps, and of gaps in the coming 24 hours; returns how much was told."""
    return _swaps(now) + _look(now)


def look_ahead(now: datetime) -> int:
    """Tell the heads of every gap in the next 24 hours, each once (its key); returns how many messages were written."""
    return sum(tell(_of_gap(gap), now=now) for gap in gaps(at_levels(), now, AHEAD))


def _look(now: datetime) -> int:
    slot = int(now.timestamp()) // EVERY
    if memo.recall("gaps", slot) is not None:
        return 0
    return memo.remember("gaps", slot, EVERY, lambda: look_ahead(now))


def _of_gap(gap: Gap) -> list[Message]:
    data = {"code": str(gap.unit.pk), "unit": gap.unit.name, "when": when(gap.span), "what": gap.words}
    return [Message(f"{gap.key}:{pk}", "duty_gap", data, staff_id=pk, urgent=True) for pk in _leading(gap.unit)]


def _swaps(now: datetime) -> int:
    due = swaps.due(now)
    for swap in due:
        tell(_of_swap(swap), now=now)
        swaps.follow(swap, now=now)
    return len(due)


def _of_swap(swap: Swap) -> list[Message]:
    template, people = _told(swap)
    data = {
        "code": str(swap.duty.unit_id), "unit": swap.duty.unit.name, "reason": swap.reason, "giver": str(swap.giver),
        "when": when(Span(swap.duty.starts_at, swap.duty.ends_at)), "taker": _name(swap.taker), "decider": _name(swap.decided_by),
    }  # fmt: skip
    return [Message(f"swap:{swap.pk}:{swap.seq}:{pk}", template, data, staff_id=pk) for pk in sorted(people)]


def _told(swap: Swap) -> tuple[str, set[int]]:
    """Which words go to whom at this step of a swap."""
    unit, giver = swap.duty.unit, swap.giver_id
    asked = {swap.to_id} if swap.to_id else set(workers(unit).values_list("pk", flat=True))
    asked = {pk for pk in asked if pk} - {giver}
    if swap.state == State.OPEN:
        return ("swap_waiting", asked | _leading(unit)) if swap.seq else ("swap_offered", asked)
    if swap.state == State.TAKEN and swap.decided_by_id:
        return "duty_given", {giver, *filter(None, [swap.taker_id])}
    if swap.state == State.TAKEN:
        return "swap_taken", {giver} | _leading(unit)
    if swap.state == State.VETOED:
        return "swap_vetoed", {giver, *filter(None, [swap.taker_id or swap.to_id])}
    if swap.state == State.LAPSED:
        return "swap_lapsed", {giver} | _leading(unit)
    return "swap_withdrawn", asked if swap.to_id else set()


def _leading(unit: Unit) -> set[int]:
    """The heads of the unit, else of the next one above."""
    up = [found for _, found in sorted(unit.chain().items(), reverse=True)]
    return next((found for one in up if (found := set(heads(one).values_list("pk", flat=True)))), set())


def _name(staff: Staff | None) -> str:
    return str(staff) if staff else ""
