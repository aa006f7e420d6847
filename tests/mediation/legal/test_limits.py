"""When a limit of the law ends: by the calendar, and later when that day is off."""

from __future__ import annotations

from datetime import date

import pytest

from governance.models import Workday
from mediation.legal import shelves
from mediation.legal.limits import LIMITS, plain_end
from tests.mediation.legal.shelf import TODAY, LawStory


@pytest.mark.parametrize(
    ("rule", "since", "end"),
    [
        ("arbitration", date(2025, 11, 24), date(2026, 11, 24)),
        ("arbitration", date(2024, 2, 29), date(2025, 2, 28)),  # no corresponding day: the last of the month
        ("confirm", date(2026, 11, 1), date(2026, 12, 1)),  # the day itself is not counted
        ("appeal", date(2026, 11, 2), date(2026, 11, 17)),
        ("civil", date(2023, 11, 23), date(2026, 11, 23)),
        ("retrial", date(2026, 8, 31), date(2027, 2, 28)),
        ("injury_employer", date(2026, 11, 2), date(2026, 12, 2)),
        ("review", date(2026, 9, 1), date(2026, 10, 31)),
        ("enforce", date(2024, 12, 5), date(2026, 12, 5)),
    ],
)
def test_a_limit_ends_on_the_day_the_law_says(rule, since, end):
    assert plain_end(LIMITS[rule], since) == end


@pytest.mark.parametrize("day", [date(1989, 12, 31), date(2101, 1, 1), date(9999, 12, 31), date(1, 1, 1)])
def test_no_date_breaks_it(day):
    with pytest.raises(ValueError, match="between"):
        plain_end(LIMITS["civil"], day)


class Limits(LawStory):
    def test_every_limit_has_its_article_on_the_shelf(self):
        for key, limit in LIMITS.items():
            self.assertTrue(shelves.source_of(limit), key)

    def test_a_last_day_off_moves_to_the_next_working_day(self):
        Workday.objects.create(date=date(2026, 12, 2), kind="off", source="试")
        Workday.objects.create(date=date(2026, 12, 3), kind="off", source="试")
        found = shelves.reckoned(LIMITS["injury_employer"], date(2026, 11, 2), TODAY)
        self.assertEqual((found.plain_end, found.end, found.left), (date(2026, 12, 2), date(2026, 12, 4), 11))
        self.assertTrue(found.moved)
        self.assertFalse(found.estimated)

    def test_a_saturday_that_is_worked_is_no_day_off(self):
        Workday.objects.create(date=date(2026, 12, 5), kind="make_up", source="试")
        found = shelves.reckoned(LIMITS["enforce"], date(2024, 12, 5), TODAY)
        self.assertEqual(found.end, date(2026, 12, 5))

    def test_a_year_without_its_table_is_said_to_be_an_estimate(self):
        shown = self.client.get("/law/limits/", {"rule": "arbitration", "since": "2026-02-14"})
        self.assertContains(shown, "2027年2月15日")  # the 14th is a Sunday
        self.assertContains(shown, "2027 年的放假安排还没有录入，最后一天只按周末估算。")
        self.assertContains(shown, "《劳动争议调解仲裁法》第二十七条")

    def test_what_is_over_is_said_to_be_over(self):
        shown = self.client.get("/law/limits/", {"rule": "appeal", "since": "2026-11-02"})
        self.assertContains(shown, "已经过了 6 天")

    def test_nonsense_is_answered_at_its_field(self):
        for query, sentence in (
            ({"rule": "x", "since": "2026-11-02"}, "请选一个期限。"),
            ({"rule": "civil", "since": "昨天"}, "日期请写成 2026-11-02 这样。"),
            ({"rule": "civil", "since": "9999-12-31"}, "日期要在 1990 年到 2100 年之间。"),
            ({"rule": "civil", "since": ""}, "请填日期。"),
        ):
            self.assertContains(self.client.get("/law/limits/", query), sentence, status_code=422)
