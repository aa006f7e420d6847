"""并案: one person, one matter, one case; her clock is the earlier one, her words stay to be read, and her old link leads on."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints import figures, ledger, neighbourhood
from complaints import merging as rule
from complaints.models import Complaint, Deadline, Rating, TimelineEntry
from complaints.services import assisting, attachments, handling, merging, postponing, rating
from complaints.workflow import Stage
from notices.models import Notice
from tests.cases import RaceCase
from tests.complaints.desk_case import DeskCase
from tests.crowd import at_once
from tests.photos import photo
from tests.world import ANSWER, GAS, OTHER_PHONE

AGAIN = "又在跳绳了，跟昨天一样，老人受不了，你们管不管？"
PRIVATE = "我老公又打我，求求你们帮帮我。"


class MergeCase(DeskCase):
    def pair(self, **more: object) -> tuple[Complaint, Complaint]:
        """An earlier case that Wang has reached, and what the same person tells an hour later."""
        old = self.contacted()
        self.wait(hours=1)
        return old, self.file(AGAIN, **more)

    def merged(self) -> tuple[Complaint, Complaint]:
        old, new = self.pair()
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        old.refresh_from_db()
        return old, new

    def due(self, case: Complaint, kind: str) -> Deadline | None:
        return Deadline.objects.filter(complaint=case, kind=kind, met_at=None, void_at=None).first()

    def refused(self, new: Complaint, old: Complaint, words: str, staff: object = None) -> None:
        with self.assertRaises(Refused) as answer:
            merging.merge(new, staff=staff or self.world.wang, target=old.code, now=self.now)  # type: ignore[arg-type]
        self.assertIn(words, answer.exception.sentence)
        new.refresh_from_db()
        self.assertNotEqual(new.stage, Stage.MERGED)


class MergeTests(MergeCase):
    def test_the_newer_one_ends_as_merged_and_the_older_one_takes_it_in(self) -> None:
        old, new = self.merged()
        self.assertEqual((new.stage, new.merged_into_id, new.handler_id), (Stage.MERGED, old.pk, None))
        self.assertEnds(new, "merge", target=old.code)
        self.assertEntry(old, "absorb", other=new.code)
        self.assertEqual(old.stage, Stage.CONTACTED)
        self.assertFalse(new.is_open)
        self.assertEqual([*ledger.faults(new), *ledger.faults(old)], [])

    def assertEnds(self, case: Complaint, kind: str, **body: object) -> None:
        self.assertEqual(self.entries(case)[-1], kind)
        self.assertEntry(case, kind, **body)

    def test_different_people_are_never_merged_but_clustered(self) -> None:
        old = self.contacted()
        self.refused(self.file(phone=OTHER_PHONE), old, "串并")
        self.refused(self.file(phone="", identity="anonymous"), old, "不是同一个诉求人")

    def test_what_is_private_ended_suspended_or_the_earlier_one_is_not_merged(self) -> None:
        old, new = self.pair()
        self.refused(old, new, "先提交")
        self.refused(new, new, "自己")
        self.refused(self.file(PRIVATE), old, "隐私")
        elsewhere = self.file(place=self.world.park)
        self.refused(elsewhere, old, "同一个社区", self.world.duty_officer)
        postponing.suspend(
            old, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。", now=self.now,
            review_on=(self.now + timedelta(days=9)).date(),
        )  # fmt: skip
        self.refused(new, old, "挂账")
        handling.withdraw(old, now=self.now)
        self.refused(new, old, "已经结束")

    def test_a_number_she_does_not_see_is_answered_like_one_that_is_not_there(self) -> None:
        far, new = self.file(place=self.world.park), self.file()
        self.refused(new, far, rule.NOWHERE)
        with self.assertRaisesMessage(Refused, rule.NOWHERE):
            merging.merge(new, staff=self.world.wang, target="BA000000000000", now=self.now)

    def test_a_colleague_s_claim_is_hers_to_merge_or_a_superior_s(self) -> None:
        old, new = self.pair()
        handling.claim(new, staff=self.world.li, now=self.now)
        with self.assertRaises(NotAllowed):
            merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        merging.merge(new, staff=self.world.head, target=old.code, now=self.now)
        self.assertEqual(new.stage, Stage.MERGED)

    def test_her_clock_is_the_earlier_of_the_two(self) -> None:
        old, new = self.pair()
        called, answered = self.due(new, "contact"), self.due(old, "close")
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        # Nobody has called her about what she told again: the five minutes go on in the older case, due when they were.
        self.assertEqual(self.due(old, "contact").due_at, called.due_at)
        self.assertEqual(self.due(old, "close").due_at, answered.due_at)
        self.assertIsNone(self.due(new, "contact"))
        old.refresh_from_db()
        self.assertEqual((old.pressing_kind, old.pressing_at), ("contact", called.due_at))
        self.wait(minutes=6)
        self.assertEntry(old, "miss", promise="回电")
        self.assertNotIn("miss", self.entries(new))

    def test_what_was_late_already_stays_late(self) -> None:
        old, new = self.pair()
        self.wait(minutes=6)
        merging.merge(new, staff=self.world.duty_officer, target=old.code, now=self.now)
        row = self.due(old, "contact")
        self.assertLess(row.due_at, self.now)
        self.assertIsNotNone(row.missed_at)

    def test_the_more_urgent_of_the_two_leads_and_alarms(self) -> None:
        old = self.contacted()
        self.wait(hours=1)
        new = self.file(GAS)
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        old.refresh_from_db()
        self.assertEqual((old.urgency, old.lane), ("P0", 0))
        self.assertEqual(self.due(old, "on_site").due_at, self.now + timedelta(minutes=15))
        self.assertTrue(Notice.objects.filter(template="raised_urgent", staff=self.world.duty_officer).exists())

    def test_she_is_told_once_by_a_message_that_opens_the_older_case(self) -> None:
        old, new = self.pair()
        key = uuid4()
        for _ in range(2):
            merging.merge(new, staff=self.world.wang, target=old.code, now=self.now, client_key=key)
        told = Notice.objects.get(template="merged")
        self.assertEqual((told.phone, told.data["token"], told.subject), (new.phone, old.token, ""))
        self.assertEqual(self.entries(new).count("merge"), 1)
        self.assertEqual(Notice.objects.filter(template="absorbed", staff=self.world.wang).count(), 1)

    def test_it_is_no_closed_case_and_nobody_is_asked_to_rate_it(self) -> None:
        _, new = self.merged()
        self.wait(days=9)
        self.assertFalse(Rating.objects.filter(complaint=new).exists())
        self.assertFalse(Deadline.objects.filter(complaint=new, met_at=None, void_at=None).exists())
        shown: figures.Figures = neighbourhood._lately(self.world.dongguan, self.now)
        self.assertEqual((shown.accepted, shown.handled), (1, 0))

    def test_the_older_one_is_answered_once_and_rated_once(self) -> None:
        old, _ = self.merged()
        handling.call_back(old, staff=self.world.wang, reached=True, summary="又说了一遍。", now=self.now)
        handling.close(old, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=49)
        asked = Rating.objects.get()
        self.assertEqual(asked.complaint_id, old.pk)
        rating.rate(asked, choice=5, comment="", now=self.now)


class MergedPages(MergeCase):
    def test_the_desk_reads_words_and_photos_of_the_newer_one_in_the_older(self) -> None:
        old, new = self.pair()
        handling.add_info(new, text="拍了照", photos=attachments.check([photo()]), now=self.now)
        self.do(self.world.wang, new, "merge", target=old.code.lower())
        page = self.page(self.world.wang, old)
        self.assertContains(page, AGAIN)
        self.assertContains(page, f"/desk/{new.code}/photo/{new.attachments.get().pk}/")
        self.assertContains(self.page(self.world.wang, new), f'href="/desk/{old.code}/"')
        self.assertContains(self.page(self.world.wang, new), "已并案")

    def test_the_panel_of_like_cases_merges_with_one_tap(self) -> None:
        old, new = self.pair()
        self.assertContains(self.page(self.world.wang, new), "确认并入")
        self.assertNotContains(self.page(self.world.wang, old), "确认并入")
        stranger = self.file(phone=OTHER_PHONE)
        self.assertNotContains(self.page(self.world.wang, stranger), "确认并入")

    def test_the_board_lets_it_go_and_the_queue_finds_it_by_its_stage(self) -> None:
        _, new = self.merged()
        desk = self.login(self.world.wang)
        self.assertNotContains(desk.get("/desk/"), new.code)
        self.assertContains(desk.get("/desk/net/?stage=MERGED"), new.code)

    def test_a_refusal_is_said_at_the_field(self) -> None:
        old = self.contacted()
        new = self.file(phone=OTHER_PHONE)
        answer = self.do(self.world.wang, new, "merge", target=old.code)
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "不是同一个诉求人", status_code=422)

    def test_the_old_link_of_somebody_we_have_spoken_with_leads_on(self) -> None:
        old, new = self.pair()
        handling.claim(new, staff=self.world.wang, now=self.now)
        handling.call_back(new, staff=self.world.wang, reached=True, summary="还是那件事。", now=self.now)
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        page = self.client.get(f"/c/{new.token}/")
        self.assertContains(page, "和您之前那件并在一起办")
        self.assertContains(page, f'href="/c/{old.token}/"')
        self.assertContains(self.client.get(f"/c/{old.token}/"), AGAIN)

    def test_who_filed_with_somebody_s_number_is_not_led_into_her_case(self) -> None:
        old, new = self.merged()
        page = self.client.get(f"/c/{new.token}/")
        self.assertContains(page, "请打开您先提交的那一件的链接")
        for secret in (old.token, old.code):
            self.assertNotContains(page, secret)
            self.assertNotContains(self.client.get(f"/c/{new.token}/data/"), secret)

    def test_words_are_not_shown_in_an_older_case_whose_filer_we_have_not_spoken_with(self) -> None:
        old = self.file()
        self.wait(minutes=1)
        new = self.file(AGAIN)
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        page = self.client.get(f"/c/{old.token}/")
        self.assertContains(page, "您后来反映的同一件事并了进来")
        self.assertNotContains(page, AGAIN)
        self.assertNotContains(page, new.code)

    def test_what_was_merged_by_way_of_another_is_read_too(self) -> None:
        old, new = self.pair()
        self.wait(seconds=30)
        last = self.file("第三次说了，还是跳绳。")
        for case, target in ((last, new), (new, old)):
            merging.merge(case, staff=self.world.wang, target=target.code, now=self.now)
        self.assertContains(self.page(self.world.wang, old), "第三次说了")
        self.assertNotIn(
            last.token, self.client.get(f"/c/{last.token}/").content.decode().replace(f"/c/{last.token}/", "")
        )


class UnmergeTests(MergeCase):
    def test_a_superior_takes_it_back_and_the_promises_are_as_old_as_they_were(self) -> None:
        old, new = self.pair()
        before = {row.kind: row.due_at for row in Deadline.objects.filter(complaint=new, met_at=None)}
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        self.wait(minutes=3)
        merging.unmerge(new, staff=self.world.dispatcher, reason="是两件事", now=self.now)
        self.assertEqual((new.stage, new.merged_into_id, new.closed_at), (Stage.ACCEPTED, None, None))
        rows = Deadline.objects.filter(complaint=new, met_at=None, void_at=None)
        self.assertEqual({row.kind: row.due_at for row in rows}, before)
        self.assertEntry(old, "detach", other=new.code)
        self.assertEqual(Notice.objects.get(template="unmerged").phone, new.phone)
        self.wait(minutes=3)
        self.assertEntry(new, "miss", promise="回电")
        new.refresh_from_db()
        old.refresh_from_db()
        self.assertEqual([*ledger.faults(new), *ledger.faults(old)], [])

    def test_only_a_superior_and_only_for_a_day(self) -> None:
        _, new = self.merged()
        for staff in (self.world.wang, self.world.head):
            with self.assertRaises(NotAllowed):
                merging.unmerge(new, staff=staff, reason="是两件事", now=self.now)
        self.assertIn("unmerge", self.offered(self.world.dispatcher, new))
        self.wait(hours=25)
        with self.assertRaisesMessage(Refused, merging.TOO_LATE):
            merging.unmerge(new, staff=self.world.dispatcher, reason="是两件事", now=self.now)

    def test_while_another_unit_helps_it_is_not_merged_since_its_part_would_be_lost(self) -> None:
        old, new = self.contacted(), self.contacted(text=AGAIN)
        assisting.assist(new, staff=self.world.wang, helper=self.world.zhongxing, text="请看一看。", now=self.now)
        self.refused(new, old, "还有协办没有反馈")
        assisting.assist_answer(new, staff=self.world.stranger, text="看过了。", now=self.now)
        assisting.assist(old, staff=self.world.wang, helper=self.world.zhongxing, text="请看一看。", now=self.now)
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        old.refresh_from_db()
        self.assertEqual(len(old.assists), 1)  # that of the older one goes on with it

    def test_taken_apart_it_is_called_about_by_whoever_takes_it_as_after_any_change_of_hands(self) -> None:
        old, new = self.contacted(), self.contacted(text=AGAIN)
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        merging.unmerge(new, staff=self.world.dispatcher, reason="是两件事", now=self.now)
        self.assertEqual(self.due(new, "contact").due_at, self.now + timedelta(minutes=5))
        handling.claim(new, staff=self.world.li, now=self.now)
        self.assertIsNotNone(self.due(new, "lease"))

    def test_a_call_that_was_owed_before_is_owed_when_it_was_and_not_anew(self) -> None:
        old, new = self.pair()
        owed = self.due(new, "contact").due_at
        merging.merge(new, staff=self.world.wang, target=old.code, now=self.now)
        self.watch.shift(timedelta(minutes=9))
        merging.unmerge(new, staff=self.world.dispatcher, reason="是两件事", now=self.now)
        self.assertEqual([row.due_at for row in new.deadlines.filter(kind="contact", void_at=None)], [owed])

    def test_what_is_not_merged_is_not_taken_apart(self) -> None:
        with self.assertRaises(Moved):
            merging.unmerge(self.file(), staff=self.world.dispatcher, reason="是两件事", now=self.now)


class MergeRace(RaceCase):
    @pytest.mark.slow
    def test_two_who_merge_each_into_the_other_s_and_one_who_claims_leave_one_story(self) -> None:
        old, new = self.file(), self.file(AGAIN)
        fetch = Complaint.objects.get
        results = at_once(
            *[lambda: merging.merge(fetch(pk=new.pk), staff=self.world.wang, target=old.code, now=self.now)] * 4,
            *[lambda: merging.merge(fetch(pk=old.pk), staff=self.world.li, target=new.code, now=self.now)] * 4,
            *[lambda: handling.claim(fetch(pk=old.pk), staff=self.world.li, now=self.now)] * 2,
        )
        done = [one for one in results if isinstance(one, TimelineEntry)]
        self.assertTrue(all(isinstance(one, (TimelineEntry, Refused)) for one in results), results)
        self.assertEqual(sorted(one.kind for one in done), ["claim", "merge"])
        for case in (fetch(pk=old.pk), fetch(pk=new.pk)):
            self.assertEqual(list(ledger.faults(case)), [])
        self.assertEqual(fetch(pk=new.pk).merged_into_id, old.pk)
        self.assertEqual(self.entries(old).count("absorb"), 1)
