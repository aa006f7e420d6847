"""What is said in a recording becomes text that is understood."""

from __future__ import annotations

from unittest import mock

import pytest
from django.test import override_settings

import complaints.chores
from binan.kit import env
from complaints.models import Complaint, Deadline
from complaints.services import hearing, voice
from complaints.transcripts import ENGINES, Transcriber, Transcript, transcriber
from complaints.workflow import Stage, Urgency
from notices.models import Notice
from tests import sounds
from tests.complaints.desk_case import DeskCase
from tests.world import GAS, NOISE

CONSULT = "请问办居住证要带什么材料，几点上班？"


class TranscribeTests(DeskCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.file("", voice=voice.check([sounds.upload()]))
        self.note = self.case.attachments.get()

    def write(self, text: str, **more: object) -> object:
        """Wang listens and types what she heard."""
        answer = self.do(self.world.wang, self.case, "transcribe", attachment=self.note.pk, text=text, **more)
        self.note.refresh_from_db()
        return answer

    def test_what_was_heard_stands_beside_the_recording_for_both(self) -> None:
        page = self.write(NOISE)
        self.assertContains(page, NOISE)
        self.assertNotContains(page, "这条录音没有文字稿")
        self.assertContains(self.client.get(f"/c/{self.case.token}/"), NOISE)
        self.assertEqual(self.case.text, voice.VOICE_ONLY)
        self.assertTrue(self.case.title.startswith("楼上每天傍晚"))

    def test_it_is_understood_and_lowers_nothing_by_itself(self) -> None:
        page = self.write(NOISE)
        self.assertEqual((self.case.category, self.case.urgency), ("NOI-01", Urgency.P1))
        self.assertContains(page, "像是楼上室内活动噪声（一般）")
        self.write(CONSULT)
        self.assertEqual((self.case.category, self.case.urgency), ("NOI-01", Urgency.P1))

    def test_a_danger_that_was_heard_is_an_alarm_at_once(self) -> None:
        close = Deadline.objects.get(complaint=self.case, kind="close", void_at=None)
        Notice.objects.all().delete()
        self.write(GAS)
        self.assertEqual((self.case.urgency, self.case.category, self.case.lane), (Urgency.P0, "SAF-01", 0))
        told = Notice.objects.filter(template="heard_urgent")
        self.assertEqual(
            {one.staff for one in told} & {self.world.dispatcher, self.world.duty_officer},
            {self.world.dispatcher, self.world.duty_officer},
        )
        self.assertTrue(all(one.urgent for one in told))
        sooner = Deadline.objects.get(complaint=self.case, kind="close", void_at=None)
        self.assertLess(sooner.due_at, close.due_at)
        self.assertEqual((sooner.due_at - self.now).total_seconds(), 2 * 3600)

    def test_what_was_ordinary_gets_the_promises_of_an_emergency(self) -> None:
        case = self.file(NOISE, voice=voice.check([sounds.upload()]))
        self.assertFalse(Deadline.objects.filter(complaint=case, kind="set_out").exists())
        self.do(self.world.wang, case, "transcribe", attachment=case.attachments.get().pk, text=GAS)
        self.assertEqual(case.urgency, Urgency.P0)
        self.assertTrue(Deadline.objects.filter(complaint=case, kind="set_out", void_at=None).exists())

    def test_what_made_it_urgent_joins_the_reasons_it_had_and_that_nobody_had_listened_is_over(self) -> None:
        self.write(GAS)
        self.assertNotIn(voice.UNHEARD_REASON, self.case.reasons)
        case = self.file(NOISE, voice=voice.check([sounds.upload()]))
        before = list(case.reasons)
        self.do(self.world.wang, case, "transcribe", attachment=case.attachments.get().pk, text=GAS)
        self.assertTrue(before)
        self.assertEqual(case.reasons[-len(before) :], before)
        self.assertEqual(case.reasons[: -len(before)], self.case.reasons)

    def test_of_two_who_hear_the_danger_at_once_the_first_alarms(self) -> None:
        seen = Complaint.objects.get(pk=self.case.pk)  # as the slower one saw it
        self.write(GAS)
        alarmed = Notice.objects.filter(template="heard_urgent").count()
        hearing.transcribe(seen, staff=self.world.wang, attachment=self.note.pk, text=GAS, now=self.now)
        self.assertEqual(Notice.objects.filter(template="heard_urgent").count(), alarmed)

    def test_a_report_of_misconduct_that_was_spoken_goes_to_the_district_like_a_written_one(self) -> None:
        self.write("我要举报社区书记收受物业的好处，请纪委查一查")
        self.assertEqual(
            (self.case.category, self.case.unit, self.case.community_id), ("GOV-03", self.world.district, None)
        )
        self.assertNotContains(self.login(self.world.head).get("/desk/"), self.case.code)
        self.assertContains(self.login(self.world.duty_officer).get("/desk/"), self.case.code)

    def test_whoever_heard_the_report_of_misconduct_lets_it_go_and_the_district_is_rung_for_it(self) -> None:
        self.do(self.world.wang, self.case, "claim")
        self.write("我要举报社区书记收受物业的好处，请纪委查一查")
        self.assertEqual((self.case.stage, self.case.handler), (Stage.ACCEPTED, None))
        rung = Notice.objects.filter(template="your_turn").latest("pk")
        self.assertEqual(rung.staff, self.world.duty_officer)
        self.do(self.world.duty_officer, self.case, "claim")
        self.assertEqual(self.case.handler, self.world.duty_officer)

    def test_words_that_raise_nothing_move_no_promise(self) -> None:
        before = list(Deadline.objects.filter(complaint=self.case).values_list("kind", "due_at", "void_at"))
        self.write(NOISE)
        self.assertEqual(
            list(Deadline.objects.filter(complaint=self.case).values_list("kind", "due_at", "void_at")), before
        )
        self.assertFalse(Notice.objects.filter(template="heard_urgent").exists())

    def test_a_recording_of_another_case_and_no_words_are_refused(self) -> None:
        other = self.file("", voice=voice.check([sounds.upload()]))
        answer = self.do(self.world.wang, self.case, "transcribe", attachment=other.attachments.get().pk, text=NOISE)
        self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.write("").status_code, 422)
        self.assertNotIn("transcribe", self.entries(self.case))

    def test_it_is_offered_only_where_there_is_something_to_hear(self) -> None:
        self.assertIn("transcribe", self.offered(self.world.wang, self.case))
        self.assertNotIn("transcribe", self.offered(self.world.wang, self.file()))


