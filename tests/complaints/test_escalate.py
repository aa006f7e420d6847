"""She passes a case up the four levels."""

from __future__ import annotations

from complaints.services import escalation
from tests.complaints.desk_case import DeskCase


class EscalateTests(DeskCase):
    def test_the_street_answers_from_now_on_and_she_keeps_it_until_somebody_takes_over(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "escalate", reason="需要街道协调多个部门。")
        self.assertEqual((case.unit, case.handler, case.stage), (self.world.puyan, self.world.wang, "CLAIMED"))
        self.assertEntry(case, "escalate", reason="需要街道协调多个部门。")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "已上报到浦沿街道")

    def test_it_goes_up_to_the_district_and_no_further(self) -> None:
        case = self.claimed()
        for _ in range(2):
            self.do(self.world.wang, case, "escalate", reason="再上一级。")
        self.assertEqual(case.unit, self.world.district)
        page = self.do(self.world.wang, case, "escalate", reason="还要上。")
        self.assertContains(page, "没有上级可以上报", status_code=422)
        self.assertContains(page, "还要上。</textarea>", status_code=422)

    def test_a_reason_is_asked_for(self) -> None:
        case = self.claimed()
        self.assertContains(self.do(self.world.wang, case, "escalate", reason=""), "请写明为什么上报", status_code=422)
        self.assertEqual(case.unit, self.world.dongguan)

    def test_a_colleague_may_pass_up_what_nobody_has_claimed(self) -> None:
        case = self.file()
        self.do(self.world.li, case, "escalate", reason="没有人手。")
        self.assertEqual(case.unit, self.world.puyan)

    def test_the_community_still_sees_it_the_stranger_still_does_not(self) -> None:
        case = self.claimed()
        escalation.escalate(case, staff=self.world.wang, reason="请街道协调。", now=self.now)
        self.assertEqual(self.page(self.world.li, case).status_code, 200)
        self.assertEqual(self.page(self.world.stranger, case).status_code, 404)
        self.assertEqual(self.do(self.world.stranger, case, "escalate", reason="我来看看。").status_code, 404)
