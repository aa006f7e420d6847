"""退单: not ours, with one of the reasons; the unit above decides."""

from __future__ import annotations

from complaints.services import escalation
from tests.complaints.desk_case import DeskCase
from tests.world import GAS


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
