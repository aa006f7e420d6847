"""Which hours will break: the arithmetic against known values, the nightly count, and what the roster's page says."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import complaints.chores
from complaints.forecast import Hour, late_share, stretches, waits
from complaints.models import Complaint
from complaints.services import forecasting
from governance.models import Duty, Shift, StationHour
from governance.services.roster import plan, span_of
from governance.shifts import Span
from tests.cases import StoryCase
from tests.plans import plan_of

SATURDAY = datetime.fromisoformat("2026-11-28T20:00:00+08:00")


# Tables of Erlang's C formula, e.g. Koole, Call Center Optimization, ch. 6.
@pytest.mark.parametrize(
    ("load", "people", "chance"),
    [(0.5, 1, 0.5), (1, 2, 1 / 3), (4, 5, 0.5541), (8, 10, 0.4092), (0, 3, 0), (3, 3, 1), (5, 2, 1), (20, 30, 0.0249)],
)
def test_the_chance_to_wait_is_erlangs(load: float, people: int, chance: float) -> None:
    assert waits(load, people) == pytest.approx(chance, abs=1e-4)


def test_the_share_that_waits_too_long() -> None:
    # One person, five minutes a case, six cases an hour: load 1/2, P(W > 5) = 1/2 · e^(-(1 - 1/2) · 5/5).
    assert late_share(6, 1, minutes=5, promise=5) == pytest.approx(0.5 * 0.60653, abs=1e-4)
    assert late_share(0, 0) == 0
    assert late_share(2, 0) == 1
    assert late_share(5, 1, minutes=12) == late_share(10, 1, minutes=12) == 1  # as much as one person can do, and twice
    shares = [late_share(4, people) for people in range(6)]
    assert shares == sorted(shares, reverse=True)


def test_hours_in_a_row_with_the_same_people_are_one_stretch() -> None:
    def hour(n: int, arrivals: float, people: int) -> Hour:
        return Hour(SATURDAY + timedelta(hours=n), arrivals, people)

    found = stretches([hour(0, 5, 1), hour(1, 4.5, 1), hour(2, 0.1, 1), hour(3, 9, 2), hour(4, 9, 3)])
    assert [(one.starts_at.hour, one.ends_at.hour, one.arrivals, one.people) for one in found] == [
        (20, 22, 9.5, 1), (23, 0, 9, 2), (0, 1, 9, 3),
    ]  # fmt: skip
    assert stretches([hour(0, 3, 5)]) == []


class Forecast(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        Duty.objects.all().delete()
        self.unit = self.world.dongguan

    def filed(self, at: datetime, count: int) -> None:
        for _ in range(count):
            case = self.file()
            Complaint.objects.filter(pk=case.pk).update(accepted_at=at)

    def part(self, staff=None):
        return self.login(staff or self.world.head).get(f"/desk/forecast/{self.unit.pk}/")

    def test_the_night_counts_once_what_came_in_which_hour(self) -> None:
        self.filed(self.now - timedelta(weeks=2), 4)
        self.filed(self.now - timedelta(weeks=1), 2)
        self.filed(self.now - timedelta(weeks=9), 5)
        with self.assertNumQueries(5):  # one that counts; delete, insert and the two ends of their transaction
            forecasting.measure(self.now)
        row = StationHour.objects.get(unit=self.unit)
        self.assertEqual((row.hour, row.arrivals), (18, 3))  # Monday 18 o'clock, six in two weeks
        self.watch.move_to(datetime.fromisoformat("2026-11-24T03:00:00+08:00"))
        self.assertEqual(forecasting.nightly(self.now), 1)
        self.assertEqual(forecasting.nightly(self.now + timedelta(minutes=30)), 0)
        complaints.chores.sweep(self.now)

    def test_the_night_reads_the_weeks_it_counts_and_not_all_there_ever_was(self) -> None:
        self.filed(self.now - timedelta(weeks=1), 1)
        with CaptureQueriesContext(connection) as caught:
            forecasting.measure(self.now)
        asked = next(query["sql"] for query in caught if "complaints_complaint" in query["sql"])
        self.assertIn("complaint_accepted", plan_of(asked))

    def test_the_page_says_it_in_words(self) -> None:
        self.assertContains(self.part(), "还没有可以参考的诉求")
        for hour, count in ((20, 5), (21, 4)):
            StationHour.objects.create(unit=self.unit, hour=5 * 24 + hour, arrivals=count, measured_at=self.now)
        self.assertContains(self.part(), "11月28日 星期六 20–22 点")
        self.assertContains(self.part(), "预计 9 件，没有人值班，可能有 9 件 5 分钟内打不上电话")
        shift = Shift.objects.create(unit=self.unit, name="夜班", begins=time(20), ends=time(8))
        plan(self.unit, staff=self.world.wang, span=span_of(shift, date(2026, 11, 28)), shift=shift, now=self.now)
        self.assertContains(self.part(), "1 人值班")
        for staff in (self.world.li, self.world.head):
            plan(self.unit, staff=staff, span=span_of(shift, date(2026, 11, 28)), shift=shift, now=self.now)
        self.assertContains(self.part(), "没有预计来不及的时段")

    def test_a_shift_change_on_the_half_hour_is_no_hour_without_people(self) -> None:
        StationHour.objects.create(unit=self.unit, hour=5 * 24 + 20, arrivals=5, measured_at=self.now)
        StationHour.objects.create(unit=self.unit, hour=18, arrivals=5, measured_at=self.now)
        half, hour = datetime.fromisoformat("2026-11-28T20:30:00+08:00"), timedelta(hours=1)
        for staff, begins in ((self.world.wang, half - 3 * hour), (self.world.li, half)):
            plan(self.unit, staff=staff, span=Span(begins, begins + 3 * hour), now=self.now)
        plan(self.unit, staff=self.world.wang, span=Span(self.now, self.now + hour), now=self.now)  # 18:30
        self.assertNotContains(self.part(), "没有人值班")
        self.assertContains(self.part(), "1 人值班", count=2)

    def test_a_view_counts_no_cases(self) -> None:
        browser = self.login(self.world.head)
        browser.get("/desk/")  # the first page of a day keeps a trace of the device
        for _ in range(2):
            with self.assertNumQueries(9):
                browser.get(f"/desk/forecast/{self.unit.pk}/")
            self.file()
