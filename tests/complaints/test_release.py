"""退回认领: she gives a case back to the queue."""

from __future__ import annotations

from tests.complaints.desk_case import DeskCase


class ReleaseTests(DeskCase):
    def test_it_waits_again_and_somebody_new_has_to_call(self) -> None:
        case = self.contacted()
        self.wait(minutes=10)
        self.do(self.world.wang, case, "release", reason="临时有紧急事件。")
        self.assertEqual((case.stage, case.handler, case.last_handler), ("ACCEPTED", None, self.world.wang))
        renewed = case.deadlines.get(kind="contact", met_at=None)
        self.assertGreater(renewed.due_at, self.now)
        self.assertIn("claim", self.offered(self.world.li, case))

    def test_a_reason_is_asked_for(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "release", reason="")
        self.assertContains(page, "请写明为什么退回", status_code=422)
        self.assertEqual(case.handler, self.world.wang)

    def test_a_colleague_cannot_release_it(self) -> None:
        case = self.claimed()
        self.assertEqual(self.do(self.world.li, case, "release", reason="放掉。").status_code, 403)
        self.assertEqual(case.stage, "CLAIMED")