class InHouse(Transcriber):
    """An engine that always hears the same."""

    def transcribe(self, audio: bytes, media_type: str) -> Transcript | None:
        if media_type == "audio/mp4":
            raise OSError("no such model")
        return Transcript(GAS, "本地引擎") if media_type == "audio/webm" else None


class EngineTests(DeskCase):
    def listen(self) -> int:
        with override_settings(TRANSCRIBER="house"), mock.patch.dict(ENGINES, house=f"{__name__}.InHouse"):
            transcriber.cache_clear()
            self.addCleanup(transcriber.cache_clear)
            return complaints.chores.listen(self.now)

    def test_none_is_the_default_and_asks_nobody(self) -> None:
        case = self.file("", voice=voice.check([sounds.upload()]))
        self.assertEqual(complaints.chores.listen(self.now), 0)
        self.assertFalse(transcriber().offers)
        self.assertIsNone(transcriber().transcribe(b"", "audio/webm"))
        self.assertIsNone(case.attachments.get().asked_at)

    def test_an_engine_of_the_house_is_asked_once_and_can_alarm(self) -> None:
        case = self.file("", voice=voice.check([sounds.upload()]))
        self.assertEqual((self.listen(), self.listen()), (1, 0))
        case.refresh_from_db()
        self.assertEqual((case.urgency, case.attachments.get().transcript), (Urgency.P0, GAS))
        self.assertEqual(self.assertEntry(case, "transcribe", by="本地引擎").actor_kind, "system")

    def test_an_engine_that_breaks_or_hears_nothing_holds_up_nobody(self) -> None:
        for name in ("voice.m4a", "voice.ogg"):
            self.file("", voice=voice.check([sounds.upload(name)]))
        case = self.file("", voice=voice.check([sounds.upload()]))
        self.assertEqual(self.listen(), 3)
        self.assertEqual(case.attachments.get().transcript, GAS)
        self.assertEqual(self.listen(), 0)


def test_an_engine_nobody_knows_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINAN_TRANSCRIBER", "cloud")
    with pytest.raises(env.UnsafeSetting, match="BINAN_TRANSCRIBER"):
        env.read()


def test_the_settings_know_every_engine() -> None:
    assert set(env.TRANSCRIBERS) == set(ENGINES)
