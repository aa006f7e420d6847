"""She calls back and logs it: reached meets the five-minute promise, not reached does not."""

from __future__ import annotations

from uuid import uuid4

from complaints.models import Call
from complaints.services import handling
from tests.complaints.desk_case import DeskCase


class CallBackTests(DeskCase):
    def test_a_call_that_was_answered_meets_the_promise_and_tells_the_resident(self) -> None:
        case = self.claimed()
        self.wait(minutes=2)
        page = self.do(self.world.wang, case, "call_back", outcome="connected", summary="约好今晚上门。")
        self.assertContains(page, "已记录通话")
        self.assertEqual(case.stage, "CONTACTED")
        self.assertEqual(case.first_contact_at, self.now)
        self.assertEqual(case.deadlines.get(kind="contact").met_at, self.now)
        call = Call.objects.get(complaint=case)
        self.assertEqual((call.staff, call.outcome, call.summary), (self.world.wang, "connected", "约好今晚上门。"))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "王社工和您通了电话")

    def test_an_attempt_is_a_record_and_the_promise_goes_on(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "call_back", outcome="no_answer", summary="")
        self.assertEqual((case.stage, case.contact_tries), ("CLAIMED", 1))
        self.assertIsNone(case.deadlines.get(kind="contact").met_at)
        self.assertEqual(Call.objects.get(complaint=case).outcome, "no_answer")
        self.assertContains(self.page(self.world.wang, case), "已有 1 次没有接通")

    def test_an_answered_call_without_a_word_comes_back_with_what_was_chosen(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "call_back", outcome="connected", summary=" ​ ")
        self.assertContains(page, "接通了请写一句谈了什么", status_code=422)
        self.assertRegex(page.content.decode(), r'value="connected"[^>]*checked')
        self.assertEqual(self.entries(case)[-1], "claim")

    def test_an_outcome_of_ones_own_is_refused_and_the_words_stay(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "call_back", outcome="maybe", summary="谈了很久。")
        self.assertContains(page, "请选择通话结果", status_code=422)
        self.assertContains(page, "谈了很久。</textarea>", status_code=422)

    def test_logging_it_twice_is_one_call(self) -> None:
        case, key = self.claimed(), str(uuid4())
        for _ in range(2):
            self.do(self.world.wang, case, "call_back", outcome="connected", summary="通了。", client_key=key)
        self.assertEqual(Call.objects.filter(complaint=case).count(), 1)
        self.assertEqual(self.entries(case).count("call_back"), 1)

    def test_the_number_is_on_the_page_of_whoever_has_to_call_and_on_no_other(self) -> None:
        case = self.file()
        self.assertNotContains(self.page(self.world.wang, case), "13800138001")
        handling.claim(case, staff=self.world.wang, now=self.now)
        page = self.page(self.world.wang, case)
        self.assertContains(page, 'href="tel:+8613800138001"')
        self.assertContains(page, "拨打电话")
        self.assertContains(page, "138****8001")
        for other in (self.world.li, self.world.head, self.world.dispatcher, self.world.duty_officer):
            seen = self.page(other, case)
            self.assertNotContains(seen, "13800138001")
            self.assertContains(seen, "138****8001")
        closed = self.closed()
        self.assertNotContains(self.page(self.world.wang, closed), "13800138001")

    def test_only_the_handler_logs_calls(self) -> None:
        case = self.claimed()
        self.assertIn("call_back", self.offered(self.world.wang, case))
        self.assertNotIn("call_back", self.offered(self.world.li, case))
        page = self.do(self.world.li, case, "call_back", outcome="connected", summary="我打的。")
        self.assertContains(page, "它由王小红办理", status_code=403)
        self.assertEqual(self.entries(case)[-1], "claim")

    def test_what_was_said_is_masked_in_the_timeline_of_the_case(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "call_back", outcome="connected", summary="对方住6幢1203室，电话13912345678。")
        page = self.page(self.world.li, case)
        self.assertContains(page, "139****5678")
        self.assertNotContains(page, "13912345678")
        self.assertNotContains(page, "1203")

    def test_by_script_the_answer_is_the_fresh_case_and_its_draft_is_done(self) -> None:
        case = self.claimed()
        answer = self.do(self.world.wang, case, "call_back", htmx=True, outcome="connected", summary="通了。")
        self.assertContains(answer, 'data-finished="call_back"')
        self.assertContains(answer, 'data-stage="CONTACTED"')
        self.assertNotContains(answer, "<html")
