"""What an action does to the sub-tasks of a case: opens, answers, waives and ends them; `perform` calls it with every step.

Sub-tasks outlive no case: when it leaves us, or comes to the very unit that was asked, what is still open ends with it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db import transaction

from complaints import audience, live
from complaints.models import AssistTask, Complaint, TimelineEntry
from complaints.plans import Step, plan
from notices.services import tell

OVER = {"assist_answer": AssistTask.State.ANSWERED, "assist_waive": AssistTask.State.WAIVED}


def steps(asked_at: datetime, due_at: datetime) -> list[tuple[datetime, Step]]:
    """What happens to a sub-task when, in order, by the table of promises: the warning, the miss, the way up."""
    return [(asked_at + step.after, step) for step in plan("assist", "", due_at - asked_at)]


def own(case: Complaint) -> set[int]:
    """The units (by key) that answer for the case themselves: none of them is asked to assist."""
    chain = {unit.pk for unit in case.unit.chain().values()}
    return chain | {pk for pk in (case.subdistrict_id, case.community_id, case.grid_id) if pk}


def left(case: Complaint, entry: TimelineEntry) -> list[dict[str, Any]]:
    """The sub-tasks that are open after `entry`, which has set the stage and the unit of `case`."""
    body = cast(dict[str, Any], entry.body)
    found = list(case.assists)
    if entry.kind == "assist":
        found.append({"task": entry.seq, "unit": body["helper_id"], "name": body["helper"]})
    done = body["task"] if entry.kind in OVER else None
    mine = own(case) if found else set()
    return [each for each in found if case.is_open and each["task"] != done and each["unit"] not in mine]


def write(case: Complaint, entry: TimelineEntry, before: list[dict[str, Any]], now: datetime) -> None:
    """Bring the rows to what `left` found, tell the units concerned and wake their boards; `entry` is stored."""
    still = {each["task"] for each in case.assists}
    gone = [each for each in before if each["task"] not in still]
    if entry.kind == "assist":
        _open(case, entry)
    if gone:
        state = OVER.get(entry.kind, AssistTask.State.ENDED)
        rows = AssistTask.objects.filter(complaint=case, number__in=[each["task"] for each in gone])
        rows.update(state=state, ended=entry, ended_at=now, next_at=None)
        if entry.kind != "assist_answer":
            tell(audience.assist_over(case, entry, [each["unit"] for each in gone], now), now=now)
    known = {each["task"] for each in before}
    for unit in {each["unit"] for each in (*gone, *(new for new in case.assists if new["task"] not in known))}:
        transaction.on_commit(partial(live.beside, unit), robust=True)


def go_on(case: Complaint, now: datetime) -> None:
    """The case was 挂账 and is not any more: what is still asked is due later by as long as it stood still, warning and all."""
    since = TimelineEntry.objects.filter(complaint=case, kind="suspend").latest("seq").at
    for row in AssistTask.objects.filter(complaint=case, state=AssistTask.State.ASKED).exclude(next_at=None):
        by = now - max(since, row.asked_at)
        row.next_at, row.due_at = cast(datetime, row.next_at) + by, row.due_at + by
        row.save(update_fields=["next_at", "due_at"])


def _open(case: Complaint, entry: TimelineEntry) -> None:
    body = cast(dict[str, Any], entry.body)
    due = datetime.fromisoformat(body["due_at"])
    AssistTask.objects.create(
        complaint=case, number=entry.seq, unit_id=body["helper_id"], asked=entry, asked_at=entry.at, due_at=due,
        next_at=steps(entry.at, due)[0][0],
    )  # fmt: skip
