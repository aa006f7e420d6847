"""退单: not ours, with one of the reasons; the unit above decides."""

from __future__ import annotations

from datetime import timedelta

from complaints.models import Deadline
from complaints.services import escalation, handling
from tests.complaints.desk_case import DeskCase
from tests.world import GAS, NOISE

LIFT = "3幢电梯又坏了，等了半天都不下来。"


class SendBackTests(DeskCase):
    def test_it_goes_to_the_unit_above_and_is_nobodys(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "send_back", reason="other_area", text="地点在河对面。")
        self.assertEqual((case.unit, case.stage, case.handler), (self.world.puyan, "ACCEPTED", None))
        self.assertContains(self.page(self.world.dispatcher, case), "→ 浦沿街道；不属本辖区；地点在河对面。")

    def test_a_reason_of_the_list_is_asked_for(self) -> None:
        case = self.claimed()
        for reason in ("", "no_time"):
            page = self.do(self.world.wang, case, "send_back", reason=reason, text="太忙。")
            self.assertContains(page, "请选择退单原因", status_code=422)
            self.assertContains(page, "太忙。</textarea>", status_code=422)
        self.assertEqual(case.stage, "CLAIMED")

    def test_a_burning_case_is_never_sent_back(self) -> None:
        case = self.claimed(text=GAS)
        page = self.do(self.world.wang, case, "send_back", reason="other_duty")
        self.assertContains(page, "特急事件不能退单", status_code=422)

    def test_after_the_second_time_the_superiors_word_is_final(self) -> None:
        case = self.file()
        for _ in range(2):
            self.do(self.world.wang, case, "send_back", reason="other_duty")
            escalation.delegate(
                case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="就由你们办。", now=self.now
            )
        page = self.do(self.world.wang, case, "send_back", reason="other_duty")
        self.assertContains(page, "已由上级指定承办", status_code=422)

    def test_it_cannot_be_sent_back_once_the_resident_was_reached(self) -> None:
        case = self.contacted()
        self.assertNotIn("send_back", self.offered(self.world.wang, case))
        self.assertEqual(self.do(self.world.wang, case, "send_back", reason="other_area").status_code, 409)

    def test_a_community_that_sent_it_back_cannot_send_it_back_from_the_street_too(self) -> None:
        case = self.file()
        self.do(self.world.wang, case, "send_back", reason="other_duty")
        for staff in (self.world.wang, self.world.li, self.world.head):
            self.assertNotIn("send_back", self.offered(staff, case))
        self.assertEqual(self.do(self.world.wang, case, "send_back", reason="other_duty").status_code, 403)
        self.assertEqual((case.unit, case.send_backs), (self.world.puyan, 1))

    def test_a_colleague_does_not_send_back_what_another_has_claimed(self) -> None:
        case = self.claimed()
        self.assertNotIn("send_back", self.offered(self.world.li, case))
        self.assertEqual(self.do(self.world.li, case, "send_back", reason="other_duty").status_code, 403)
        self.assertEqual(case.handler, self.world.wang)
        self.assertIn("send_back", self.offered(self.world.head, case))

    def test_a_handler_whose_case_climbed_meanwhile_sends_it_to_the_unit_that_has_it_now(self) -> None:
        case = self.claimed()
        self.wait(minutes=5)
        self.do(self.world.wang, case, "send_back", reason="other_area")
        self.assertEqual((case.unit, case.stage, case.handler), (self.world.puyan, "ACCEPTED", None))

    def test_soon_or_not_at_all_each_unit_with_a_time_of_its_own(self) -> None:
        for text, urgency, minutes in ((NOISE, "P2", 30), (LIFT, "P1", 10)):
            with self.subTest(urgency):
                case = self.file(text)
                self.assertEqual(case.urgency, urgency)
                escalation.delegate(
                    case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="先看。", now=self.now
                )
                self.watch.shift(timedelta(minutes=20))
                escalation.delegate(
                    case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="你们看。", now=self.now
                )
                self.watch.shift(timedelta(minutes=minutes, seconds=1))
                page = self.do(self.world.head, case, "send_back", reason="other_area")
                self.assertContains(page, f"要在收到后 {minutes} 分钟内退单", status_code=422)
                self.watch.shift(timedelta(seconds=-1))
                self.do(self.world.head, case, "send_back", reason="other_area")
                self.assertEqual(self.assertEntry(case, "send_back").body["held"], minutes * 60)

    def test_nobody_sends_back_what_she_has_begun(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "set_out")
        self.assertContains(
            self.do(self.world.wang, case, "send_back", reason="other_area"), "已经开始办理", status_code=422
        )
        called = self.contacted()
        self.do(self.world.wang, called, "release", reason="想退单。")
        page = self.do(self.world.head, called, "send_back", reason="other_area")
        self.assertContains(page, "已经开始办理", status_code=422)

    def test_what_another_unit_had_begun_does_not_bind_the_next(self) -> None:
        case = self.contacted()
        escalation.delegate(
            case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="在冠山。", now=self.now
        )
        self.watch.shift(timedelta(minutes=1))
        escalation.delegate(
            case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="还是你们。", now=self.now
        )
        self.do(self.world.head, case, "send_back", reason="other_area")
        self.assertEqual(case.send_backs, 1)

    def test_the_way_up_gives_no_time_and_no_clean_sheet_to_send_it_back(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "set_out")
        self.do(self.world.wang, case, "escalate", reason="办不了。")
        page = self.do(self.world.wang, case, "send_back", reason="other_duty")
        self.assertContains(page, "已经开始办理", status_code=422)
        late = self.claimed(phone="13811112222")
        self.wait(minutes=31)  # the clock has sent it up meanwhile
        self.do(self.world.wang, late, "escalate", reason="办不了。")
        handling.claim(late, staff=self.world.wang, now=self.now)
        page = self.do(self.world.wang, late, "send_back", reason="other_duty")
        self.assertContains(page, "要在收到后 30 分钟内退单", status_code=422)

    def test_the_time_spent_counts_on(self) -> None:
        case, begun = self.file(), self.now
        self.watch.shift(timedelta(minutes=4))
        self.do(self.world.head, case, "send_back", reason="other_area")
        due = dict(Deadline.objects.filter(complaint=case, met_at=None, void_at=None).values_list("kind", "due_at"))
        self.assertEqual((due["contact"], due["close"]), (begun + timedelta(minutes=5), begun + timedelta(hours=24)))
        self.wait(minutes=1)
        self.assertEqual(self.entries(case)[-1], "miss")

    def test_after_two_the_superior_designates_and_the_page_says_so(self) -> None:
        case = self.file()
        for _ in range(2):
            self.do(self.world.head, case, "send_back", reason="other_duty")
            escalation.delegate(
                case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="就由你们办。", now=self.now
            )
        self.assertContains(self.page(self.world.head, case), "→ 东冠社区；指定承办；就由你们办。")
