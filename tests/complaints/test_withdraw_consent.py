"""撤回同意: what is not needed stops; the case goes on by law."""

from __future__ import annotations

from uuid import uuid4

from complaints.models import Complaint, Rating
from complaints.services import handling, rights
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import ANSWER


class WithdrawConsentTests(StoryCase):
    def post(self, case: Complaint, **typed: str):
        typed.setdefault("client_key", str(uuid4()))
        return self.client.post(f"/c/{case.token}/consent/", typed)

    def sms(self) -> list[str]:
        return list(Notice.objects.filter(channel="sms").values_list("template", flat=True))

    def test_no_more_messages_and_no_invitation_to_rate(self) -> None:
        case = self.contacted()
        self.assertRedirects(self.post(case), f"/c/{case.token}/data/?done")
        before = self.sms()
        handling.reply(case, staff=self.world.wang, text="明天上门。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=49)
        self.assertEqual(self.sms(), before)
        self.assertFalse(Rating.objects.exists())

    def test_what_still_waited_is_not_sent_but_the_old_number_hears_that_it_was_replaced(self) -> None:
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
        rights.correct(case, phone="13900139000", now=self.now)
        self.post(case)
        waiting = Notice.objects.filter(channel="sms", state="waiting").values_list("template", flat=True)
        self.assertEqual(list(waiting), ["contact_changed"])

    def test_the_case_goes_on_and_the_page_says_what_stops_and_what_does_not(self) -> None:
        case = self.claimed()
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "不能停的")
        self.post(case)
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "撤回了同意")
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了。", now=self.now)
        self.assertIn("call_back", self.entries(case))

    def test_it_can_be_taken_back(self) -> None:
        case = self.claimed()
        self.post(case)
        self.post(case, again="1")
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
        self.assertIn("call_missed", self.sms())
        self.assertEqual(self.entries(case)[-3:], ["withdraw_consent", "give_consent", "call_missed"])

    def test_the_invitation_comes_when_she_agreed_again_in_time(self) -> None:
        case = self.closed()
        self.post(case)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "以后请您评价")
        self.post(case, again="1")
        self.wait(hours=48)
        self.assertTrue(Rating.objects.exists())

    def test_a_double_tap_withdraws_once(self) -> None:
        case, key = self.file(), str(uuid4())
        for _ in range(2):
            self.assertRedirects(self.post(case, client_key=key), f"/c/{case.token}/data/?done")
        self.assertEqual(self.entries(case).count("withdraw_consent"), 1)

    def test_a_second_time_is_told_that_it_is_done(self) -> None:
        case = self.file()
        self.post(case)
        self.assertContains(self.post(case), "您已经撤回过", status_code=422)

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/consent/"), f"/c/{case.token}/data/")
        self.assertNotIn("withdraw_consent", self.entries(case))
