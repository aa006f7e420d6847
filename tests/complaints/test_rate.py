"""Two days later the resident says how it went."""

from __future__ import annotations

from datetime import timedelta

from binan.kit.errors import Refused
from complaints import chores
from complaints.models import Complaint, Rating, Revisit
from complaints.services import escalation, handling, offering
from complaints.views.desk.offering import HandOverForm
from governance.models import Post, Staff
from governance.roles import Role
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import ANSWER


class RateTests(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case: Complaint = self.closed()
        self.wait(hours=48)
        self.link = f"/r/{Rating.objects.get(complaint=self.case).token}/"

    def test_the_page_offers_five_words(self) -> None:
        page = self.client.get(self.link)
        for word in ("非常满意", "满意", "基本满意", "不满意", "非常不满意", "提交评价"):
            self.assertContains(page, word)

    def test_opening_it_changes_nothing(self) -> None:
        for _ in range(3):
            self.client.get(self.link)
            self.client.head(self.link)
        self.assertIsNone(Rating.objects.get().choice)
        self.assertNotIn("rate", self.entries(self.case))

    def test_a_satisfied_answer_ends_the_story(self) -> None:
        page = self.client.post(self.link, {"choice": "4", "comment": "社工很耐心"}, follow=True)
        self.assertContains(page, "谢谢您的评价")
        self.case.refresh_from_db()
        self.assertEqual((self.case.stage, Rating.objects.get().comment), ("RATED", "社工很耐心"))

    def test_a_second_answer_is_shown_the_first(self) -> None:
        self.client.post(self.link, {"choice": "5"})
        page = self.client.post(self.link, {"choice": "1"}, follow=True)
        self.assertContains(page, "<strong>非常满意</strong>")
        self.assertEqual(Rating.objects.get(complaint=self.case).choice, 5)
        self.assertEqual(self.entries(self.case).count("rate"), 1)

    def test_a_dissatisfied_answer_starts_again_one_level_up(self) -> None:
        page = self.client.post(self.link, {"choice": "2"}, follow=True)
        self.assertContains(page, "对不起，没有办好")
        self.case.refresh_from_db()
        self.assertEqual((self.case.stage, self.case.round, self.case.unit), ("ACCEPTED", 2, self.world.puyan))

    def test_no_word_chosen_is_asked_again_and_the_comment_stays(self) -> None:
        page = self.client.post(self.link, {"comment": "有点慢"})
        self.assertContains(page, "请选一个评价", status_code=422)
        self.assertContains(page, "有点慢", status_code=422)

    def test_a_word_that_is_not_offered_is_refused(self) -> None:
        self.assertContains(self.client.post(self.link, {"choice": "9"}), "请从这五个里选一个", status_code=422)

    def test_what_she_wrote_is_read_by_who_handles_it_again_and_by_who_rings_her_and_not_by_whom_it_is_about(
        self,
    ) -> None:
        sun, officer = self.world.dispatcher, self.world.duty_officer
        path, words = f"/desk/{self.case.code}/", "答应的没做，打 138****8009 也不接。"
        self.client.post(self.link, {"choice": "1", "comment": "答应的没做，打 13800138009 也不接。"})
        case = Complaint.objects.get(pk=self.case.pk)
        for staff in (sun, officer):
            self.assertContains(self.login(staff).get(path), words)
        self.assertNotContains(self.login(self.world.wang).get(path), "答应的没做")
        handling.claim(case, staff=sun, now=self.now)
        handling.call_back(case, staff=sun, reached=True, summary="重新谈了。", now=self.now)
        self.assertContains(self.login(sun).get(path), words)
        handling.close(case, staff=sun, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertContains(self.login(officer).get(f"/desk/revisits/{Revisit.objects.get().pk}/"), words)

    def test_a_vote_that_is_due_outlives_a_superiors_reopening_and_counts_for_the_closing_it_was_about(self) -> None:
        case = Complaint.objects.get(pk=self.case.pk)
        escalation.reopen(case, staff=self.world.dispatcher, reason="又响了。", now=self.now)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/"), self.link)
        self.assertIn(self.link, self.client.get(f"/api/v1/complaints/{case.token}/").json()["rating_url"])
        self.assertContains(self.client.get(self.link), "11月23日办结的那一次")
        answer = self.client.post(self.link, {"choice": "1"}, follow=True)
        self.assertContains(answer, "<strong>非常不满意</strong>")
        case.refresh_from_db()
        rating = Rating.objects.get()
        self.assertEqual((rating.choice, rating.unit, rating.handler), (1, self.world.dongguan, self.world.wang))
        self.assertEqual((case.stage, case.round, case.handler), ("CLAIMED", 2, self.world.dispatcher))
        self.assertEqual(self.entries(case)[-2:], ["rate_earlier", "ask_revisit"])
        self.assertTrue(case.deadlines.filter(kind="revisit_call", met_at=None).exists())

    def handled_again(self) -> Complaint:
        """A superior opened it before the vote, and Sun has closed it a second time."""
        case, sun = Complaint.objects.get(pk=self.case.pk), self.world.dispatcher
        escalation.reopen(case, staff=sun, reason="又响了。", now=self.now)
        handling.claim(case, staff=sun, now=self.now)
        handling.call_back(case, staff=sun, reached=True, summary="重新谈了。", now=self.now)
        handling.close(case, staff=sun, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        return case

    def test_a_dissatisfied_vote_about_the_first_round_brings_a_call_by_somebody_else_though_the_second_is_closed(
        self,
    ) -> None:
        case = self.handled_again()
        self.client.post(self.link, {"choice": "2"})
        case.refresh_from_db()
        self.assertEqual(self.entries(case)[-3:], ["rate_earlier", "reopen", "ask_revisit"])
        self.assertEqual((case.stage, case.round, case.handler), ("ACCEPTED", 3, None))
        self.assertEqual(case.deadlines.get(kind="revisit_call").due_at, self.now + timedelta(hours=1))
        self.assertEqual(Revisit.objects.get().void_at, self.now)
        Post.objects.create(staff=self.world.wang, role=Role.DISTRICT_DUTY, unit=self.world.district)
        with self.assertRaisesMessage(Refused, "换一位同事"):  # whom she judged
            handling.claim(case, staff=Staff.objects.get(pk=self.world.wang.pk), now=self.now)
        handling.claim(case, staff=self.world.duty_officer, now=self.now)

    def test_a_satisfied_vote_about_the_first_round_leaves_the_second_closed(self) -> None:
        case = self.handled_again()
        self.client.post(self.link, {"choice": "4"})
        case.refresh_from_db()
        self.assertEqual((case.stage, case.round, self.entries(case)[-1]), ("CLOSED", 2, "rate_earlier"))

    def test_who_has_it_open_again_hears_of_such_a_vote_on_duty_or_not(self) -> None:
        case, sun = Complaint.objects.get(pk=self.case.pk), self.world.dispatcher
        escalation.reopen(case, staff=sun, reason="又响了。", now=self.now)
        handling.claim(case, staff=self.world.duty_officer, now=self.now)
        self.client.post(self.link, {"choice": "1"})
        told = Notice.objects.filter(template="revisit_call").values_list("staff__username", flat=True)
        self.assertEqual(sorted(told), ["jiedao", "quji"])

    def test_who_has_it_and_is_on_duty_hears_of_such_a_vote_once(self) -> None:
        case, sun = Complaint.objects.get(pk=self.case.pk), self.world.dispatcher
        escalation.reopen(case, staff=sun, reason="又响了。", now=self.now)
        handling.claim(case, staff=sun, now=self.now)
        self.client.post(self.link, {"choice": "1"})
        self.assertEqual(Notice.objects.filter(template="revisit_call", staff=sun).count(), 1)

    def test_silence_after_such_a_reopening_is_no_vote_too(self) -> None:
        escalation.reopen(self.case, staff=self.world.dispatcher, reason="又响了。", now=self.now)
        self.wait(days=6)
        chores.sweep(self.now)
        self.assertIsNone(Rating.objects.get(round=1).expired_at)
        self.wait(days=1)
        chores.sweep(self.now)
        self.assertEqual(Rating.objects.get(round=1).expired_at, self.now)
        self.assertContains(self.client.get(self.link), "评价时间已经过了")

    def test_a_foreign_link_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/r/AAAAAAAAAAAAAAAAAAAAAAAA/").status_code, 404)

    def test_the_page_names_no_handler_and_is_not_stored(self) -> None:
        page = self.client.get(self.link)
        self.assertNotContains(page, self.world.wang.display_name)
        self.assertIn("no-store", page["Cache-Control"])

    def test_whoever_handled_it_first_does_not_get_it_again_by_any_way(self) -> None:
        self.client.post(self.link, {"choice": "1"})
        case, wang, sun = Complaint.objects.get(pk=self.case.pk), self.world.wang, self.world.dispatcher
        handling.claim(case, staff=sun, now=self.now)
        with self.assertRaisesMessage(Refused, "换一位同事"):
            offering.hand_over(case, staff=sun, to=wang.username, reason="您再跑一趟。", now=self.now)
        escalation.delegate(case, staff=sun, unit=self.world.dongguan, reason="换个人办。", now=self.now)
        with self.assertRaisesMessage(Refused, "换一位同事"):
            handling.claim(case, staff=wang, now=self.now)
        handling.claim(case, staff=self.world.li, now=self.now)
        handling.release(case, staff=self.world.li, reason="临时有急事。", now=self.now)
        with self.assertRaisesMessage(Refused, "换一位同事"):
            handling.claim(case, staff=wang, now=self.now)
        handling.claim(case, staff=self.world.li, now=self.now)
        self.assertEqual(case.handler, self.world.li)

    def test_whoever_handled_it_first_is_not_offered_for_the_hand_over(self) -> None:
        self.client.post(self.link, {"choice": "1"})
        case = Complaint.objects.get(pk=self.case.pk)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        form = HandOverForm(case=case, staff=self.world.dispatcher)
        self.assertNotIn("wang", dict(form.fields["to"].choices))
        self.assertIn("li", dict(form.fields["to"].choices))
