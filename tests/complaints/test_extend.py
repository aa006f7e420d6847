"""延期: asked for before it is late, decided one level up, twice at most, told to the resident; a request stops no clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from complaints import casefile
from complaints.models import Complaint, Deadline
from complaints.services import escalation, handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER, GAS

WHY = "配件要订货，到货后马上修。"


class ExtendTests(DeskCase):
    def ask(self, case: Complaint, hours: float = 72, staff=None) -> Any:
        """Ask for an answer so many hours from now, on the tablet."""
        at = timezone.localtime(self.now + timedelta(hours=hours))
        return self.do(staff or self.world.wang, case, "extend", due_at=f"{at:%Y-%m-%dT%H:%M}", reason=WHY)

    def granted(self, hours: float = 72) -> Complaint:
        case = self.contacted()
        self.ask(case, hours)
        self.do(self.world.dispatcher, case, "grant_extension")
        return case

    def close(self, case: Complaint) -> Deadline:
        return Deadline.objects.get(complaint=case, kind="close", void_at=None)

    def test_the_answer_is_promised_anew_and_the_old_moment_stays_in_the_timeline(self) -> None:
        begun = self.now
        case = self.granted()
        self.assertEqual(self.close(case).due_at, begun + timedelta(hours=72))
        self.assertEqual((case.pressing_at, case.extensions), (begun + timedelta(hours=72), 1))
        entry = self.assertEntry(case, "grant_extension")
        self.assertEqual(entry.body["was_at"], (begun + timedelta(hours=24)).isoformat())

    def test_the_resident_reads_the_new_time_and_the_reason_and_gets_an_sms_without_a_link_in_it(self) -> None:
        case = self.granted()
        self.assertContains(self.client.get(f"/c/{case.token}/"), f"答复的时间延到11月26日 18:30：{WHY}")
        notice = Notice.objects.get(template="extended")
        self.assertEqual(notice.data["due"], "11月26日 18:30")
        self.assertNotIn("http", notice.data["due"])
        self.assertEqual(casefile.read(case, self.now).next.sentence, "王社工 11月26日 18:30 前办好、答复您")

    def test_the_unit_above_is_asked_and_the_community_does_not_decide_for_itself(self) -> None:
        case = self.contacted()
        self.ask(case)
        asked = set(Notice.objects.filter(template="extension_asked").values_list("staff__username", flat=True))
        self.assertEqual(asked, {"jiedao"})
        for staff in (self.world.wang, self.world.head):
            self.assertNotIn("grant_extension", self.offered(staff, case))
            self.assertEqual(self.do(staff, case, "grant_extension").status_code, 403)
        self.assertContains(self.page(self.world.dispatcher, case), "申请延到 11月26日 18:30")
        self.assertIn("grant_extension", self.offered(self.world.duty_officer, case))

    def test_a_request_does_not_stop_the_clock_and_lapses_with_the_promise(self) -> None:
        case = self.contacted()
        self.ask(case)
        self.wait(hours=24)
        self.assertIn("miss", self.entries(case))
        case.refresh_from_db()
        self.assertIsNone(case.extension_due_at)
        page = self.do(self.world.duty_officer, case, "grant_extension")
        self.assertContains(page, "没有等待答复的延期申请", status_code=422)

    def test_after_the_promise_was_broken_nobody_asks_for_more_time(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        self.assertContains(self.ask(case), "延期要在到期前申请", status_code=422)

    def test_also_not_while_the_clock_is_behind(self) -> None:
        case = self.contacted()
        self.watch.shift(timedelta(hours=24))
        self.assertContains(self.ask(case), "延期要在到期前申请", status_code=422)

    def test_nor_is_it_granted_then_and_the_broken_promise_is_found(self) -> None:
        case = self.contacted()
        due = self.close(case).due_at
        self.ask(case)
        self.watch.shift(timedelta(hours=24, minutes=10))
        page = self.do(self.world.dispatcher, case, "grant_extension")
        self.assertContains(page, "原来的时限已经过了", status_code=422)
        self.assertEqual((self.close(case).due_at, case.extensions), (due, 0))
        self.wait(seconds=1)
        self.assertEqual(self.assertEntry(case, "miss").body["kind"], "close")

    def test_twice_and_not_a_third_time(self) -> None:
        case = self.granted(30)
        self.ask(case, 40)
        self.do(self.world.dispatcher, case, "grant_extension")
        self.assertEqual(case.extensions, 2)
        self.assertNotIn("extend", self.offered(self.world.wang, case))
        self.assertContains(self.ask(case, 50), "最多延期 2 次", status_code=422)

    def test_one_request_at_a_time(self) -> None:
        case = self.contacted()
        self.ask(case)
        self.assertContains(self.ask(case), "已经申请过延期", status_code=422)

    def test_not_earlier_than_promised_and_not_later_than_five_working_days(self) -> None:
        case = self.contacted()
        self.assertContains(self.ask(case, 23), "要晚于现在的时限 11月24日 18:30", status_code=422)
        # Tuesday 24 November + 5 working days: the weekend does not count.
        self.assertContains(self.ask(case, 24 * 8 + 1), "最多延到 12月1日 18:30", status_code=422)
        self.ask(case, 24 * 8)
        self.assertEqual(case.extension_due_at, self.now + timedelta(days=8))

    def test_a_danger_may_be_answered_two_hours_later_and_its_call_is_never_put_off(self) -> None:
        case = self.claimed(text=GAS)
        self.assertContains(self.ask(case, 4.1), "最多延到", status_code=422)
        contact = Deadline.objects.get(complaint=case, kind="contact")
        self.ask(case, 4)
        self.do(self.world.dispatcher, case, "grant_extension")
        after = Deadline.objects.get(complaint=case, kind="contact")
        self.assertEqual((after.due_at, after.plan, after.next_at), (contact.due_at, contact.plan, contact.next_at))

    def test_refused_the_time_stays_and_the_handler_hears_of_it(self) -> None:
        case = self.contacted()
        self.ask(case)
        self.do(self.world.dispatcher, case, "refuse_extension", reason="今天能办完。")
        self.assertEqual((case.extensions, case.extension_due_at), (0, None))
        self.assertEqual(self.close(case).due_at, self.now + timedelta(hours=24))
        self.assertTrue(Notice.objects.filter(template="extension_refused", staff=self.world.wang).exists())
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "今天能办完")

    def test_reminders_of_the_old_time_are_not_given_and_those_of_the_new_one_are(self) -> None:
        case = self.contacted()
        self.wait(hours=13)  # the reminder of 12 hours
        self.ask(case, 35)  # to 48 hours after the filing
        self.do(self.world.dispatcher, case, "grant_extension")
        plan = [(what, share) for _, what, _, share in self.close(case).plan]
        self.assertEqual(
            plan,
            [
                ("warn", 50),
                ("warn", 50),
                ("warn", 75),
                ("warn", 90),
                ("due", 0),
                ("card", 0),
                ("climb", 0),
                ("card", 0),
                ("climb", 0),
            ],
        )
        self.wait(hours=34)
        self.assertNotIn("miss", self.entries(case))
        self.wait(hours=1)
        self.assertEqual(self.entries(case).count("miss"), 1)

    def test_asked_for_late_the_reminders_that_lie_behind_are_not_given_again(self) -> None:
        case = self.contacted()
        self.wait(hours=20)  # two reminders were given
        self.ask(case, 6)  # half of 26 hours has passed, and three quarters of them
        self.do(self.world.dispatcher, case, "grant_extension")
        told = Notice.objects.filter(template="warning").count()
        self.wait(seconds=1)
        self.assertEqual(Notice.objects.filter(template="warning").count(), told)
        moments = [at for at, *_ in self.close(case).plan]
        self.assertEqual(moments, sorted(moments))

    def test_a_case_that_climbed_is_decided_above_the_unit_that_has_it(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        self.ask(case)
        self.assertNotIn("grant_extension", self.offered(self.world.dispatcher, case))
        self.do(self.world.duty_officer, case, "grant_extension")
        self.assertEqual(case.extensions, 1)

    def test_a_second_handling_may_be_extended_too(self) -> None:
        case = self.closed()
        escalation.reopen(case, staff=self.world.dispatcher, reason="又响了。", now=self.now)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        self.ask(case, 60, staff=self.world.dispatcher)
        self.do(self.world.duty_officer, case, "grant_extension")
        second = Deadline.objects.get(complaint=case, kind="second_close")
        self.assertEqual(second.due_at, self.now + timedelta(hours=60))

    def test_news_of_the_end_overtakes_that_of_more_time(self) -> None:
        self.watch.move_to("2026-11-23T23:30:00+08:00")
        case = self.granted(30)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertIsNone(Notice.objects.get(template="extended").next_try_at)

    def test_a_program_asks_in_the_same_way(self) -> None:
        case, at = self.contacted(), timezone.localtime(self.now + timedelta(hours=48))
        path = f"/api/v1/desk/complaints/{case.code}/extend/"
        program = self.login(self.world.wang)
        for given, status in (
            ({"due_at": "soon", "reason": WHY}, 422),
            ({"due_at": at.isoformat(), "reason": WHY}, 200),
        ):
            self.assertEqual(program.post(path, given, content_type="application/json").status_code, status)
        case.refresh_from_db()
        self.assertEqual(case.extension_due_at, at)
