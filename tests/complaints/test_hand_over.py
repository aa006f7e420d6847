"""The handler, or her superior, gives a case to a colleague."""

from __future__ import annotations

from tests.complaints.desk_case import DeskCase


class HandOverTests(DeskCase):
    def test_a_colleague_goes_on_and_the_resident_reads_it(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "hand_over", to="li", reason="明天休假。")
        self.assertEqual((case.handler, case.last_handler, case.stage), (self.world.li, self.world.wang, "CONTACTED"))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "转由李社工继续办理")
        self.assertIn("call_back", self.offered(self.world.li, case))
        self.assertNotIn("call_back", self.offered(self.world.wang, case))

    def test_only_colleagues_of_the_unit_are_offered(self) -> None:
        case = self.claimed()
        choices = self.page(self.world.wang, case).context["forms"]["hand_over"].fields["to"].choices
        self.assertEqual({username for username, _ in choices if username}, {"li", "shuji"})

    def test_a_stranger_cannot_be_chosen_and_the_reason_stays(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "hand_over", to="stranger", reason="给远方的同事。")
        self.assertContains(page, "请选择本单位的另一位同事", status_code=422)
        self.assertContains(page, "给远方的同事。</textarea>", status_code=422)
        self.assertEqual(case.handler, self.world.wang)

    def test_a_colleague_cannot_take_it_that_way(self) -> None:
        case = self.claimed()
        self.assertEqual(self.do(self.world.li, case, "hand_over", to="li", reason="给我。").status_code, 403)
        self.assertEqual(case.handler, self.world.wang)

    def test_the_head_may_hand_it_over(self) -> None:
        case = self.claimed()
        self.do(self.world.head, case, "hand_over", to="li", reason="小王去开会了。")
        self.assertEqual(case.handler, self.world.li)
