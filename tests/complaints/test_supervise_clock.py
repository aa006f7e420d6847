"""黄牌 and 红牌 by the clock: at the length of the answer's promise and at twice of it, once each, never for what we broke."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from complaints.clock import tick
from complaints.models import Complaint, Deadline, Supervision
from complaints.services import escalation, handling, outages, postponing, supervising
from tests.cases import RaceCase
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER


def cards(case: Complaint) -> list[tuple[str, int]]:
    """Grade and points of what the clock gave, in order."""
    rows = Supervision.objects.filter(complaint=case, issued_by=None).order_by("pk")
    return list(rows.values_list("grade", "points"))


class CardTests(DeskCase):
    def test_yellow_when_the_answer_is_late_red_at_twice_the_length(self) -> None:
        case = self.contacted()
        self.wait(hours=23, minutes=59)
        self.assertEqual(cards(case), [])
        self.wait(minutes=1)
        row = Supervision.objects.get()
        self.assertEqual(
            (row.grade, row.points, row.unit, row.reason), ("yellow", 5, self.world.dongguan, "办结反馈超时")
        )
        case.refresh_from_db()
        supervising.answer_supervision(case, staff=self.world.wang, text="今晚办好。", now=self.now)
        self.wait(hours=23, minutes=59)
        self.assertEqual(len(cards(case)), 1)
        self.wait(minutes=1)
        self.wait(days=3)
        self.assertEqual([grade for grade, _ in cards(case)], ["yellow", "red"])
        self.assertContains(self.client.get(f"/c/{case.token}/"), "办理超时，系统正在督办这件事")

    def test_the_card_is_for_whoever_had_it_not_for_whom_it_climbs_to(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        case.refresh_from_db()
        self.assertEqual((case.unit, Supervision.objects.get().unit), (self.world.puyan, self.world.dongguan))

    def test_a_question_that_nobody_claimed_is_the_communitys_not_the_streets_that_gets_it(self) -> None:
        case = self.file(text="请问外地户口在滨江上班，办居住证积分需要哪些材料？", nature="consult")
        self.wait(hours=24)
        case.refresh_from_db()
        self.assertEqual((case.urgency, case.unit), ("P3", self.world.puyan))
        self.assertEqual([row.unit for row in Supervision.objects.filter(complaint=case)], [self.world.dongguan])

    def test_what_nobody_claimed_is_the_unit_in_charge(self) -> None:
        case = self.file()
        self.wait(hours=24)
        self.assertEqual([row.unit for row in Supervision.objects.filter(complaint=case)], [self.world.district])

    def test_closed_in_time_no_card(self) -> None:
        self.closed()
        self.wait(days=3)
        self.assertFalse(Supervision.objects.exists())

    def test_no_other_promise_brings_one(self) -> None:
        case = self.dialled()
        self.wait(hours=2)
        self.assertIn("miss", self.entries(case))
        self.assertFalse(Supervision.objects.exists())

    def test_the_second_handling_has_its_own(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        case.refresh_from_db()
        supervising.answer_supervision(case, staff=self.world.wang, text="马上办。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        escalation.reopen(case, staff=self.world.duty_officer, reason="没有办完。", now=self.now)
        self.wait(hours=48)
        self.assertEqual(
            list(Supervision.objects.order_by("pk").values_list("round", "grade")), [(1, "yellow"), (2, "yellow")]
        )

    def test_a_granted_extension_moves_both_moments(self) -> None:
        case = self.contacted()
        self.wait(hours=20)
        postponing.extend(
            case, staff=self.world.wang, due_at=self.now + timedelta(hours=28), reason="等配件。", now=self.now
        )
        postponing.grant_extension(case, staff=self.world.dispatcher, now=self.now)
        self.wait(hours=27)
        self.assertEqual(cards(case), [])
        self.wait(hours=1)  # 48 hours since it came in
        self.assertEqual(cards(case), [("yellow", 5)])
        case.refresh_from_db()
        supervising.answer_supervision(case, staff=self.world.wang, text="明天办好。", now=self.now)
        self.wait(hours=47)
        self.assertEqual(len(cards(case)), 1)
        self.wait(hours=1)
        self.assertEqual(cards(case)[-1], ("red", 10))

    def test_no_card_while_it_is_suspended(self) -> None:
        case = self.contacted()
        self.wait(hours=10)
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。",
            review_on=self.now.date() + timedelta(days=10), now=self.now,
        )  # fmt: skip
        self.wait(days=5)
        self.assertEqual(cards(case), [])
        case.refresh_from_db()
        postponing.resume(case, staff=self.world.dispatcher, now=self.now)
        self.wait(hours=14)
        self.assertEqual(cards(case), [("yellow", 5)])

    def test_a_red_that_waits_is_put_off_by_as_long_as_the_case_stands_still(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        case.refresh_from_db()
        supervising.answer_supervision(case, staff=self.world.wang, text="等专项资金。", now=self.now)
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。",
            review_on=self.now.date() + timedelta(days=10), now=self.now,
        )  # fmt: skip
        self.wait(days=3)
        self.assertEqual(len(cards(case)), 1)

    def test_answered_on_the_first_card_and_closed_there_is_no_second(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        case.refresh_from_db()
        supervising.answer_supervision(case, staff=self.world.wang, text="已办好。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(days=3)
        self.assertEqual(cards(case), [("yellow", 5)])

    def test_a_card_lifted_is_not_given_again(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        case.refresh_from_db()
        row = Supervision.objects.get()
        supervising.lift_supervision(
            case, staff=self.world.dispatcher, supervision=row.pk, reason="部门耽误。", now=self.now
        )
        promise = Deadline.objects.get(complaint=case, kind="close")
        step = [what for _, what, *_ in promise.plan].index("card")
        Deadline.objects.filter(pk=promise.pk).update(done=step, next_at=self.now)  # the card's step once more
        with self.assertNoLogs("complaints.clock", "ERROR"):
            self.wait(seconds=1)
        self.assertEqual(cards(case), [("yellow", 0)])


class StopTests(DeskCase):
    def stands_still(self, **length: float) -> None:
        """No clock goes round for so long; then one begins and finds the stretch."""
        began = self.now
        self.watch.shift(timedelta(**length))
        outages.record(began_at=began, ended_at=self.now)
        tick(self.now)

    def test_an_hours_stop_over_the_moment_gives_the_card_once_afterwards(self) -> None:
        case = self.contacted()
        self.wait(hours=23, minutes=30)
        self.stands_still(hours=1)
        self.wait(hours=1)
        self.assertEqual(cards(case), [("yellow", 5)])
        entry = self.assertEntry(case, "supervise")
        self.assertEqual(entry.body["late"], 1800.0)

    def test_what_we_broke_ourselves_brings_no_card_at_all(self) -> None:
        case = self.contacted()
        self.wait(hours=21)
        self.stands_still(hours=4)
        self.assertIsNotNone(Deadline.objects.get(complaint=case, kind="close").outage)
        self.wait(hours=24)
        self.wait(hours=24)
        self.assertEqual(self.entries(case).count("miss"), 1)
        self.assertEqual(cards(case), [])

    def test_catching_up_late_makes_no_red_of_a_yellow(self) -> None:
        case = self.contacted()
        self.wait(hours=23)
        self.stands_still(hours=24)  # until 47 hours
        self.assertEqual(cards(case), [("yellow", 5)])

    def test_a_red_whose_last_tenth_lay_in_our_stop_is_not_given(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        self.wait(hours=21)
        self.stands_still(hours=5)
        self.assertEqual([grade for grade, _ in cards(case)].count("red"), 1)  # the unanswered yellow went up by itself
        self.assertEqual(len(cards(case)), 1)

    def test_an_answer_nobody_could_give_is_not_held_against_the_unit(self) -> None:
        case = self.contacted()
        supervising.supervise(case, staff=self.world.dispatcher, grade="yellow", reason="请报进展。", now=self.now)
        self.wait(hours=10)
        self.stands_still(hours=3)
        row = Supervision.objects.get()
        self.assertEqual((row.grade, row.points, row.raised_at), ("yellow", 5, None))
        self.assertEqual(row.due_at, self.now + timedelta(hours=12))
        self.wait(hours=12)
        self.assertEqual(Supervision.objects.get(pk=row.pk).grade, "red")


class TwoClocks(RaceCase):
    @pytest.mark.postgres  # SQLite has one writer
    def test_two_clocks_give_one_card_and_one_rise(self) -> None:
        cases = [self.contacted() for _ in range(6)]
        for late in (timedelta(hours=24), timedelta(hours=12), timedelta(hours=12)):
            self.watch.shift(late)
            now, start = self.now, threading.Barrier(3)

            def run(now: Any = now, start: Any = start) -> None:
                start.wait()
                try:
                    tick(now)
                finally:
                    connections.close_all()

            threads = [threading.Thread(target=run) for _ in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for case in cases:
            rows = Supervision.objects.filter(complaint=case)
            self.assertEqual(sorted(rows.values_list("card", "grade")), [(1, "red"), (2, "red")])
            self.assertEqual(self.entries(case).count("supervise"), 2)
            self.assertEqual(self.entries(case).count("supervision_due"), 1)
