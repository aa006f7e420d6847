"""接到了 / 没接到: the second side of the proof that we rang (work.md A5, I2)."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse

from complaints.models import Call, Complaint
from complaints.services import handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase


class HearTests(DeskCase):
    def say(self, case: Complaint, heard: str, key: str = "") -> HttpResponse:
        call = Call.objects.filter(complaint=case).latest("at")
        typed = {"call": call.pk, "heard": heard, "client_key": key or str(uuid4())}
        answer = self.client.post(f"/c/{case.token}/call/", typed, follow=True)
        case.refresh_from_db()
        return answer

    def test_she_is_asked_once_and_the_desk_sees_both_sides(self) -> None:
        case = self.contacted()
        self.assertContains(self.client.get(f"/c/{case.token}/"), "的电话，您接到了吗？")
        self.assertContains(self.page(self.world.wang, case), "居民还没有确认")
        page = self.say(case, "yes")
        self.assertContains(page, "您说接到了这个电话")
        self.assertNotContains(page, "您接到了吗")
        self.assertContains(self.page(self.world.wang, case), "居民说接到了")
        self.assertEqual(Call.objects.get().resident_said_at, self.now)

    def test_a_denial_opens_the_promise_again_and_the_head_hears_of_it(self) -> None:
        case = self.contacted()
        self.wait(minutes=20)
        self.say(case, "no")
        contact = case.deadlines.get(kind="contact", met_at=None, void_at=None)
        self.assertEqual((contact.opened_at, case.first_contact_at, case.stage), (self.now, None, "CONTACTED"))
        told = set(Notice.objects.filter(template="call_denied").values_list("staff__username", flat=True))
        self.assertEqual(told, {"wang", "shuji"})
        self.assertContains(self.page(self.world.head, case), "居民说没接到")
        self.wait(minutes=5)
        self.assertEqual(self.entries(case)[-2:], ["miss", "escalate"])

    def test_after_a_denial_it_cannot_be_closed_before_she_was_really_reached(self) -> None:
        case = self.contacted()
        self.say(case, "no")
        page = self.do(
            self.world.wang,
            case,
            "close",
            result="已经和楼上说好，今后注意。双方都认可了。",
            closing_kind="SUBSTANTIVE",
        )
        self.assertContains(page, "还没有联系上诉求人", status_code=422)

    def test_one_answer_for_each_call(self) -> None:
        case, key = self.contacted(), str(uuid4())
        for _ in range(2):
            self.assertEqual(self.say(case, "yes", key).status_code, 200)
        self.assertEqual(self.say(case, "no").status_code, 422)
        self.assertEqual(self.entries(case).count("confirm_call"), 1)
        self.wait(minutes=1)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="又谈了。", now=self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/"), "您接到了吗")

    def test_a_call_of_another_case_is_not_hers_to_answer(self) -> None:
        case, other = self.contacted(), self.contacted()
        call = Call.objects.get(complaint=other)
        self.assertEqual(self.client.post(f"/c/{case.token}/call/", {"call": call.pk, "heard": "no"}).status_code, 422)
        self.assertEqual(Call.objects.get(pk=call.pk).resident_says, "")

    def test_an_attempt_that_failed_asks_nothing(self) -> None:
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "您接到了吗")

    def test_after_the_end_a_denial_is_a_record_for_the_head_and_no_clock(self) -> None:
        case = self.closed()
        self.say(case, "no")
        self.assertFalse(case.deadlines.filter(kind="contact", met_at=None, void_at=None).exists())
        self.assertTrue(Notice.objects.filter(template="call_denied", staff=self.world.head).exists())
