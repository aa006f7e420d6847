"""Nobody answered: when she rings again, and what counts as three attempts (domain.md §3.5, work.md A5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.ladder import apart, next_try
from complaints.models import Complaint, Deadline
from complaints.services import handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{moment}+08:00")


class LadderTests(DeskCase):
    def missed(self, case: Complaint) -> None:
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)

    def test_five_minutes_then_thirty_then_the_evening_then_no_more(self) -> None:
        morning = at("23T10:00:00")
        self.assertEqual(next_try(1, morning), at("23T10:05:00"))
        self.assertEqual(next_try(2, morning), at("23T10:30:00"))
        self.assertEqual(next_try(3, morning), at("23T19:00:00"))
        self.assertEqual(next_try(3, at("23T19:20:00")), at("24T09:00:00"))
        self.assertIsNone(next_try(4, morning))

    def test_board_case_and_resident_read_when(self) -> None:
        case = self.claimed()
        self.missed(case)
        self.assertContains(self.login(self.world.wang).get("/desk/"), "11月23日 18:35 再打")
        self.assertContains(self.page(self.world.wang, case), "下一次：11月23日 18:35 再打")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "18:35 前后再打，请留意来电")

    def test_when_it_is_due_she_is_reminded_and_no_promise_to_the_resident_is_missed_for_it(self) -> None:
        case = self.claimed()
        self.missed(case)
        self.missed(case)
        self.assertEqual(Deadline.objects.filter(kind="call_again", met_at=None, void_at=None).count(), 1)
        self.wait(minutes=30)
        self.assertEqual(
            list(Notice.objects.filter(template="call_again").values_list("staff__username", flat=True)), ["wang"]
        )
        kinds = [entry.body["kind"] for entry in case.entries.filter(kind="miss")]
        self.assertEqual(kinds, ["contact"])

    def test_reaching_her_ends_the_ladder(self) -> None:
        case = self.claimed()
        self.missed(case)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了。", now=self.now)
        self.assertIsNone(Complaint.objects.get(pk=case.pk).call_again_at)
        self.wait(hours=1)
        self.assertFalse(Notice.objects.filter(template="call_again").exists())

    def test_attempts_count_five_and_thirty_minutes_apart(self) -> None:
        noon = at("23T12:00:00")
        self.assertTrue(apart(0, None, noon))
        self.assertFalse(apart(1, noon, noon + timedelta(minutes=4, seconds=59)))
        self.assertTrue(apart(1, noon, noon + timedelta(minutes=5)))
        self.assertFalse(apart(2, noon, noon + timedelta(minutes=29)))
        self.assertTrue(apart(2, noon, noon + timedelta(minutes=30)))

    def test_ringing_three_times_in_a_minute_closes_nothing(self) -> None:
        case = self.claimed()
        for _ in range(3):
            self.missed(case)
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertContains(page, "现在算 1 次", status_code=422)
        self.assertEqual((case.contact_tries, case.spread_tries), (3, 1))
        self.wait(minutes=5)
        self.missed(case)
        self.wait(minutes=30)
        self.missed(case)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertEqual(case.stage, "CLOSED")

    def test_ringing_four_times_in_half_a_minute_is_one_attempt_and_the_next_is_still_named(self) -> None:
        case = self.claimed()
        for _ in range(4):
            self.missed(case)
            self.watch.shift(timedelta(seconds=10))
        case.refresh_from_db()
        self.assertEqual((case.contact_tries, case.spread_tries), (4, 1))
        self.assertEqual(case.call_again_at, self.now + timedelta(minutes=5, seconds=-10))
        self.assertContains(self.page(self.world.wang, case), "再打")

    def test_she_gets_one_message_of_the_calls_she_missed_also_at_night(self) -> None:
        case = self.claimed()
        for _ in range(3):
            self.missed(case)
            self.wait(minutes=40)
        told = Notice.objects.filter(template="call_missed").exclude(state=Notice.State.VOID)
        self.assertEqual(told.count(), 1)
