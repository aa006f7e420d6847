"""督办: a superior asks the unit to account for a case; it answers, or the supervision goes up; it can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from complaints import casefile, live
from complaints.models import Complaint, Deadline, Supervision
from complaints.services import escalation, handling, instructing, postponing, supervising
from governance.levels import Level
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER

WHY = "多次催办没有进展。"


class SuperviseCase(DeskCase):
    def supervise(self, case: Complaint, grade: str = "normal", staff: Any = None, **more: Any) -> Any:
        given = {"grade": grade, "reason": WHY, "requirement": "今天内联系双方。", **more}
        return self.do(staff or self.world.dispatcher, case, "supervise", **given)

    def supervised(self, grade: str = "normal", **more: Any) -> Complaint:
        case = self.contacted()
        self.supervise(case, grade, **more)
        return case

    def answer(self, case: Complaint, staff: Any = None, text: str = "已约好今晚上门。") -> Any:
        return self.do(staff or self.world.wang, case, "answer_supervision", text=text)

    def only(self, case: Complaint) -> Supervision:
        return Supervision.objects.get(complaint=case)

    def close(self, case: Complaint) -> Any:
        return self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")

    def told(self, template: str) -> set[str]:
        return set(Notice.objects.filter(template=template).values_list("staff__username", flat=True))


class SuperviseTests(SuperviseCase):
    def test_the_unit_that_has_it_in_hand_is_asked_and_told_at_once(self) -> None:
        case = self.supervised("yellow")
        row = self.only(case)
        self.assertEqual((row.unit, row.level, row.grade, row.points), (self.world.dongguan, 2, "yellow", 5))
        self.assertEqual(
            (row.issued_by, row.reason, row.due_at), (self.world.dispatcher, WHY, self.now + timedelta(hours=12))
        )
        self.assertEqual((case.supervised, case.supervision_due_at), ("yellow", row.due_at))
        self.assertEqual(self.told("supervised"), {"wang", "shuji"})

    def test_without_a_handler_those_on_duty_are_told(self) -> None:
        case = self.file()
        self.supervise(case)
        self.assertEqual(self.told("supervised"), {"wang", "li", "shuji"})

    def test_each_grade_counts_its_points_and_has_its_time(self) -> None:
        for grade, points, hours in (("normal", 0, 24), ("yellow", 5, 12), ("red", 10, 4)):
            row = self.only(self.supervised(grade))
            self.assertEqual((row.points, row.due_at - self.now), (points, timedelta(hours=hours)))

    def test_the_superior_may_name_another_moment_within_a_week(self) -> None:
        due = self.now + timedelta(hours=3)
        case = self.supervised(due_at=timezone.localtime(due).strftime("%Y-%m-%dT%H:%M"))
        self.assertEqual(self.only(case).due_at, due)
        for days in (-1, 8):
            at = timezone.localtime(self.now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
            self.assertContains(self.supervise(case, due_at=at), "7 天以内", status_code=422)

    def test_the_words_are_masked_where_staff_read_them_and_never_reach_the_resident(self) -> None:
        case = self.supervised("red")
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "街道正在督办这件事")
        for inner in (WHY, "今天内联系双方", "红牌", "10 分"):
            self.assertNotContains(page, inner)
        self.answer(case)
        self.assertContains(self.client.get(f"/c/{case.token}/"), "负责的单位回复了督办，这件事接着办")
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "已约好今晚上门")
        self.assertContains(
            self.client.get(f"/c/{case.token}/", headers={"Accept-Language": "en"}), "following this up"
        )

    def test_the_street_still_oversees_its_community_when_the_case_has_climbed_past_it(self) -> None:
        case = self.contacted()
        Complaint.objects.filter(pk=case.pk).update(unit=self.world.district)
        offered = self.offered(self.world.dispatcher, case)
        self.assertLessEqual({"supervise", "staff_urge", "leader_note"}, offered)
        self.assertNotIn("take_over", offered)
        self.supervise(case)
        self.assertEqual((self.only(case).unit, self.only(case).level), (self.world.dongguan, Level.SUBDISTRICT))
        self.assertNotIn("supervise", self.offered(self.world.head, case))
        self.do(self.world.dispatcher, case, "staff_urge", text="请今晚回话。")
        self.assertIn("staff_urge", self.entries(case))

    def test_the_district_says_so_too(self) -> None:
        case = self.contacted()
        self.supervise(case, staff=self.world.duty_officer)
        self.assertIn("区里正在督办这件事", [sentence for _, sentence in casefile.read(case, self.now).moments])

    def test_only_street_and_district_supervise(self) -> None:
        case = self.contacted()
        for staff in (self.world.wang, self.world.li, self.world.head):
            self.assertNotIn("supervise", self.offered(staff, case))
            self.assertEqual(self.supervise(case, staff=staff).status_code, 403)
        self.assertEqual(self.supervise(case, staff=self.world.stranger).status_code, 404)

    def test_the_street_does_not_supervise_itself_the_district_does(self) -> None:
        case = self.file()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        self.assertNotIn("supervise", self.offered(self.world.dispatcher, case))
        self.assertContains(self.supervise(case), "要由上一级来督办", status_code=422)
        self.assertIn("supervise", self.offered(self.world.duty_officer, case))
        self.supervise(case, staff=self.world.duty_officer)
        self.assertEqual(self.only(case).unit, self.world.puyan)

    def test_a_case_that_went_up_while_the_community_works_on_it_is_supervised_where_it_is_worked_on(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        self.supervise(case)
        self.assertEqual(self.only(case).unit, self.world.dongguan)

    def test_moving_the_case_later_moves_no_card(self) -> None:
        case = self.supervised("yellow")
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="就近。", now=self.now)
        self.assertEqual(self.only(case).unit, self.world.dongguan)

    def test_a_command_that_arrives_twice_gives_one_card(self) -> None:
        case, key = self.contacted(), str(uuid4())
        for _ in range(2):
            self.supervise(case, "yellow", client_key=key)
        self.assertEqual(self.only(case).points, 5)

    def test_a_suspended_case_is_not_supervised(self) -> None:
        case = self.contacted()
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。",
            review_on=timezone.localdate(self.now) + timedelta(days=5), now=self.now,
        )  # fmt: skip
        self.assertContains(self.supervise(case), "正在挂账", status_code=422)


class EffectTests(SuperviseCase):
    def test_the_case_is_not_ended_before_the_unit_has_answered(self) -> None:
        case = self.supervised()
        self.assertContains(self.close(case), "请先“回复督办”", status_code=422)
        for verb, more in (("transfer", {"to": "劳动监察"}), ("decline", {})):
            refused = self.do(self.world.dispatcher, case, verb, result=ANSWER, **more)
            self.assertContains(refused, "请先“回复督办”", status_code=422)
        self.answer(case)
        self.close(case)
        self.assertEqual(case.stage, "CLOSED")

    def test_row_page_and_board_say_it_in_words(self) -> None:
        for grade, word in (("normal", "督办"), ("yellow", "黄牌"), ("red", "红牌")):
            case = self.supervised(grade)
            self.assertContains(self.page(self.world.wang, case), f"{word}，待回复")
            self.assertContains(self.login(self.world.wang).get("/desk/"), f"{word}，待回复")
            self.answer(case)
            self.assertContains(self.page(self.world.wang, case), f">{word}</span>")
            self.close(case)

    def test_it_rises_by_the_moment_of_its_answer(self) -> None:
        first, second = self.contacted(), self.contacted()
        order = lambda: [row.code for row in self.login(self.world.wang).get("/desk/rows/").context["rows"]]  # noqa: E731
        self.assertEqual(order(), [first.code, second.code])
        self.supervise(second, "red")
        self.assertEqual(order(), [second.code, first.code])
        self.assertEqual((second.pressing_kind, second.pressing_at), ("supervised", second.supervision_due_at))
        self.answer(second)
        self.assertEqual(second.pressing_kind, "close")

    def test_the_board_filters_it_and_keeps_that_in_the_address(self) -> None:
        case, other = self.supervised(), self.contacted()
        page = self.login(self.world.wang).get("/desk/?view=supervised")
        self.assertContains(page, f"row-{case.code}")
        self.assertNotContains(page, f"row-{other.code}")
        self.assertContains(
            page, "view=supervised&amp;" if "view=supervised&amp;" in page.content.decode() else "?view=supervised"
        )

    def test_the_row_goes_to_the_boards_at_once(self) -> None:
        case = self.contacted()
        with self.listening(live.board(self.world.dongguan.pk)) as heard, self.captureOnCommitCallbacks(execute=True):
            supervising.supervise(case, staff=self.world.dispatcher, grade="red", reason=WHY, now=self.now)
        self.assertIn("红牌，待回复", heard[-1]["html"])

    def test_only_the_unit_or_the_handler_answers(self) -> None:
        case = self.supervised()
        for staff in (self.world.dispatcher, self.world.duty_officer):
            self.assertNotIn("answer_supervision", self.offered(staff, case))
            self.assertContains(self.answer(case, staff=staff), "东冠社区", status_code=422)
        self.assertIn("answer_supervision", self.offered(self.world.li, case))
        self.answer(case, staff=self.world.li)
        row = self.only(case)
        self.assertEqual((row.answered_by, row.answer, row.answered_at), (self.world.li, "已约好今晚上门。", self.now))
        self.assertIsNone(case.supervision_due_at)
        self.assertEqual(self.told("supervision_answered"), {"jiedao"})
        self.assertContains(self.answer(case), "没有等待回复的督办", status_code=422)

    def test_one_answer_is_for_all_that_wait(self) -> None:
        case = self.supervised()
        self.supervise(case, "red", staff=self.world.duty_officer)
        self.assertEqual(case.supervision_due_at, self.now + timedelta(hours=4))
        self.answer(case)
        self.assertFalse(Supervision.objects.filter(answered_at=None).exists())
        self.assertEqual(self.told("supervision_answered"), {"jiedao", "quji"})

    def test_a_later_one_does_not_give_the_first_more_time(self) -> None:
        case = self.supervised("red")
        self.wait(hours=1)
        self.supervise(case, staff=self.world.duty_officer)
        self.assertEqual(case.supervision_due_at, self.now + timedelta(hours=3))


class OverdueTests(SuperviseCase):
    def test_unanswered_it_goes_one_grade_up_at_its_moment(self) -> None:
        case = self.supervised()
        due = self.now + timedelta(hours=2)
        Supervision.objects.all().delete()
        self.supervise(case, due_at=timezone.localtime(due).strftime("%Y-%m-%dT%H:%M"))
        self.wait(hours=1, minutes=59)
        self.assertEqual(self.only(case).grade, "normal")
        self.wait(minutes=1)
        case.refresh_from_db()
        row = self.only(case)
        self.assertEqual((row.grade, row.points, row.raised_at), ("yellow", 5, self.now))
        self.assertEqual((case.supervised, case.supervision_due_at), ("yellow", self.now + timedelta(hours=12)))
        self.assertEqual(self.told("supervision_overdue"), {"wang", "shuji", "jiedao"})
        self.wait(hours=12)
        self.assertEqual((self.only(case).grade, self.only(case).points), ("red", 10))
        self.wait(hours=4)
        self.wait(hours=1)
        case.refresh_from_db()
        self.assertEqual(self.entries(case).count("supervision_due"), 2)
        self.assertIsNotNone(case.supervision_due_at)  # still owed

    def test_the_resident_reads_nothing_of_that(self) -> None:
        case = self.supervised("red")
        self.wait(hours=5)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "督办回复")

    def test_answered_in_time_nothing_rises(self) -> None:
        case = self.supervised("yellow")
        self.answer(case)
        self.wait(hours=13)
        self.assertEqual((self.only(case).grade, self.only(case).raised_at), ("yellow", None))

    def test_while_it_is_suspended_nothing_rises_and_the_time_goes_on_afterwards(self) -> None:
        case = self.supervised("yellow")
        self.wait(hours=2)
        case.refresh_from_db()
        postponing.suspend(
            case, staff=self.world.dispatcher, cause="money", owner="jiedao", explanation="要等维修资金批下来。",
            review_on=timezone.localdate(self.now) + timedelta(days=5), now=self.now,
        )  # fmt: skip
        self.wait(days=2)
        self.assertEqual(self.only(case).grade, "yellow")
        case.refresh_from_db()
        postponing.resume(case, staff=self.world.dispatcher, now=self.now)
        self.assertEqual(case.supervision_due_at, self.now + timedelta(hours=10))
        self.wait(hours=10)
        self.assertEqual(self.only(case).grade, "red")


class LiftTests(SuperviseCase):
    def lift(
        self, case: Complaint, staff: Any = None, row: Supervision | None = None, reason: str = "查明不是该单位的责任。"
    ) -> Any:
        row = row or Supervision.objects.filter(complaint=case).latest("pk")
        return self.do(staff or self.world.dispatcher, case, "lift_supervision", supervision=row.pk, reason=reason)

    def test_its_points_are_gone_and_its_history_stays(self) -> None:
        case = self.supervised("red")
        self.lift(case)
        row = self.only(case)
        self.assertEqual((row.points, row.grade, row.lifted_by), (0, "red", self.world.dispatcher))
        self.assertEqual((case.supervised, case.supervision_due_at), ("", None))
        self.close(case)
        self.assertEqual(case.stage, "CLOSED")
        self.assertEqual(self.told("supervision_lifted"), {"wang", "shuji"})
        self.assertIn("lift_supervision", self.entries(case))

    def test_by_the_level_that_issued_it_or_above(self) -> None:
        case = self.supervised("yellow", staff=self.world.duty_officer)
        self.assertContains(self.lift(case), "发出督办的那一级", status_code=422)
        self.assertEqual(self.lift(case, staff=self.world.head).status_code, 403)
        self.lift(case, staff=self.world.duty_officer)
        self.assertIsNotNone(self.only(case).lifted_at)

    def test_it_needs_a_reason_and_happens_once(self) -> None:
        case = self.supervised("yellow")
        self.supervise(case, "red")
        first, second = Supervision.objects.order_by("pk")
        self.assertEqual(self.lift(case, row=second, reason="").status_code, 422)
        self.lift(case, row=second)
        self.assertEqual((case.supervised, case.supervision_due_at), ("yellow", first.due_at))
        self.assertEqual(self.lift(case, row=second).status_code, 422)

    def test_also_after_the_case_was_closed(self) -> None:
        case = self.supervised("yellow")
        self.answer(case)
        self.close(case)
        self.lift(case)
        self.assertEqual(self.only(case).points, 0)

    def test_another_cases_supervision_is_not_lifted_from_here(self) -> None:
        case, other = self.supervised("yellow"), self.supervised("red")
        self.assertEqual(self.lift(case, row=self.only(other)).status_code, 422)
        self.assertIsNone(self.only(other).lifted_at)


class RoundTests(SuperviseCase):
    def test_a_second_round_begins_without_badge_and_count(self) -> None:
        case = self.supervised("yellow")
        instructing.staff_urge(case, staff=self.world.dispatcher, text="请快一点。", now=self.now)
        self.answer(case)
        self.close(case)
        escalation.reopen(case, staff=self.world.dispatcher, reason="没有办完。", now=self.now)
        self.assertEqual((case.supervised, case.staff_urges), ("", 0))

    def test_withdrawn_by_the_resident_nothing_rises(self) -> None:
        case = self.supervised("normal")
        handling.withdraw(case, now=self.now)
        self.wait(hours=30)
        self.assertEqual(self.only(case).grade, "normal")
        self.assertFalse(Deadline.objects.filter(complaint=case, kind="supervised", met_at=None, void_at=None).exists())
