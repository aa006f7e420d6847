"""A superior gives a case to a unit below."""

from __future__ import annotations

from tests.complaints.desk_case import DeskCase


class DelegateTests(DeskCase):
    def test_the_street_gives_it_to_another_community_where_it_must_be_claimed(self) -> None:
        case = self.claimed()
        self.do(self.world.dispatcher, case, "delegate", unit=self.world.guanshan.pk, reason="请冠山社区办。")
        self.assertEqual((case.unit, case.stage, case.handler), (self.world.guanshan, "ACCEPTED", None))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "已交给冠山社区办理")
        self.assertEqual(self.page(self.world.wang, case).status_code, 404)

    def test_the_boards_that_lost_it_are_told(self) -> None:
        case = self.claimed()
        with self.listening(f"board.{self.world.dongguan.pk}") as heard, self.captureOnCommitCallbacks(execute=True):
            self.do(self.world.dispatcher, case, "delegate", unit=self.world.guanshan.pk, reason="请冠山社区办。")
        self.assertEqual([(message["type"], message["code"]) for message in heard], [("gone", case.code)])

    def test_only_units_below_are_offered(self) -> None:
        case = self.file()
        form = self.page(self.world.dispatcher, case).context["forms"]["delegate"]
        self.assertEqual({unit.name for unit in form.units.values()}, {"冠山社区", "东冠第一网格"})
        everywhere = self.page(self.world.duty_officer, case).context["forms"]["delegate"]
        self.assertIn("中兴社区", {unit.name for unit in everywhere.units.values()})

    def test_a_unit_of_another_street_is_refused_and_the_words_stay(self) -> None:
        case = self.file()
        page = self.do(self.world.dispatcher, case, "delegate", unit=self.world.zhongxing.pk, reason="请你们办。")
        self.assertContains(page, "请选择下级单位", status_code=422)
        self.assertContains(page, "请你们办。</textarea>", status_code=422)
        self.assertEqual(case.unit, self.world.dongguan)

    def test_the_head_gives_it_to_a_grid_and_the_grid_worker_sees_it(self) -> None:
        case = self.file()
        self.assertEqual(self.page(self.world.gridder, case).status_code, 404)
        self.do(self.world.head, case, "delegate", unit=self.world.grid.pk, reason="请现场看一下。")
        self.assertIn("claim", self.offered(self.world.gridder, case))

    def test_a_social_worker_cannot_delegate(self) -> None:
        case = self.claimed()
        self.assertNotIn("delegate", self.offered(self.world.wang, case))
        page = self.do(self.world.wang, case, "delegate", unit=self.world.grid.pk, reason="你们去。")
        self.assertEqual((page.status_code, case.unit), (422, self.world.dongguan))
