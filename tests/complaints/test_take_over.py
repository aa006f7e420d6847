"""接手: a superior takes an escalated case into her own hands."""

from __future__ import annotations

from complaints.services import escalation
from tests.complaints.desk_case import DeskCase


class TakeOverTests(DeskCase):
    def test_the_dispatcher_becomes_the_handler_and_may_call(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        self.do(self.world.dispatcher, case, "take_over")
        self.assertEqual(
            (case.handler, case.last_handler, case.stage), (self.world.dispatcher, self.world.wang, "CONTACTED")
        )
        self.assertContains(self.page(self.world.dispatcher, case), "拨打电话")
        self.assertNotContains(self.page(self.world.wang, case), "拨打电话")

    def test_a_colleague_is_no_superior(self) -> None:
        case = self.claimed()
        self.assertNotIn("take_over", self.offered(self.world.li, case))
        self.assertEqual(self.do(self.world.li, case, "take_over").status_code, 403)

    def test_the_head_cannot_take_what_is_the_streets_now(self) -> None:
        case = self.claimed()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        self.assertNotIn("take_over", self.offered(self.world.head, case))
        self.assertEqual(self.do(self.world.head, case, "take_over").status_code, 403)
