"""What stories about the roster share: 东冠 keeps a day and a night shift, and nobody is on duty yet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from governance.models import Duty, Shift, Staff, Unit
from governance.services.roster import plan, span_of
from governance.shifts import Span
from tests.cases import StoryCase

MONDAY = date(2026, 11, 23)  # the story's day, 18:30
TUESDAY, SUNDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)
NEXT = MONDAY + timedelta(days=7)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


class RosterStory(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        Duty.objects.all().delete()
        self.unit: Unit = self.world.dongguan
        self.day = Shift.objects.create(unit=self.unit, name="白班", begins=time(8), ends=time(20))
        self.night = Shift.objects.create(unit=self.unit, name="夜班", begins=time(20), ends=time(8))

    def put(self, staff: Staff, shift: Shift, day: date) -> Duty:
        """Plan her for this shift."""
        return plan(shift.unit, staff=staff, span=span_of(shift, day), shift=shift, now=self.now)

    def span(self, duty: Duty) -> Span:
        return Span(duty.starts_at, duty.ends_at)
