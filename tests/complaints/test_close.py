"""She closes the case with an answer to the resident and the honest kind of closing."""

from __future__ import annotations

from binan.kit.errors import Moved
from complaints.services import handling
from tests.complaints.desk_case import DeskCase
from tests.world import ANSWER


class CloseTests(DeskCase):
    def test_the_answer_reaches_the_resident_and_the_promise_is_kept(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        self.assertEqual((case.stage, case.closing_kind, case.closed_at), ("CLOSED", "SUBSTANTIVE", self.now))
        self.assertEqual(case.deadlines.get(kind="close").met_at, self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/"), ANSWER)
        self.assertContains(self.page(self.world.wang, case), "实质性办结")

    def test_a_short_answer_is_refused_and_stays_in_the_form(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "close", result="办好了。", closing_kind="SUBSTANTIVE")
        self.assertContains(page, "至少写 20 个字", status_code=422)
        self.assertContains(page, "办好了。</textarea>", status_code=422)
        self.assertRegex(page.content.decode(), r'value="SUBSTANTIVE"[^>]*checked')
        self.assertEqual(case.stage, "CONTACTED")

    def test_it_cannot_be_closed_before_the_resident_was_reached(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertContains(page, "还没有联系上诉求人", status_code=422)
        for _ in range(3):
            handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
            self.wait(hours=1)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertEqual(case.stage, "CLOSED")

    def test_a_kind_must_be_chosen_and_interim_is_not_for_a_case_without_mediation(self) -> None:
        case = self.contacted()
        self.assertContains(self.do(self.world.wang, case, "close", result=ANSWER), "请选择办结方式", status_code=422)
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="INTERIM")
        self.assertContains(page, "请选择办结方式", status_code=422)
        self.assertEqual(case.stage, "CONTACTED")

    def test_a_case_in_mediation_is_answered_in_the_interim_and_stays_open(self) -> None:
        case = self.contacted()
        handling.book_mediation(case, at="明天 14:00", room="浦沿潮调解室", now=self.now)
        self.assertIn("close", self.offered(self.world.wang, case))
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        self.assertContains(page, "请选择办结方式", status_code=422)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="INTERIM")
        self.assertEqual((case.stage, self.entries(case)[-1]), ("MEDIATING", "close_interim"))

    def test_what_was_written_is_shown_again_when_the_case_was_gone_meanwhile(self) -> None:
        case = self.contacted()
        handling.withdraw(case, now=self.now)
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        self.assertContains(page, "现在是“已撤回”", status_code=409)
        self.assertContains(page, "您刚才写的没有提交", status_code=409)
        self.assertContains(page, ANSWER, status_code=409)

    def test_a_colleague_cannot_close_it(self) -> None:
        case = self.contacted()
        self.assertNotIn("close", self.offered(self.world.li, case))
        answer = self.do(self.world.li, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE")
        self.assertEqual((answer.status_code, case.stage), (403, "CONTACTED"))

    def test_a_superior_opens_it_again_one_level_up(self) -> None:
        case = self.closed()
        self.assertNotIn("reopen", self.offered(self.world.head, case))
        self.do(self.world.dispatcher, case, "reopen", reason="居民来电说没有解决。")
        self.assertEqual((case.stage, case.round, case.unit), ("ACCEPTED", 2, self.world.puyan))
        self.assertContains(self.page(self.world.wang, case), "二次办理")

    def test_the_handler_is_not_told_that_she_herself_was_faster(self) -> None:
        case = self.claimed()
        with self.assertRaises(Moved) as told:
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="INTERIM", now=self.now)
        self.assertIn("现在是“已认领”", told.exception.sentence)
