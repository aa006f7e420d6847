"""What was promised and when it is asked after: pure rules about standings and days, local time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone

DAY = timedelta(days=1)
MORNING = time(9)  # of the day before, of the day itself, and of the day after


class Standing(TextChoices):
    """How one thing that was promised stands."""

    OPEN = "open", "待履行"
    DONE = "done", "已做，等确认"
    CONFIRMED = "confirmed", "已履行"
    MISSED = "missed", "到期没有履行"
    WAIVED = "waived", "双方免除"


OPEN, DONE, CONFIRMED, MISSED, WAIVED = Standing
# From which standing each word about a promise leads where. What is late can still be kept; what is confirmed is over.
MOVES: dict[str, dict[str, str]] = {
    "fulfil": {OPEN: DONE, MISSED: DONE},
    "receive": {OPEN: CONFIRMED, DONE: CONFIRMED, MISSED: CONFIRMED},
    "not_received": {OPEN: MISSED, DONE: MISSED},
    "miss": {OPEN: MISSED},
    "waive": {OPEN: WAIVED, DONE: WAIVED, MISSED: WAIVED},
}


def morning(day: date) -> datetime:
    """The hour of that day at which people are reminded."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def next_step(due_on: date, after: datetime) -> datetime | None:
    """When a promise is looked at next: the morning before its day, of its day, and the morning after, when it is missed if
    nobody has said a word; None once that has been."""
    mornings = (morning(day) for day in (due_on - DAY, due_on, due_on + DAY))
    return next((step for step in mornings if step > after), None)


def is_over(due_on: date, now: datetime) -> bool:
    """Whether its day has passed: from the day after on, who is owed may say that nothing came."""
    return timezone.localdate(now) > due_on


def revisit_day(effect: date, due: list[date], *, after: int, latest: int) -> date:
    """When an agreement is revisited: the day after the last thing falls due, at most `latest` days from `effect`; `after` days
    from effect where no day was agreed on (settings: the law asks for supervision only, 人民调解法 31)."""
    last = max((day for day in due if day > effect), default=None)
    return effect + timedelta(days=after) if last is None else min(last + DAY, effect + timedelta(days=latest))
