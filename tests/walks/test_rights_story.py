"""A resident's rights over her own data, from the first look to the last trace (个人信息保护法 44-47)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import complaints.chores
from complaints import ledger
from complaints.models import Complaint
from complaints.services import handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.photos import photo
from tests.world import ANSWER, NOISE

OLD, NEW = "13800138001", "13900139000"


class RightsStory(DeskCase):
    def post(self, case: Complaint, where: str, **typed: object) -> None:
        typed.setdefault("client_key", str(uuid4()))
        answer = self.client.post(f"/c/{case.token}/{where}/", typed)
        self.assertEqual(answer.status_code, 302, where)
        case.refresh_from_db()

    def test_see_correct_withdraw_consent_delete(self) -> None:
        w = self.world
        self.client.post("/q/TESTDOOR01/file/", {"text": NOISE, "phone": OLD, "name": "王小明", "files": [photo()]})
        case = Complaint.objects.get()

        # She sees what is kept, and that the number is an old one; she puts it right, and is rung there.
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "138****8001")
        self.post(case, "correct", phone=NEW)
        self.assertEqual(Notice.objects.get(template="contact_changed").phone, "+86" + OLD)
        self.do(w.wang, case, "claim")
        self.assertContains(self.page(w.wang, case), f"tel:+86{NEW}")
        self.do(w.wang, case, "call_back", outcome="connected", summary="约好今晚上门。")

        # They write to each other; her page is the place for it.
        self.do(w.wang, case, "reply", text="请补一段录像的截图。", files=[photo()])
        self.post(case, "add", text="截图在这里。", files=[photo()])
        self.assertContains(self.client.get(f"/c/{case.token}/"), "请补一段录像的截图。")

        # She wants no more messages: from here on nothing goes to her telephone, and nobody asks for a rating.
        self.post(case, "consent")
        sent = Notice.objects.filter(channel="sms").count()
        handling.close(case, staff=w.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=49)
        self.assertEqual(Notice.objects.filter(channel="sms").count(), sent)
        self.assertContains(self.client.get(f"/c/{case.token}/"), ANSWER)

        # She asks that all of it be deleted. The head is slow: the clock reminds her, and the queue shows it as late.
        self.post(case, "deletion", reason="事情过去了。")
        self.watch.shift(timedelta(days=15, hours=1))
        complaints.chores.sweep(self.now)
        self.assertEqual(Notice.objects.get(template="deletion_overdue").staff, w.head)
        self.assertContains(self.login(w.head).get("/desk/requests/"), "答复已超时")
        with self.captureOnCommitCallbacks(execute=True):
            self.do(w.head, case, "grant_deletion", sure="on")

        # Nothing of her is left, the history is whole, and her link still says so.
        page = self.client.get(f"/c/{case.token}/").content.decode()
        for trace in (NOISE, "录像", "截图在这里", ANSWER, "139****"):
            self.assertNotIn(trace, page)
        self.assertIn("您的个人信息已删除", page)
        self.assertEqual((case.text, case.name, case.phone, case.attachments.count()), ("", "", "", 0))
        self.assertEqual(list(ledger.faults(case)), [])
