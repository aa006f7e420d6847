"""The same-day meter: how many mediations had their session on the day they were accepted, and what kept the others from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from binan.kit import memo
from mediation.models import Booking, Mediation, Organisation

DAYS = 30
FRESH = 60  # seconds


@dataclass(frozen=True)
class Meter:
    """Of the mediations accepted in the last `DAYS` days: `asked` in all, `same_day` with a session on that very day, and for
    what was in the way of the others how many; `waiting`: have no session yet."""

    asked: int
    same_day: int
    blocked: list[tuple[str, int]]
    waiting: int

    @property
    def share(self) -> str:
        """The share in per cent as people read it; "" when there was none."""
        return f"{100 * self.same_day / self.asked:.0f}%" if self.asked else ""


def meter(organisation: Organisation, now: datetime) -> Meter:
    """The meter of one organisation, remembered for a minute. One query."""
    return memo.remember("same_day", str(organisation.pk), FRESH, lambda: _count(organisation, now))


def _count(organisation: Organisation, now: datetime) -> Meter:
    rows = Mediation.objects.filter(organisation=organisation, accepted_at__gt=now - timedelta(days=DAYS))
    joined = rows.order_by("bookings__pk").values_list("pk", "accepted_at", "bookings__starts_at", "bookings__blocked")
    first: dict[int, tuple[datetime, datetime | None, str | None]] = {}
    for pk, accepted, begins, kept in joined:
        first.setdefault(pk, (accepted, begins, kept))
    asked, same, waiting, zone = len(first), 0, 0, timezone.get_current_timezone()
    blocked: Counter[str] = Counter()
    for began, session, why in first.values():
        if session is None:
            waiting += 1
        elif session.astimezone(zone).date() == began.astimezone(zone).date():
            same += 1
        else:
            blocked[why or ""] += 1
    labels = {**dict(Booking.Blocked.choices), "": "当天有空，双方或经办人选了别的日子"}
    return Meter(asked, same, [(str(labels[kept]), number) for kept, number in blocked.most_common()], waiting)
