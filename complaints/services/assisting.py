"""协办: the unit in charge asks another one to do its part, which answers, or is let off with a reason (domain.md §1 #18)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.page_tags import moment
from binan.kit.workflow import locked
from complaints import audience
from complaints.access import CLOCK, WITH_UNITS, actor
from complaints.models import AssistTask, Complaint, Deadline, TimelineEntry
from complaints.plans import Step
from complaints.services import escalation, subtasks
from complaints.services.perform import perform
from governance.access import seats
from governance.models import Staff, Unit
from governance.roles import Right
from governance.selectors import after_workdays
from notices.services import tell

LEAST = timedelta(minutes=30)  # that an assisting unit has at least, where our own answer is due sooner
MOST_WORKDAYS = 5  # domain.md §3.5 allows an extension as long
ANSWERS = ("close", "second_close", "mediate")  # the promises that end with the answer to the resident
OUT_OF_RANGE = "反馈时间请选在现在以后、{latest}以前，好让我们按时答复居民。"


def assist(
    case: Complaint, *, staff: Staff, helper: Unit, text: str, now: datetime, due_at: datetime | None = None,
    client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """请求协办: `helper` is asked to do `text` until `due_at`, by default half way to our own answer.

    Raises `Refused` for a unit that answers for the case itself or is asked already, and for a moment out of range.
    """

    def values(fresh: Complaint) -> dict[str, Any]:
        until = due_at or proposed(fresh, now)
        return {
            "helper": helper.name, "helper_id": helper.pk, "own": helper.pk in subtasks.own(fresh), "text": text,
            "due_at": until.isoformat(), "due": moment(timezone.localtime(until)),
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        most = latest(fresh, now)
        if due_at and not now < due_at <= most:
            told = OUT_OF_RANGE.format(latest=moment(timezone.localtime(most)))
            raise Refused("due_at", told, fields={"due_at": told})
        return {}

    return perform(case, "assist", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key)


def latest(case: Complaint, now: datetime) -> datetime:
    """Until when another unit may be given time: before our own answer is due, five working days at most."""
    running = Deadline.objects.filter(complaint=case, kind__in=ANSWERS, met_at=None, void_at=None, due_at__gt=now)
    own = min((row.due_at for row in running if not row.paused_at), default=None)
    most = after_workdays(now, MOST_WORKDAYS)
    return max(now + LEAST, min(most, own or most))


def proposed(case: Complaint, now: datetime) -> datetime:
    """Half way to the latest moment, and half an hour at least."""
    return now + max(LEAST, (latest(case, now) - now) / 2)


def assist_answer(
    case: Complaint, *, staff: Staff, text: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """反馈协办: what her unit did or found. Only colleagues read it."""
    return perform(
        case, "assist_answer", who=actor(staff), now=now, client_key=client_key,
        values=lambda fresh: {**_named(_hers(fresh, staff)), "text": text},
    )  # fmt: skip


def assist_waive(
    case: Complaint, *, staff: Staff, task: int, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """免除协办: the sub-task of this number is not needed any more, with the reason for it."""

    def values(fresh: Complaint) -> dict[str, Any]:
        found = next((each for each in fresh.assists if each["task"] == task), None)
        return {"task": task, **_named(found), "reason": reason}

    return perform(case, "assist_waive", who=actor(staff), now=now, values=values, client_key=client_key)


def due(now: datetime) -> QuerySet[AssistTask]:
    """The sub-tasks whose next step has come, in order; those of a case that is 挂账 stand still with it."""
    rows = AssistTask.objects.filter(next_at__lte=now, complaint__suspended_until=None)
    return rows.select_related("unit__parent__parent__parent").order_by("next_at", "pk")


def step(row: AssistTask, now: datetime) -> int:
    """Take what comes next of one sub-task: the warning, the miss, or one level up; 0 when another clock was faster, it is over or
    stands still."""
    assert row.next_at
    plan = subtasks.steps(row.asked_at, row.due_at)
    at = max((moment for moment, _ in plan if moment <= row.next_at), default=plan[0][0])  # a faulty one was put off
    coming = {"next_at": min((moment for moment, _ in plan if moment > at), default=None)}
    with transaction.atomic():
        # Before its rows, as `perform` does.
        case = locked(Complaint.objects.select_related(*WITH_UNITS), row.complaint_id)
        open_ = AssistTask.objects.filter(pk=row.pk, next_at=row.next_at, state=AssistTask.State.ASKED)
        if case.suspended_until or not open_.update(**coming):
            return 0
        for moment, what in plan:
            if moment == at:
                _act(case, row, what, (now - at).total_seconds(), now)
    return 1


def _act(case: Complaint, row: AssistTask, step: Step, late: float, now: datetime) -> None:
    if step.what == "due":
        AssistTask.objects.filter(pk=row.pk).update(missed_at=now)
        values = {"helper": row.unit.name, "helper_id": row.unit_id, "task": row.number, "late": round(late, 3)}
        perform(case, "assist_miss", who=CLOCK, now=now, values=values, held=True)
    elif step.what == "climb" and step.level < row.unit.level:  # its own heads hear of the miss
        key = f"{row.number}.{step.level}"
        escalation.climb(case, "assist", step.level, step=key, late=late, now=now, unit=row.unit)
    elif step.what == "warn" and now < row.due_at:
        tell(audience.assist_warning(case, row, now), now=now)


def _hers(case: Complaint, staff: Staff) -> dict[str, Any] | None:
    """The open sub-task of one of her units, the first asked first."""
    units = {seat.unit.pk for seat in seats(staff) if seat.unit and Right.HANDLE in seat.rights}
    return next((each for each in case.assists if each["unit"] in units), None)


def _named(task: dict[str, Any] | None) -> dict[str, Any]:
    return {"task": task["task"], "helper": task["name"], "helper_id": task["unit"]} if task else {}
