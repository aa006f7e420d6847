"""申请删除: the request, its legal deadline, and the queue of those who answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import complaints.chores
from complaints.models import Complaint, DeletionRequest
from complaints.services import escalation, handling, rights
from notices.models import Notice
from tests.complaints.desk_case import DeskCase


class AskDeletionTests(DeskCase):
    def ask(self, case: Complaint, **typed: str):
        typed.setdefault("client_key", str(uuid4()))
        answer = self.client.post(f"/c/{case.token}/deletion/", typed)
        case.refresh_from_db()
        return answer

    def test_the_request_has_its_deadline_and_the_page_says_it(self) -> None:
        case = self.closed()
        self.assertRedirects(self.ask(case, reason="不想留下电话"), f"/c/{case.token}/data/?done")
        request = DeletionRequest.objects.get()
        self.assertEqual(request.due_at - request.asked_at, timedelta(days=15))
        self.assertEqual(request.reason, "不想留下电话")
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "2026年12月8日 前在这里答复您")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "您申请删除个人信息，12月8日前答复您")

    def test_a_request_that_nobody_has_answered_is_not_called_done(self) -> None:
        case = self.file()
        self.ask(case)
        page = self.client.get(f"/c/{case.token}/data/?done")
        self.assertContains(page, "已经记下")
        self.assertNotContains(page, "已经办好")

    def test_the_head_hears_of_it_and_the_worker_does_not(self) -> None:
        case = self.closed()
        self.ask(case)
        told = Notice.objects.filter(template="deletion_asked")
        self.assertEqual([notice.staff for notice in told], [self.world.head])

    def test_the_queue_shows_it_to_those_who_answer_and_to_nobody_else(self) -> None:
        case = self.closed()
        self.ask(case)
        for staff, sees in (
            (self.world.head, 1),
            (self.world.dispatcher, 1),
            (self.world.wang, 0),
            (self.world.stranger, 0),
        ):
            page = self.login(staff).get("/desk/requests/")
            self.assertEqual(page.content.decode().count(f'data-code="{case.code}"'), sees, staff)

    def test_the_most_pressing_stands_first(self) -> None:
        first = self.closed()
        self.ask(first)
        self.watch.shift(timedelta(days=1))
        second = self.closed()
        self.ask(second)
        page = self.login(self.world.head).get("/desk/requests/").content.decode()
        self.assertLess(page.index(first.code), page.index(second.code))

    def test_past_its_deadline_it_is_shown_as_late_and_the_clock_tells_the_head_once(self) -> None:
        case = self.closed()
        self.ask(case)
        self.watch.shift(timedelta(days=15, minutes=-1))
        complaints.chores.sweep(self.now)
        self.assertFalse(Notice.objects.filter(template="deletion_overdue").exists())
        self.watch.shift(timedelta(minutes=2))
        for _ in range(2):
            complaints.chores.sweep(self.now)
        self.assertEqual(Notice.objects.get(template="deletion_overdue").staff, self.world.head)
        page = self.login(self.world.head).get("/desk/requests/")
        self.assertContains(page, "已超期")
        self.assertContains(page, "答复已超时")

    def test_whoever_has_been_answered_is_not_reminded_of(self) -> None:
        case = self.closed()
        self.ask(case)
        self.do(self.world.head, case, "refuse_deletion", reason="还在复查期内。")
        self.watch.shift(timedelta(days=16))
        complaints.chores.sweep(self.now)
        self.assertFalse(Notice.objects.filter(template="deletion_overdue").exists())

    def test_the_queue_says_truly_who_will_get_a_message_and_who_must_look_herself(self) -> None:
        silent = self.closed()
        rights.withdraw_consent(silent, now=self.now)
        words = {
            self.closed().pk: "答复后发短信告诉居民",
            self.closed(phone="0571-87654321").pk: "没有可以发短信的手机号",
            self.closed(phone="", identity="anonymous").pk: "没有可以发短信的手机号",
            silent.pk: "居民撤回了同意，不发短信",
        }
        for verb, template in (("refuse_deletion", "deletion_refused"), ("grant_deletion", "deletion_granted")):
            for pk, said in words.items():
                case = Complaint.objects.get(pk=pk)
                self.ask(case)
                page = self.login(self.world.head).get("/desk/requests/").content.decode()
                self.assertEqual([one for one in set(words.values()) if one in page], [said])
                self.do(self.world.head, case, verb, reason="还在复查期内。", sure="on")
                sent = Notice.objects.filter(template=template, key__startswith=case.code, channel="sms")
                self.assertEqual(sent.exists(), said.startswith("答复后发短信"), (verb, said))

    def test_where_no_head_is_the_next_above_hears_of_it(self) -> None:
        self.world.head.posts.all().delete()
        case = self.closed()
        self.ask(case)
        self.assertEqual(Notice.objects.get(template="deletion_asked").staff, self.world.dispatcher)

    def test_a_case_that_went_up_is_answered_there(self) -> None:
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        handling.withdraw(case, now=self.now)
        self.ask(case)
        self.assertNotIn("grant_deletion", self.offered(self.world.head, case))
        self.assertIn("grant_deletion", self.offered(self.world.dispatcher, case))

    def test_asking_twice_is_one_request(self) -> None:
        case, key = self.closed(), str(uuid4())
        for _ in range(2):
            self.assertRedirects(self.ask(case, client_key=key), f"/c/{case.token}/data/?done")
        self.assertContains(self.ask(case), "您已经申请过", status_code=422)
        self.assertEqual(DeletionRequest.objects.count(), 1)

    def test_an_open_case_may_be_asked_about_and_is_told_when_it_can_go(self) -> None:
        case = self.claimed()
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "办结或者您撤回以后才能删")
        self.ask(case)
        self.assertTrue(DeletionRequest.objects.exists())
        self.assertNotIn("grant_deletion", self.offered(self.world.head, case))
        self.assertIn("refuse_deletion", self.offered(self.world.head, case))

    def test_nobody_asked_and_nothing_is_offered(self) -> None:
        self.assertFalse({"grant_deletion", "refuse_deletion"} & self.offered(self.world.head, self.closed()))

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/deletion/"), f"/c/{case.token}/data/")
        self.assertFalse(DeletionRequest.objects.exists())
