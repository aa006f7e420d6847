"""满意率 on the desk: by unit, within one's own units, both figures, in a fixed number of queries; questions for supervisors only."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import judgements
from complaints.models import Flag, Rating
from complaints.services import handling, offering
from tests.cases import StoryCase
from tests.world import ANSWER


class RatingsPage(StoryCase):
    def judged(self, choice: int | None, *, unit=None, **more) -> Rating:
        case = self.closed()
        closing = case.closings.get()
        community = more.pop("community", self.world.dongguan)
        return Rating.objects.create(
            complaint=case, round=1, token_key=case.code, unit=unit or self.world.dongguan, handler=case.handler, closing=closing,
            subdistrict=community.parent, community=community, invited_at=self.now, choice=choice,
            rated_at=self.now if choice else None, **more,
        )  # fmt: skip

    def page(self, staff, query: str = ""):
        return self.login(staff).get(f"/desk/ratings/{query}")

    def test_the_rate_stands_beside_the_share_of_answers_and_its_interval(self) -> None:
        for choice in (5, 4, 3, 4, 2, None, None, None):
            self.judged(choice)
        page = self.page(self.world.head)
        for words in ("80.00%", "37.6–96.4%", "62.5%", "5 / 8", "50.0%"):
            self.assertContains(page, words)

    def test_fewer_than_five_answers_are_no_rate(self) -> None:
        for choice in (5, 5, 5, 1):
            self.judged(choice)
        page = self.page(self.world.head)
        self.assertContains(page, "不到 5 票")
        self.assertNotContains(page, "75.00%")

    def test_everybody_sees_her_own_units(self) -> None:
        for community in (self.world.dongguan, self.world.guanshan, self.world.zhongxing):
            self.judged(2, unit=community, community=community)
        seen = {}
        for staff in (self.world.head, self.world.dispatcher, self.world.duty_officer):
            _, units = judgements.by_unit(staff, days=30, now=self.now)
            seen[staff.username] = [name for name, _ in units]
        self.assertEqual(seen["shuji"], ["东冠社区"])
        self.assertEqual(seen["jiedao"], ["东冠社区", "冠山社区"])
        self.assertEqual(len(seen["quji"]), 3)
        self.assertEqual(self.page(self.world.wang).status_code, 403)

    def test_both_figures_are_shown_once_the_district_took_a_mark_out(self) -> None:
        for choice in (5, 4, 3, 4, 5, 5):
            self.judged(choice)
        self.judged(1, excluded=True)
        page = self.page(self.world.head)
        self.assertContains(page, "85.71%")
        self.assertContains(page, "100.00%")
        self.assertContains(page, "剔除 1 票")

    def test_who_had_the_case_stands_with_her_share(self) -> None:
        self.judged(2)
        self.assertContains(self.page(self.world.head), "王小红 100%")

    def test_a_question_is_for_supervisors_and_never_for_whom_it_is_about(self) -> None:
        rating = self.judged(5)
        Flag.objects.create(rating=rating, rule=Flag.Rule.HASTY, at=self.now)
        self.assertContains(self.page(self.world.dispatcher, "?show=asked"), "打开不到 3 秒")
        self.assertNotContains(self.page(self.world.head, "?show=all"), "打开不到 3 秒")
        self.assertNotContains(self.page(self.world.head, "?show=asked"), rating.complaint.code)
        for owner in ({"handler": self.world.dispatcher}, {"closing__shares": self.world.dispatcher.pk}):
            if "handler" in owner:
                Rating.objects.update(**owner)
            else:
                Rating.objects.update(handler=None)
                rating.closing.shares = [{"staff": self.world.dispatcher.pk, "seconds": 9}]
                rating.closing.save()
            self.assertNotContains(self.page(self.world.dispatcher, "?show=all"), "打开不到 3 秒")

    def test_what_she_wrote_stands_beside_her_mark_but_not_for_whom_it_is_about(self) -> None:
        rating = self.judged(1, comment="打 13800138009 都没人接，社工态度差。")
        page = self.page(self.world.head)
        self.assertContains(page, "居民写的：打 138****8009 都没人接，社工态度差。")
        Rating.objects.filter(pk=rating.pk).update(handler=self.world.head)
        self.assertNotContains(self.page(self.world.head), "态度差")

    def test_whoever_had_the_case_for_a_while_finds_it_in_no_list_of_questions(self) -> None:
        case, sun = self.claimed(), self.world.dispatcher
        handling.take_over(case, staff=sun, now=self.now)
        offering.hand_over(case, staff=sun, to="wang", reason="您熟悉。", now=self.now)
        offering.accept_offer(case, staff=self.world.wang, now=self.now)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="谈好了。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=48)
        rating = Rating.objects.get()
        Flag.objects.create(rating=rating, rule=Flag.Rule.HASTY, at=self.now)
        self.assertContains(self.page(self.world.duty_officer, "?show=asked"), case.code)
        self.assertNotContains(self.page(sun, "?show=asked"), case.code)

    def test_the_list_is_leafed_through_without_a_gap_or_a_double(self) -> None:
        codes = [self.judged(2).complaint.code for _ in range(judgements.PAGE + 3)]
        first = judgements.listed(self.world.head, days=30, show="low", now=self.now)
        rest = judgements.listed(self.world.head, days=30, show="low", now=self.now, cursor=first.next)
        self.assertEqual([row.rating.complaint.code for row in first.rows + rest.rows], codes[::-1])
        self.assertEqual(rest.next, "")
        for wrong in ("?cursor=x", "?show=x"):
            self.assertEqual(self.page(self.world.head, wrong).status_code, 422)

    def test_the_number_of_queries_does_not_grow(self) -> None:
        browser = self.login(self.world.dispatcher)
        browser.get("/desk/ratings/")
        counts = []
        for more in (2, 12):
            for _ in range(more):
                self.judged(2)
            with CaptureQueriesContext(connection) as caught:
                self.assertEqual(browser.get("/desk/ratings/").status_code, 200)
            counts.append(len(caught))
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[0], 14)

    def test_what_is_older_than_the_window_is_not_looked_at(self) -> None:
        self.judged(2)
        self.wait(days=40)
        self.assertNotContains(self.page(self.world.head), "data-code")
        self.assertContains(self.page(self.world.head, "?days=90"), "data-code")
