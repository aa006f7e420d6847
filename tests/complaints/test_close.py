"""She closes the case with an answer to the resident and the honest kind of closing."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from binan.kit.errors import Moved, Refused
from complaints.models import Attachment, Call, Closing
from complaints.services import calling, handling, sync
from tests.complaints.desk_case import DeskCase
from tests.photos import photo
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

    def test_no_answer_takes_somebody_elses_number_to_the_resident_unseen(self) -> None:
        theirs = "张先生（电话13912345678，6幢2单元1203室）答应晚上九点以后不再跳绳，双方都认可。"
        for verb, more in (
            ("close", {"closing_kind": "SUBSTANTIVE"}),
            ("decline", {}),
            ("transfer", {"to": "court"}),
        ):
            case = self.contacted()
            staff = self.world.wang if verb == "close" else self.world.head
            page = self.do(staff, case, verb, result=theirs, **more)
            self.assertContains(page, "好像有电话、证件、车牌或门牌号", status_code=422)
            self.assertContains(page, "我核对过，这些号码可以发给居民", status_code=422)
            self.assertEqual(case.stage, "CONTACTED")
            self.do(staff, case, verb, result=theirs, sure="on", **more)
            self.assertNotEqual(case.stage, "CONTACTED")

    def test_it_cannot_be_closed_before_the_resident_was_reached(self) -> None:
        case = self.claimed()
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertContains(page, "还没有联系上诉求人", status_code=422)
        for _ in range(3):
            handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
            self.wait(hours=1)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="PROCEDURAL")
        self.assertEqual(case.stage, "CLOSED")

    def test_who_was_met_at_the_door_has_been_contacted_and_a_tap_alone_is_no_evidence(self) -> None:
        case = self.claimed()
        self.do(self.world.wang, case, "arrive")
        self.assertEqual(case.first_contact_at, case.arrived_at)
        with self.assertRaises(Refused):
            handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.do(
            self.world.wang,
            case,
            "close",
            result=ANSWER,
            closing_kind="SUBSTANTIVE",
            no_evidence="她不愿意拍照，当面说清楚了。",
        )
        self.assertEqual(case.stage, "CLOSED")

    def test_who_was_met_at_the_door_stays_so_when_she_denies_a_call(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "arrive")
        call = Call.objects.get(complaint=case)
        calling.hear(case, call=call.pk, heard=False, now=self.now)
        case.refresh_from_db()
        self.assertEqual(case.first_contact_at, case.arrived_at)

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


class TrueClosing(DeskCase):
    """It rests on something, the resident reads what the worker saw, and the watch is ours (domain.md §3.5)."""

    def close(self, case, **typed):
        return self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE", **typed)

    def test_a_photo_is_evidence_and_the_resident_sees_it_beside_the_answer(self) -> None:
        case = self.contacted()
        self.close(case, files=[photo()], no_evidence="")
        self.assertEqual((case.stage, Closing.objects.get().evidence), ("CLOSED", 1))
        seen = Attachment.objects.get()
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, f"/c/{case.token}/photo/{seen.pk}/")
        self.assertContains(page, "办理的照片，第 1 张")
        self.assertEqual(self.client.get(f"/c/{case.token}/photo/{seen.pk}/").status_code, 200)

    def test_without_a_photo_the_reason_must_stand_there(self) -> None:
        case = self.contacted()
        page = self.close(case, no_evidence="")
        self.assertContains(page, "写明没有佐证的原因", status_code=422)
        self.assertEqual(case.stage, "CONTACTED")
        self.close(case, no_evidence="涉及个人隐私，不便拍照。")
        self.assertEqual((case.stage, Closing.objects.get().no_evidence), ("CLOSED", "涉及个人隐私，不便拍照。"))

    def test_the_form_offers_what_the_record_says_and_a_program_gets_it_too(self) -> None:
        case = self.contacted()
        self.assertContains(self.page(self.world.wang, case), "以通话记录为凭</textarea>")
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertEqual(Closing.objects.get().no_evidence, "以通话记录为凭")

    def test_a_photo_sent_during_the_round_counts_one_of_an_earlier_round_does_not(self) -> None:
        case = self.contacted()
        self.do(self.world.wang, case, "reply", text="这是现场的样子。", files=[photo()])
        self.assertNotContains(self.page(self.world.wang, case), "没有照片的原因")
        self.close(case)
        self.assertEqual(Closing.objects.get().evidence, 1)
        self.wait(minutes=1)
        self.do(self.world.dispatcher, case, "reopen", reason="又响了。")
        self.do(self.world.dispatcher, case, "claim")
        self.assertContains(self.page(self.world.dispatcher, case), "没有照片的原因")

    def test_the_answer_is_shown_as_the_resident_reads_it_before_anything_is_sent(self) -> None:
        case = self.contacted()
        page = self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="SUBSTANTIVE", preview="1")
        self.assertContains(page, "居民看到的样子")
        self.assertInHTML(
            f'<p class="keep" data-mirror="close_result" data-empty="写了办理结果，这里就是居民看到的。">{ANSWER}</p>',
            page.content.decode(),
        )
        self.assertEqual((case.stage, case.result), ("CONTACTED", ""))

    def test_photos_of_a_preview_need_not_be_chosen_again(self) -> None:
        case = self.contacted()
        page = self.close(case, preview="1", files=[photo()])
        self.assertContains(page, "第 1 张照片已经收到")
        held = page.context["forms"]["close"].held_tokens
        self.close(case, held=held, no_evidence="")
        self.assertEqual((case.stage, case.attachments.count()), ("CLOSED", 1))

    def test_a_closing_that_arrives_twice_is_one(self) -> None:
        case, key = self.contacted(), str(uuid4())
        for _ in range(2):
            self.close(case, client_key=key, files=[photo()])
        self.assertEqual((Closing.objects.count(), case.attachments.count()), (1, 1))

    def test_an_interim_answer_keeps_the_case_traceable_with_its_next_promise(self) -> None:
        case = self.contacted()
        handling.book_mediation(case, at="明天 14:00", room="浦沿潮调解室", now=self.now)
        self.do(self.world.wang, case, "close", result=ANSWER, closing_kind="INTERIM")
        self.assertEqual((case.stage, case.is_open, Closing.objects.count()), ("MEDIATING", True, 0))
        self.assertIsNone(case.closed_at)
        due = {each.kind: each.due_at for each in case.deadlines.filter(met_at=None, void_at=None)}
        self.assertEqual(due, {"mediate": self.now + timedelta(days=30)})
        self.assertContains(self.client.get(f"/c/{case.token}/"), "前给您最后答复")
        self.wait(hours=48)
        self.assertNotIn("invite_rating", self.entries(case))

    def test_no_watch_but_ours_says_when_a_case_was_closed(self) -> None:
        case, watch = self.contacted(), self.now - timedelta(hours=3)
        given = {"result": ANSWER, "closing_kind": "SUBSTANTIVE", "client_key": uuid4()}
        with self.assertRaises(TypeError):
            sync.command(self.world.wang, case.code, "close", {**given, "closed_at": watch}, now=self.now)
        entry, _ = sync.command(self.world.wang, case.code, "close", given, now=self.now, made_at=watch)
        case.refresh_from_db()
        self.assertEqual((entry.at, case.closed_at, Closing.objects.get().at), (self.now, self.now, self.now))
        self.assertEqual(case.deadlines.get(kind="close").met_at, self.now)
        self.assertEqual(entry.body["device_at"], watch.isoformat())

    def test_a_moment_typed_into_a_form_is_not_read(self) -> None:
        case = self.contacted()
        self.close(case, at="2026-11-23T10:00", closed_at="2026-11-23T10:00", now="2026-11-23T10:00")
        self.assertEqual((case.closed_at, Closing.objects.get().at), (self.now, self.now))
