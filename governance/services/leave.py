"""请假: who is away covers nothing; her duties meanwhile are marked on the roster and leave gaps that are told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from binan.kit import memo
from binan.kit.errors import NotAllowed, Refused
from binan.kit.workflow import locked
from governance.access import may_plan, seats
from governance.models import Absence, Duty, Staff
from governance.selectors import roster
from governance.shifts import Span


def note_leave(
    staff: Staff, *, by: Staff, span: Span, now: datetime, kind: str = Absence.Kind.LEAVE
) -> tuple[Absence, list[Duty]]:
    """Note that `staff` is away, from now on when `span` has begun: until now she was there, and that is not rewritten. She
    herself or one of her heads may. Returns the leave and the duties it touches.

    Twice the same: the leave there is. Raises `NotAllowed` and `Refused` (over, length).
    """
    if not _hers(staff, by):
        raise NotAllowed("not_allowed", "请假由本人或她的负责人登记。")
    if span.ends_at <= now:
        raise Refused("over", "结束时间已经过去了。")
    if span.ends_at <= span.starts_at:
        raise Refused("length", "结束要晚于开始。")
    rest = Span(max(span.starts_at, now), span.ends_at)
    with transaction.atomic():
        locked(Staff.objects.all(), staff.pk)
        same = Absence.objects.filter(staff=staff, ends_at=rest.ends_at)
        leave = same.filter(starts_at__gte=span.starts_at, starts_at__lte=rest.starts_at).first()
        leave = leave or Absence.objects.create(
            staff=staff, starts_at=rest.starts_at, ends_at=rest.ends_at, kind=kind, noted_by=by, noted_at=now
        )
    memo.forget()
    return leave, roster.duties(window=rest, people=[staff.pk])


def end_leave(leave: Absence, *, by: Staff, now: datetime) -> None:
    """销假: leave to come is struck out, leave that runs ends now. Raises `NotAllowed` and `Refused("over")`."""
    if not _hers(leave.staff, by):
        raise NotAllowed("not_allowed", "请假由本人或她的负责人取消。")
    if leave.ends_at <= now:
        raise Refused("over", "这次请假已经结束了。")
    if leave.starts_at < now:
        Absence.objects.filter(pk=leave.pk).update(ends_at=now)
    else:
        Absence.objects.filter(pk=leave.pk).delete()
    memo.forget()


def _hers(staff: Staff, by: Staff) -> bool:
    return staff.pk == by.pk or any(may_plan(by, seat.unit) for seat in seats(staff) if seat.unit)
