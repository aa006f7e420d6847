"""Working days by a table of holidays and make-up days, and who is told when next year's is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

import complaints.chores
from binan.kit import memo
from governance.models import Workday
from governance.selectors import after_workdays, workdays, year_without_workdays
from governance.workdays import Kind, add_workdays, is_workday, missing_year
from notices.models import Notice
from tests.architecture.source import ROOT
from tests.cases import StoryCase

NATIONAL = {date(2026, 10, day): Kind.OFF for day in range(1, 8)} | {
    date(2026, 9, 20): Kind.MAKE_UP,
    date(2026, 10, 10): Kind.MAKE_UP,
}
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T18:30:00+08:00")


class Counting(SimpleTestCase):
    def test_over_a_holiday_and_the_saturday_that_makes_up_for_it(self) -> None:
        # Wednesday 30 September: the 8th, the 9th, Saturday the 10th (worked), Monday the 12th.
        self.assertEqual(add_workdays(at("2026-09-30"), 4, NATIONAL), at("2026-10-12"))
        self.assertEqual(add_workdays(at("2026-09-30"), 4, {}), at("2026-10-06"))

    def test_a_weekend_before_a_holiday_may_be_worked(self) -> None:
        self.assertEqual(add_workdays(at("2026-09-18"), 1, NATIONAL), at("2026-09-20"))

    def test_no_days_is_the_moment_itself_and_none_backwards(self) -> None:
        self.assertEqual(add_workdays(at("2026-10-03"), 0, NATIONAL), at("2026-10-03"))
        with self.assertRaises(ValueError):
            add_workdays(at("2026-10-03"), -1, NATIONAL)

    def test_the_day_is_the_one_of_hangzhou(self) -> None:
        late = datetime.fromisoformat("2026-09-17T20:00:00+00:00")  # Friday morning there
        self.assertEqual(add_workdays(late, 1, {}), datetime.fromisoformat("2026-09-21T04:00:00+08:00"))

    @given(
        DAYS, st.integers(0, 15), st.integers(0, 15), st.dictionaries(DAYS, st.sampled_from(list(Kind)), max_size=40)
    )
    def test_days_add_up_and_end_on_a_working_day(self, day, first, second, table) -> None:
        begin = datetime.fromisoformat(f"{day}T09:00:00+08:00")
        once = add_workdays(begin, first + second, table)
        self.assertEqual(add_workdays(add_workdays(begin, first, table), second, table), once)
        self.assertTrue(first + second == 0 or is_workday(once.date(), table))
        self.assertGreaterEqual(once - begin, timedelta(days=first + second))

    def test_next_year_is_wanted_from_december_on(self) -> None:
        for day, years, missing in (
            (date(2026, 11, 30), {2026}, None),
            (date(2026, 12, 1), {2026}, 2027),
            (date(2026, 12, 31), {2026, 2027}, None),
            (date(2027, 1, 2), {2026}, 2027),
        ):
            self.assertEqual(missing_year(day, years), missing, day)


@pytest.mark.slow
def test_a_first_start_migrates_before_there_is_a_table(tmp_path) -> None:
    """`migrate` runs the checks of the database, ours too, on an empty one."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "-v0"]
    done = subprocess.run(command, env=env | {"BINAN_DATA": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class TheTable(StoryCase):
    def test_two_years_are_there_as_they_were_published(self) -> None:
        table = workdays()
        made_up = sorted(f"{day:%m%d}" for day, kind in table.items() if kind == Kind.MAKE_UP and day.year == 2026)
        self.assertEqual(made_up, ["0104", "0214", "0228", "0509", "0920", "1010"])
        off = {
            year: sum(1 for day, kind in table.items() if kind == Kind.OFF and day.year == year)
            for year in (2025, 2026)
        }
        self.assertEqual(off, {2025: 28, 2026: 33})
        # A year's days off the week would work on, minus the weekends worked, is the number of legal holidays.
        for year, legal in ((2025, 13), (2026, 13)):
            ours = {day: kind for day, kind in table.items() if day.year == year}
            saved = sum(1 for day, kind in ours.items() if kind == Kind.OFF and day.weekday() < 5)
            worked = sum(1 for kind in ours.values() if kind == Kind.MAKE_UP)
            self.assertLessEqual(saved - worked, legal)

    def test_a_change_in_the_admin_counts_at_once(self) -> None:
        self.assertEqual(after_workdays(at("2026-11-23"), 1), at("2026-11-24"))
        form = {"date": "2026-11-24", "kind": "off", "source": "试一试"}
        self.login(self.world.admin).post("/admin/governance/workday/add/", form)
        self.assertEqual(after_workdays(at("2026-11-23"), 1), at("2026-11-25"))

    def test_heads_see_it_on_the_desk_and_the_district_is_told_once_a_week(self) -> None:
        self.watch.move_to("2026-11-30T23:00:00+08:00")
        self.assertIsNone(year_without_workdays(date(2026, 11, 30)))
        self.assertNotContains(self.login(self.world.head).get("/desk/"), "节假日和调休还没有录入")
        self.watch.move_to("2026-12-01T08:00:00+08:00")
        self.assertContains(self.login(self.world.head).get("/desk/"), "2027 年的节假日和调休还没有录入")
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), "节假日和调休还没有录入")
        for _ in range(3):
            complaints.chores.almanac(self.now)
            self.watch.shift(timedelta(days=1))
            memo.forget()
        told = Notice.objects.filter(template="workdays_missing")
        self.assertEqual([(notice.staff, notice.page) for notice in told], [(self.world.duty_officer, "/desk/")])
        self.assertEqual(
            [fault.id for fault in run_checks(databases=["default"]) if fault.id == "binan.W002"], ["binan.W002"]
        )

    def test_once_it_is_entered_nobody_is_told(self) -> None:
        self.watch.move_to("2026-12-02T08:00:00+08:00")
        Workday.objects.create(date=date(2027, 1, 1), kind=Kind.OFF, source="国务院办公厅的通知")
        self.assertEqual(complaints.chores.almanac(self.now), 0)
        self.assertNotContains(self.login(self.world.head).get("/desk/"), "节假日和调休还没有录入")
