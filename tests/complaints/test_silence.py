"""No promise dies in silence: it goes up, and after its last step those above hear of it every day until it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils.timezone import localtime

import complaints.clock
from complaints.models import Complaint, Deadline, Supervision
from complaints.services import calling, classifying, following, handling, instructing
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER, GAS


class Silence(DeskCase):
    def days(self, number: int) -> None:
        """The clock goes round every six hours."""
        for _ in range(number * 4):
            self.wait(hours=6)

    def told(self, kind: str) -> list[tuple[str, str]]:
        """Whom the clock asked to look into this promise, and at which hour."""
        rows = Notice.objects.filter(template="attention", key__contains=f":{kind}:").order_by("created_at", "pk")
        return [(row.staff.username, f"{localtime(row.created_at):%d %H}") for row in rows.select_related("staff")]

    def reminded(self) -> list[tuple[str, str]]:
        """Who heard that something is late, and at which hour."""
        rows = Notice.objects.filter(template="still_late").order_by("created_at", "pk").select_related("staff")
        return [(row.staff.username, f"{localtime(row.created_at):%d %H}") for row in rows]

    def daily(self, *people: str) -> None:
        """In five days each of them hears of it at least four times, once a day at most and never at night."""
        before = len(self.reminded())
        self.days(5)
        heard = self.reminded()[before:]
        for name in people:
            hours = [at for who, at in heard if who == name]
            self.assertGreaterEqual(len(hours), 4, heard)
            self.assertEqual(len({at[:2] for at in hours}), len(hours))
            self.assertTrue(all("09" <= at[3:] < "20" for at in hours), hours)

    def test_an_answer_that_never_comes_is_heard_of_every_day_at_every_level(self) -> None:
        case = self.contacted()
        self.days(4)
        self.daily("shuji", "jiedao", "quji")
        before = len(self.reminded())
        case.refresh_from_db()
        while Supervision.objects.filter(complaint=case, answered_at=None).exists():
            self.do(self.world.wang, case, "answer_supervision", text="马上办。")
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.days(3)
        self.assertEqual(len(self.reminded()), before)  # kept at last: nobody hears of it any more

    def test_however_many_are_late_each_head_hears_of_it_once_a_day(self) -> None:
        for _ in range(3):
            self.contacted()
        self.days(4)
        self.daily("shuji", "jiedao", "quji")

    def test_a_red_card_that_nobody_answers_is_heard_of_every_day(self) -> None:
        self.contacted()
        self.days(4)
        self.assertEqual(Supervision.objects.filter(grade="red", answered_at=None).count(), 2)
        self.daily("shuji", "jiedao")

    def test_a_transferred_case_that_nobody_follows_up_is_heard_of_every_day(self) -> None:
        case = self.contacted()
        following.transfer(case, staff=self.world.dispatcher, to="police", result=ANSWER, now=self.now)
        self.days(40)
        self.daily("jiedao", "quji")

    def test_a_mediation_that_comes_to_nothing_goes_up_and_is_heard_of(self) -> None:
        case = self.contacted()
        handling.apply_mediation(case, staff=self.world.wang, now=self.now)
        handling.book_mediation(case, at="明天", room="一室", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="INTERIM", now=self.now)
        handling.end_mediation(case, outcome="没有谈成", now=self.now)
        self.wait(days=30)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.puyan)
        self.wait(days=3)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)
        self.daily("shuji", "quji")

    def test_danger_that_nobody_goes_to_warns_and_goes_up(self) -> None:
        case = self.claimed(text=GAS)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="马上去。", now=self.now)
        self.wait(minutes=14)
        warned = Notice.objects.filter(template="warning", staff=self.world.wang)
        self.assertEqual(warned.filter(key__contains=":on_site:").count(), 3)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)  # nobody set out in ten minutes
        self.wait(minutes=20)
        self.assertIn("quji", [who for who, _ in self.told("on_site")])

    def test_whoever_set_out_and_does_not_arrive_is_asked_for_by_street_and_district(self) -> None:
        case = self.claimed(text="3幢电梯又坏了，等了半天都不下来。")
        self.assertEqual(case.urgency, "P1")
        handling.set_out(case, staff=self.world.wang, now=self.now)
        self.wait(minutes=30)
        self.assertEqual([who for who, _ in self.told("on_site")], ["jiedao"])
        self.wait(minutes=30)
        self.assertEqual([who for who, _ in self.told("on_site")], ["jiedao", "quji"])
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.dongguan)  # she is on her way: the case stays where it is answered for

    def test_what_turned_out_to_be_no_danger_asks_nobody_to_set_out(self) -> None:
        case = self.claimed(text=GAS)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="是烧糊了锅。", now=self.now)
        classifying.reclassify(
            case, staff=self.world.wang, category="PET-03", urgency="P3", reason="问清楚了，没有危险。", now=self.now
        )
        self.wait(hours=1)
        case.refresh_from_db()
        self.assertEqual((case.unit, "miss" in self.entries(case)), (self.world.dongguan, False))

    def test_a_case_does_not_end_over_a_leaders_note(self) -> None:
        case = self.contacted()
        self.do(self.world.dispatcher, case, "leader_note", text="请今天反馈。")
        closing = {"result": ANSWER, "closing_kind": "SUBSTANTIVE", "no_evidence": "电话里说清了"}
        for staff, verb, typed in (
            (self.world.wang, "close", closing),
            (self.world.head, "decline", {"result": ANSWER}),
            (self.world.head, "transfer", {"result": ANSWER, "to": "police"}),
        ):
            with self.subTest(verb):
                self.assertContains(self.do(staff, case, verb, **typed), "领导批示还没有反馈", status_code=422)
        self.do(self.world.wang, case, "leader_feedback", text="已上门，双方谈妥。")
        self.do(self.world.wang, case, "close", **closing)
        self.assertEqual(case.stage, "CLOSED")

    def test_a_note_without_feedback_is_heard_of_every_day_after_its_moment(self) -> None:
        case = self.contacted()
        instructing.leader_note(
            case, staff=self.world.dispatcher, text="请反馈。", due_at=self.now + timedelta(hours=3), now=self.now
        )
        self.days(1)
        self.daily("shuji", "jiedao")

    def test_withdrawn_the_leader_hears_that_there_is_nothing_to_wait_for(self) -> None:
        case = self.contacted()
        self.do(self.world.dispatcher, case, "leader_note", text="请今天反馈。")
        handling.withdraw(case, now=self.now)
        case.refresh_from_db()
        self.assertFalse(case.instructed)
        self.assertEqual(Notice.objects.get(template="note_over").staff, self.world.dispatcher)

    def test_a_claim_that_was_kept_while_the_clock_stumbled_does_not_lapse(self) -> None:
        case = self.claimed()
        self.watch.shift(timedelta(seconds=150))

        def meanwhile(*args: object) -> None:
            calling.dial(Complaint.objects.get(pk=case.pk), staff=self.world.wang, now=self.now)

        broken = patch.object(complaints.clock, "_act", side_effect=RuntimeError)
        with broken, patch.object(complaints.clock.log, "exception", side_effect=meanwhile):
            complaints.clock.tick(self.now)
        self.assertIsNone(Deadline.objects.get(complaint=case, kind="lease").next_at)
        self.wait(minutes=2)
        case.refresh_from_db()
        self.assertEqual((case.stage, case.handler), ("CLAIMED", self.world.wang))

    def test_a_step_that_fails_adds_no_second_reminder_to_the_plan(self) -> None:
        case = self.contacted()
        self.days(4)
        row = Deadline.objects.get(complaint=case, kind="close")
        due = datetime.fromisoformat(row.plan[-1][0])
        self.watch.move_to(due)
        with patch.object(complaints.clock, "_act", side_effect=RuntimeError):
            complaints.clock.tick(self.now)
        row.refresh_from_db()
        self.assertEqual((row.plan[-1][0], row.next_at), (due.isoformat(), due + complaints.clock.PUT_OFF))
        self.wait(minutes=1)
        row.refresh_from_db()
        self.assertEqual((row.done + 1, row.plan[-1][1]), (len(row.plan), "remind"))
        self.assertGreater(datetime.fromisoformat(row.plan[-1][0]), self.now + timedelta(hours=12))
