"""The end of a committee's term is told before it comes (人民调解法 art. 9)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from governance.models import Staff
from mediation.committee import Office, next_reminder
from mediation.models import Organisation
from notices.services import Message, tell

BATCH = 50


def remind(now: datetime) -> int:
    """Tell the chairs and those who keep the registry of every committee whose reminder is due; returns how many were told.

    Each is won by compare-and-swap, so two clocks never tell twice; after a pause one message goes out, not one for each day.
    """
    today = timezone.localdate(now)
    due = Organisation.objects.filter(active=True, term_notice_on__lte=today).order_by("term_notice_on", "pk")
    return sum(_told(one, today, now) for one in due[:BATCH])


def _told(one: Organisation, today: date, now: datetime) -> bool:
    began, ends = one.term_began, one.term_ends
    if began is None or ends is None:
        return False
    with transaction.atomic():
        mine = Organisation.objects.filter(pk=one.pk, term_notice_on=one.term_notice_on, term_began=began)
        won = mine.update(term_told_on=today, term_notice_on=next_reminder(began, today))
        if won:
            tell(_messages(one, f"term:{one.pk}:{today:%Y%m%d}", f"{ends:%Y年}{ends.month}月{ends.day}日"), now=now)
    return bool(won)


def _messages(one: Organisation, key: str, until: str) -> list[Message]:
    data = {"code": str(one.pk), "name": one.name, "until": until}
    chairs = one.members.filter(office=Office.CHAIR, staff__is_active=True).values_list("staff_id", flat=True)
    keepers = Staff.objects.filter(is_superuser=True, is_active=True).values_list("pk", flat=True)
    people = dict.fromkeys([*chairs, *keepers])
    return [Message(f"{key}:{pk}", "term_ends", data, staff_id=pk) for pk in people]
