"""同意删除 and 不同意删除: what is gone, what stays, and that the history is still whole."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.management import call_command

import complaints.chores
from complaints import ledger
from complaints.models import Attachment, Call, Complaint, DeletionRequest, HeldUpload, Rating
from complaints.services import attachments, handling, rating, rights
from notices import outbox
from notices.models import Notice
from notices.texts import values
from tests.complaints.desk_case import DeskCase
from tests.photos import photo
from tests.world import ANSWER

SECRETS = ("13800138001", "王小明", "跳绳", "老人心脏", "有录像", "约好上门", "谢谢王社工", "答应今后")


class GrantDeletionTests(DeskCase):
    def asked(self) -> Complaint:
        """A rated case with everything in it that a case can hold, whose resident asks that it be deleted."""
        case = self.contacted(name="王小明", identity="real", photos=attachments.check([photo()]))
        handling.add_info(case, text="刚才又跳了，有录像。", photos=attachments.check([photo()]), now=self.now)
        handling.reply(case, staff=self.world.wang, text="明天再去跳绳那家看。", now=self.now)
        handling.note(case, staff=self.world.wang, text="王小明情绪激动。", now=self.now)
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.wait(hours=48)
        rating.rate(Rating.objects.get(), choice=5, comment="谢谢王社工", now=self.now)
        rights.ask_deletion(case, reason="王小明不想留名", now=self.now)
        case.refresh_from_db()
        return case

    def grant(self, case: Complaint, **more: str):
        with self.captureOnCommitCallbacks(execute=True):
            return self.do(self.world.head, case, "grant_deletion", sure="on", **more)

    def told(self) -> None:
        """The morning comes, and the messages go out."""
        self.wait(hours=14)
        outbox.deliver(self.now)
        complaints.chores.sweep(self.now)

    def test_she_is_told_once_without_a_word_about_her_and_then_the_number_goes(self) -> None:
        case, key = self.asked(), str(uuid4())
        for _ in range(2):
            self.grant(case, client_key=key)
        news = Notice.objects.get(template="deletion_granted")
        self.assertEqual((news.phone, set(news.data)), ("+8613800138001", {"code", "token"}))
        self.assertIn(f"您申请的删除已经办好（编号{case.code}）", news.text)
        self.assertTrue(news.text.endswith("/data/"))
        self.assertEqual(set(values(news.template, news.data)), {"code", "token"})
        self.told()
        news.refresh_from_db()
        self.assertEqual((news.state, news.phone, news.data), ("sent", "", {}))
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "删除已办好")

    def test_a_number_nobody_can_text_and_a_consent_withdrawn_are_not_told(self) -> None:
        fixed = self.closed(phone="0571-87654321")
        silent = self.closed()
        rights.withdraw_consent(silent, now=self.now)
        for case in (fixed, silent):
            rights.ask_deletion(case, now=self.now)
            self.grant(case)
        self.assertFalse(Notice.objects.filter(template="deletion_granted").exists())

    def test_nothing_about_her_is_left_in_any_row_or_file(self) -> None:
        case = self.asked()
        files = list(Attachment.objects.values_list("file", flat=True))
        self.assertTrue(files and all(default_storage.exists(file) for file in files))
        self.grant(case)
        self.assertFalse(any(default_storage.exists(file) for file in files))
        self.told()
        rows = [
            case.__dict__, *Notice.objects.values("data", "phone"), *case.entries.values("body"), *Call.objects.values("summary"),
            *Rating.objects.values("comment"), *DeletionRequest.objects.values("reason"), *HeldUpload.objects.values(),
        ]  # fmt: skip
        left = " ".join(str(row) for row in rows)
        self.assertEqual([secret for secret in SECRETS if secret in left], [])
        self.assertEqual((case.phone_key, Attachment.objects.count()), ("", 0))

    def test_the_chain_stays_whole_and_the_command_counts_what_was_erased(self) -> None:
        case = self.asked()
        receipt = case.short_head
        self.grant(case)
        self.assertEqual(list(ledger.faults(case)), [])
        self.assertTrue(ledger.fits(case, receipt))
        out = StringIO()
        call_command("verify_timeline", stdout=out)
        erased = case.entries.filter(body="").count()
        self.assertIn(f"其中 {erased} 条记录的内容已按隐私规定删除", out.getvalue())
        self.assertGreaterEqual(erased, 5)

    def test_who_did_what_when_is_still_there(self) -> None:
        case = self.asked()
        kinds = self.entries(case)
        self.grant(case)
        self.assertEqual(self.entries(case), [*kinds, "grant_deletion"])
        self.assertEntry(case, "claim", who="王社工")
        register = DeletionRequest.objects.get()
        self.assertEqual((register.granted, register.decided_by), (True, self.world.head))

    def test_her_page_and_the_desk_still_open_and_say_what_happened(self) -> None:
        case = self.asked()
        self.grant(case)
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "您的个人信息已经删除")
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "已删除：内容、称呼")
        desk = self.page(self.world.wang, case)
        self.assertContains(desk, "（内容已按规定删除）")
        for shown in (
            page,
            desk,
            self.client.get(f"/c/{case.token}/data/"),
            self.login(self.world.head).get("/desk/requests/"),
        ):
            self.assertEqual([s for s in SECRETS if s in shown.content.decode()], [])

    def test_the_number_no_longer_finds_it(self) -> None:
        case = self.asked()
        self.grant(case)
        found = self.client.post("/track/", {"code": case.code, "phone": "13800138001"})
        self.assertContains(found, "没有查到", status_code=422)

    def test_a_message_that_waits_is_never_sent(self) -> None:
        case = self.asked()
        self.grant(case)
        waiting = Notice.objects.filter(state__in=["waiting", "sending"]) | Notice.objects.exclude(next_try_at=None)
        self.assertEqual([notice.template for notice in waiting], ["deletion_granted"])

    def test_another_case_of_hers_keeps_everything(self) -> None:
        other = self.file(photos=attachments.check([photo()]))
        self.grant(self.asked())
        other.refresh_from_db()
        self.assertIn("跳绳", other.text)
        self.assertTrue(default_storage.exists(other.attachments.get().file))
        self.assertTrue(Notice.objects.get(key__startswith=other.code, channel="sms").phone)

    def test_files_go_with_the_next_sweep_when_the_server_fell_at_once(self) -> None:
        case = self.asked()
        file = Attachment.objects.first().file
        self.do(self.world.head, case, "grant_deletion", sure="on")  # nothing after commit happens in this test
        self.assertTrue(default_storage.exists(file))
        attachments.purge_held(self.now)
        self.assertFalse(default_storage.exists(file))

    def test_it_is_asked_once_more_before_it_is_done(self) -> None:
        case = self.asked()
        page = self.do(self.world.head, case, "grant_deletion")
        self.assertContains(page, "请先勾选确认", status_code=422)
        self.assertIsNone(case.erased_at)

    def test_a_double_tap_is_one_decision(self) -> None:
        case, key = self.asked(), str(uuid4())
        for _ in range(2):
            self.grant(case, client_key=key)
        self.assertEqual(self.entries(case).count("grant_deletion"), 1)

    def test_a_case_in_hand_is_not_deleted(self) -> None:
        case = self.claimed()
        rights.ask_deletion(case, now=self.now)
        self.assertEqual(self.do(self.world.head, case, "grant_deletion", sure="on").status_code, 409)
        self.assertTrue(case.text)

    def test_what_is_deleted_is_not_opened_again(self) -> None:
        case = self.closed()
        self.wait(hours=48)
        rights.ask_deletion(case, now=self.now)
        self.grant(case)
        answer = self.do(self.world.duty_officer, case, "reopen", reason="又响了。")
        self.assertContains(answer, "不能再办理", status_code=422)
        self.client.post(f"/r/{Rating.objects.get().token}/", {"choice": 1})
        case.refresh_from_db()
        self.assertEqual(case.stage, "CLOSED")

    def test_deletion_ends_the_appointment_to_ask_for_a_rating(self) -> None:
        case = self.closed()
        rights.ask_deletion(case, now=self.now)
        self.grant(case)
        self.wait(hours=49)
        self.assertFalse(Rating.objects.exists())


class RefuseDeletionTests(DeskCase):
    def test_she_reads_the_reason_and_nothing_is_deleted(self) -> None:
        case = self.closed()
        rights.ask_deletion(case, now=self.now)
        self.do(self.world.head, case, "refuse_deletion", reason="这件事已进入诉讼，需要保存证据。")
        self.assertContains(self.client.get(f"/c/{case.token}/data/"), "需要保存证据")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "没有删除您的个人信息：这件事已进入诉讼")
        self.assertEqual(Notice.objects.get(template="deletion_refused").phone, case.phone)
        self.assertTrue(case.text)

    def test_a_reason_is_needed(self) -> None:
        case = self.closed()
        rights.ask_deletion(case, now=self.now)
        answer = self.do(self.world.head, case, "refuse_deletion", reason=" ")
        self.assertContains(answer, "请写明为什么不能删", status_code=422)

    def test_she_may_ask_again_later(self) -> None:
        case = self.closed()
        rights.ask_deletion(case, now=self.now)
        self.do(self.world.head, case, "refuse_deletion", reason="还在复查期内。")
        rights.ask_deletion(case, now=self.now)
        self.assertEqual(DeletionRequest.objects.filter(decided_at=None).count(), 1)

    def test_a_social_worker_decides_neither(self) -> None:
        case = self.closed()
        rights.ask_deletion(case, now=self.now)
        self.assertEqual(self.do(self.world.wang, case, "refuse_deletion", reason="不。").status_code, 403)
        self.assertEqual(self.do(self.world.wang, case, "grant_deletion", sure="on").status_code, 403)
