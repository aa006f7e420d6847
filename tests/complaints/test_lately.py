"""The landing shows what the community did in the last 30 days: real rows, honest denominators, small numbers as words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binan.kit import memo
from complaints.figures import GRACE, SMALL, Matter, interval, measured, middle, percent
from complaints.models import Complaint, Rating
from complaints.neighbourhood import lately
from complaints.services import escalation, handling, rating
from tests.cases import StoryCase
from tests.world import ANSWER

NOW = datetime.fromisoformat("2026-11-25T12:00:00+08:00")
MINUTES = st.integers(0, 5000).map(lambda n: timedelta(minutes=n))


class Lately(StoryCase):
    def page(self) -> str:
        memo.forget()
        return self.client.get("/q/TESTDOOR01/").content.decode()

    def told(self, number: int, *, minutes: int = 3, closed: bool = True) -> Complaint:
        """A case of another person, called back after so many minutes."""
        case = self.file(phone=f"138001380{number:02d}")
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.watch.shift(timedelta(minutes=minutes))
        handling.call_back(case, staff=self.world.wang, reached=True, summary="了解了。", now=self.now)
        if closed:
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        return case

    def test_a_new_community_says_in_words_that_there_is_too_little_to_tell(self) -> None:
        self.told(1)
        page = self.page()
        self.assertIn("东冠社区近 30 天", page)
        self.assertIn("<b>不到 5 件</b>", page)
        self.assertEqual(page.count("<b>不到 5 人</b>"), 2)
        self.assertNotIn("100%", page)

    def test_five_people_make_a_figure_and_half_of_them_waited_no_longer(self) -> None:
        for number, minutes in enumerate((1, 2, 4, 9, 30)):
            self.told(number, minutes=minutes)
        page = self.page()
        self.assertIn("<b>5 件</b>受理 5 件", page)
        self.assertIn("<b>4 分钟内</b>5 人里，一半人没等这么久", page)

    def test_satisfaction_never_stands_without_how_many_answered(self) -> None:
        cases = [self.told(number) for number in range(8)]
        self.wait(hours=48, minutes=1)
        for case, choice in zip(cases, (5, 4, 3, 3, 1), strict=False):
            rating.rate(Rating.objects.get(complaint=case), choice=choice, comment="", now=self.now)
        page = self.page()
        self.assertIn("<b>80%</b>参评率 62%，8 人里 5 人", page)
        self.assertIn("在 37% 到 97% 之间", page)

    def test_whoever_was_dissatisfied_stays_in_the_figure_though_the_case_is_open_again(self) -> None:
        cases = [self.told(number) for number in range(5)]
        self.wait(hours=48, minutes=1)
        for case in cases:
            rating.rate(Rating.objects.get(complaint=case), choice=1, comment="", now=self.now)
        page = self.page()
        self.assertIn("<b>0%</b>参评率 100%，5 人里 5 人", page)
        self.assertIn("<b>不到 5 件</b>", page)  # handled: none any more

    def test_four_answers_are_words(self) -> None:
        cases = [self.told(number) for number in range(6)]
        self.wait(hours=48, minutes=1)
        for case in cases[:4]:
            rating.rate(Rating.objects.get(complaint=case), choice=5, comment="", now=self.now)
        page = self.page()
        self.assertIn("评价太少，不公布", page)
        self.assertNotIn("参评率", page)

    def test_a_call_nobody_got_is_no_fast_call(self) -> None:
        for number in range(2):
            self.told(number, minutes=1, closed=False)
        for number in range(3):
            self.file(phone=f"138001381{number:02d}")
        self.watch.shift(GRACE)
        self.assertIn("<b>没做到</b>5 人里一半以上没接到", self.page())

    def test_who_left_no_number_or_took_it_back_waits_for_no_call(self) -> None:
        for number in range(5):
            self.told(number, minutes=2, closed=False)
        for number in range(6):
            self.file(phone="", identity="anonymous", text=f"第 {number} 次吵。")
            handling.withdraw(self.file(phone=f"138001382{number:02d}"), now=self.now)
        self.watch.shift(GRACE)
        self.assertIn("<b>2 分钟内</b>5 人里，一半人没等这么久", self.page())

    def test_the_second_handling_does_not_make_the_first_call_later(self) -> None:
        cases = [self.told(number, minutes=2) for number in range(5)]
        self.watch.shift(timedelta(days=3))
        for case in cases:
            escalation.reopen(case, staff=self.world.dispatcher, reason="回访说还在响。", now=self.now)
        self.assertIn("<b>2 分钟内</b>5 人里，一半人没等这么久", self.page())

    def test_what_is_older_than_30_days_or_another_communitys_is_not_counted(self) -> None:
        for number in range(5):
            self.told(number)
        self.file(place=self.world.park)
        self.assertEqual(lately(self.world.zhongxing, self.now).accepted, 1)
        self.watch.shift(timedelta(days=30, minutes=30))
        memo.forget()
        self.assertEqual(lately(self.world.dongguan, self.now).accepted, 0)

    def test_a_discipline_report_is_in_no_figure(self) -> None:
        self.file(text="举报社区干部收受施工队的红包，请纪委查一查。")
        self.assertEqual(Complaint.objects.get().category, "GOV-03")
        self.assertEqual(lately(self.world.dongguan, self.now).accepted, 0)

    def test_the_figures_are_asked_for_once_in_ten_minutes(self) -> None:
        with self.assertNumQueries(2):
            for _ in range(3):
                lately(self.world.dongguan, self.now)


@given(st.lists(st.none() | MINUTES, min_size=1))
def test_at_least_half_waited_no_longer_than_the_median(waits: list[timedelta | None]) -> None:
    found = middle(waits)
    within = [wait for wait in waits if wait is not None and found is not None and wait <= found]
    if found is not None:
        assert len(within) * 2 >= len(waits)
        assert sum(wait < found for wait in within) * 2 < len(waits)  # and no shorter time would do
    else:
        assert sum(wait is None for wait in waits) * 2 > len(waits) - 1


@given(st.lists(st.none() | st.integers(1, 5)))
def test_rates_have_their_denominators_and_are_never_rounded_up(marks: list[int | None]) -> None:
    found = measured([], marks, now=NOW)
    assert (found.invited, found.answered) == (len(marks), len([m for m in marks if m is not None]))
    assert found.satisfied <= found.answered <= found.invited
    assert (found.satisfaction_rate == 100) == (0 < found.answered == found.satisfied)
    assert found.shows_satisfaction == (found.answered >= SMALL)


@pytest.mark.parametrize(
    ("waited", "minutes", "hours"),
    [(0, 1, None), (59, 1, None), (61, 2, None), (3540, 59, None), (3541, 60, 1), (3601, 61, 2), (7200, 120, 2)],
)
def test_a_median_is_never_told_faster_than_it_was(waited: int, minutes: int, hours: int | None) -> None:
    matter = Matter(NOW - timedelta(days=1), NOW - timedelta(days=1) + timedelta(seconds=waited), False, True)
    found = measured([matter], [], now=NOW)
    assert (found.median_minutes, found.median_hours) == (minutes, hours)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_the_range_holds_the_rate_and_narrows_with_more_answers(yes: int, no: int) -> None:
    low, high = interval(yes, yes + no)
    assert 0 <= low <= percent(yes, yes + no) <= high <= 100 or not yes + no
    wider = interval(yes * 4, (yes + no) * 4)
    assert low <= wider[0] and wider[1] <= high


def test_the_fixture_of_the_article() -> None:
    assert interval(533, 543) == (96, 99)  # 96.6 to 99.0 %, rounded outwards
    assert 2454 * 100 // 2500 == measured([], [5] * 2454 + [1] * 46, now=NOW).satisfaction_rate == 98
