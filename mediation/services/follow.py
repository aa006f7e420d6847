"""What the clock does once an agreement holds: it is followed, and what is due is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mediation import promises, sequel
from mediation.audience import to_links
from mediation.models import Agreement, Confirmation, Mediation, Revisit
from mediation.promises import Standing
from notices.services import Message, tell

REMIND = timedelta(days=7)  # before the last day of judicial confirmation


def follow(agreement: Agreement, *, now: datetime) -> bool:
    """Begin to follow an agreement that holds: judicial confirmation is open, the revisit has its day. Done once whatever
    comes; returns whether it was done now."""
    with transaction.atomic():
        if not Agreement.objects.filter(pk=agreement.pk, followed=False).update(followed=True):
            return False
        assert agreement.effective_at is not None
        remind_at = promises.morning(sequel.last_day_from(timezone.localdate(agreement.effective_at)) - REMIND)
        Confirmation.objects.update_or_create(agreement=agreement, defaults={"remind_at": remind_at})
        due = _plan(agreement, now)
        day = promises.revisit_day(
            timezone.localdate(agreement.effective_at), due, after=settings.REVISIT_DAYS, latest=settings.REVISIT_LATEST
        )
        Revisit.objects.create(mediation_id=agreement.mediation_id, due_on=day, remind_at=promises.morning(day))
    return True


def _plan(agreement: Agreement, now: datetime) -> list[date]:
    """What was done on the spot is done; the rest is asked after by its day. Returns the days to come."""
    spot = agreement.obligations.filter(on_the_spot=True, standing=Standing.OPEN)
    spot.update(standing=Standing.DONE, standing_at=agreement.effective_at)
    due = []
    for each in agreement.obligations.filter(on_the_spot=False, due_on__isnull=False):
        assert each.due_on is not None
        step = promises.next_step(each.due_on, now) or now
        agreement.obligations.filter(pk=each.pk).update(next_step_at=step)
        due.append(each.due_on)
    return due


def remind_revisit(revisit: Revisit, *, now: datetime) -> bool:
    """Tell the mediator that a revisit is due; once. Returns whether it was told now."""
    with transaction.atomic():
        mine = Revisit.objects.filter(pk=revisit.pk, remind_at=revisit.remind_at, done_at=None)
        if not mine.update(remind_at=None):
            return False
        _tell_staff(revisit.mediation, "mediation_revisit", f"revisit{revisit.pk}", now)
    return True


def remind_confirmation(confirmation: Confirmation, *, now: datetime) -> bool:
    """A week before the last day of judicial confirmation (人民调解法 33), once: whoever has not said yet is told by when, and when
    all have, the mediator is told that nobody has filed. Nobody is told after the last day. Returns whether it was done now."""
    agreement = confirmation.agreement
    with transaction.atomic():
        mine = Confirmation.objects.filter(pk=confirmation.pk, remind_at=confirmation.remind_at, filed_on=None)
        if not mine.update(remind_at=None):
            return False
        last = sequel.confirm_last_day(agreement)
        if last is None or timezone.localdate(now) > last:
            return False
        at = f"{last:%-m月%-d日}"
        if silent := sequel.lacking_wishes(confirmation):
            tell(to_links(silent, "mediation_confirm", "confirm", at=at), now=now)
        else:
            _tell_staff(agreement.mediation, "mediation_unfiled", "unfiled", now, at=at)
    return True


def _tell_staff(mediation: Mediation, template: str, key: str, now: datetime, **more: str) -> None:
    """The mediator, or who works on the case while there is none."""
    staff = mediation.mediator.staff_id if mediation.mediator else mediation.complaint.handler_id
    if staff:
        tell([Message(f"{mediation.code}:{key}", template, {"code": mediation.code, **more}, staff_id=staff)], now=now)
