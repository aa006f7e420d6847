"""A resident speaks instead of writing."""

from __future__ import annotations

from typing import Any
from unittest import mock
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Attachment, Complaint, HeldUpload
from complaints.services import voice
from complaints.services.intake import NEEDS_WORDS
from complaints.workflow import Urgency
from tests import sounds
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import GAS, NOISE, PHONE

FORM = "/q/TESTDOOR01/file/"


class SpeakTests(StoryCase):
    def send(self, text: str = "", **more: Any) -> Any:
        """Press 提交."""
        return self.client.post(FORM, {"text": text, "phone": PHONE, "client_key": str(uuid4()), **more})

    def test_the_form_takes_a_recording_without_script(self) -> None:
        page = self.client.get(FORM)
        self.assertContains(page, 'name="voice" id="id_voice" accept="audio/*" capture')
        self.assertContains(page, "最长 2 分钟")
        self.assertIn("microphone=(self)", page["Permissions-Policy"])
        self.assertIn("media-src 'self' blob:", page["Content-Security-Policy"])

    def test_an_elder_who_cannot_type_files_by_voice_alone(self) -> None:
        sent = self.send(voice=sounds.upload())
        case = Complaint.objects.get()
        self.assertRedirects(sent, f"/c/{case.token}/")
        self.assertEqual((case.text, case.title), (voice.VOICE_ONLY, voice.VOICE_ONLY))
        note = case.attachments.get()
        self.assertEqual((note.kind, note.retention, note.media_type), ("voice", "voice", "audio/webm"))
        self.assertEqual(note.entry.kind, "file")
        self.assertContains(self.client.get(f"/c/{case.token}/"), f"/c/{case.token}/voice/{note.pk}/")

    def test_what_nobody_has_heard_does_not_wait_as_an_ordinary_matter(self) -> None:
        for nature in ("complaint", "consult", "suggest"):
            self.send(voice=sounds.upload(), nature=nature)
            case = Complaint.objects.latest("pk")
            self.assertEqual((case.urgency, case.category), (Urgency.P1, "OTH-00"))
            self.assertIn("只有语音，还没听，先按紧急办", case.reasons)
        self.send("请听录音", voice=sounds.upload())
        self.assertEqual(Complaint.objects.latest("pk").urgency, Urgency.P1)

    def test_words_beside_a_recording_count_as_ever(self) -> None:
        self.send(NOISE, voice=sounds.upload())
        self.assertEqual((Complaint.objects.get().text, Complaint.objects.get().urgency), (NOISE, Urgency.P2))
        self.send(GAS, voice=sounds.upload())
        self.assertEqual(Complaint.objects.latest("pk").urgency, Urgency.P0)

    def test_the_board_shows_that_there_is_something_to_hear(self) -> None:
        self.send(NOISE)
        self.assertNotContains(self.login(self.world.wang).get("/desk/"), "录音")
        self.send(voice=sounds.upload())
        board = self.login(self.world.wang).get("/desk/")
        self.assertContains(board, "#mic")
        self.assertContains(board, 'data-urgency="P1"')

    def test_neither_words_nor_voice_is_still_too_little(self) -> None:
        self.assertContains(self.send("…"), NEEDS_WORDS, status_code=422)
        self.assertContains(self.send(held_voice="unknown"), NEEDS_WORDS, status_code=422)
        self.assertContains(self.send(held_voice="a\0b"), NEEDS_WORDS, status_code=422)

    def test_a_recording_of_a_form_to_be_corrected_is_not_said_again(self) -> None:
        refused = self.send(voice=sounds.upload(), phone="123")
        self.assertContains(refused, "录音已经收到，不用再录", status_code=422)
        held = HeldUpload.objects.get()
        self.assertContains(refused, f'name="held_voice" value="{held.token}"', status_code=422)
        self.send(held_voice=held.token)
        self.assertEqual(Complaint.objects.get().attachments.get().file, held.file)
        self.assertFalse(HeldUpload.objects.exists())

    def test_a_held_recording_is_no_photo_and_the_other_way_round(self) -> None:
        self.send(voice=sounds.upload(), phone="123")
        self.send(files=[photo()], phone="123")
        spoken, picture = (HeldUpload.objects.get(kind=kind).token for kind in ("voice", "photo"))
        self.assertContains(self.send(held_voice=picture), NEEDS_WORDS, status_code=422)
        self.send(NOISE, held=[spoken])
        self.assertEqual(Complaint.objects.get().attachments.count(), 0)

    def test_a_double_tap_keeps_one_recording(self) -> None:
        key = str(uuid4())
        for _ in range(2):
            self.send(voice=sounds.upload(), client_key=key)
        kept = Attachment.objects.get()
        folder = kept.file.rsplit("/", 1)[0]
        self.assertTrue(default_storage.exists(kept.file))
        self.assertEqual((Complaint.objects.count(), len(default_storage.listdir(folder)[1])), (1, 1))

    def test_what_belongs_to_an_open_case_takes_its_recording_along(self) -> None:
        self.send(NOISE)
        asked = self.send(NOISE, voice=sounds.upload())
        self.assertContains(asked, "还有一段录音", status_code=409)
        held = HeldUpload.objects.get(kind="voice").token
        self.assertContains(asked, f'name="held_voice" value="{held}"', status_code=409)
        self.send(NOISE, held_voice=held, same="add")
        self.assertEqual(Complaint.objects.get().attachments.get().entry.kind, "add_info")

    def test_what_nobody_has_heard_waits_for_no_answer(self) -> None:
        for _ in range(2):
            self.assertEqual(self.send(voice=sounds.upload()).status_code, 302)
        self.assertEqual(Complaint.objects.count(), 2)

    def test_a_later_recording_joins_the_case(self) -> None:
        case, key = self.claimed(), str(uuid4())
        for _ in range(2):
            sent = self.client.post(
                f"/c/{case.token}/add/", {"text": "", "voice": sounds.upload("voice.m4a"), "client_key": key}
            )
            self.assertRedirects(sent, f"/c/{case.token}/")
        self.assertEntry(case, "add_info", text=voice.VOICE_ADDED)
        self.assertEqual(case.attachments.get().media_type, "audio/mp4")
        case.refresh_from_db()
        self.assertTrue(case.has_voice)

    def test_the_name_and_the_type_its_sender_gives_it_mean_nothing(self) -> None:
        self.send(voice=sounds.upload("voice.mp3", called="../../x.html", told="text/html"))
        note = Attachment.objects.get()
        self.assertRegex(note.file, r"^voices/[0-9a-f]{4}/[\w-]{24}\.mp3$")
        self.assertEqual(note.media_type, "audio/mpeg")

    def test_nothing_in_what_is_kept_says_who_or_where(self) -> None:
        for name in sounds.TAGGED:
            self.send(voice=sounds.upload(name))
            with default_storage.open(Attachment.objects.latest("pk").file) as stored:
                kept = stored.read()
            self.assertFalse([word for word in sounds.PERSONAL if word.encode() in kept], name)


class RefuseTests(StoryCase):
    def refused(self, sentence: str, name: str, data: bytes) -> None:
        upload = SimpleUploadedFile(name, data, content_type="audio/mp4")
        page = self.client.post(FORM, {"text": NOISE, "phone": PHONE, "voice": upload})
        self.assertContains(page, sentence, status_code=422)
        self.assertContains(page, NOISE, status_code=422)
        self.assertFalse(Complaint.objects.exists())

    def test_what_is_no_recording(self) -> None:
        for name, data in (
            ("a.m4a", b"PK\x03\x04" + b"\0" * 400),
            ("a.mp3", b"<!doctype html><script>alert(1)</script>"),
            ("a.webm", b""),
            ("a.m4a", sounds.raw("film.mp4")),
            ("a.m4a", sounds.raw("voice.m4a")[:1500]),
            ("a.wav", photo().read()),
        ):
            if data:  # Django takes an empty file for none
                self.refused("这个文件不是录音", name, data)

    def test_too_large_and_too_long(self) -> None:
        self.refused("录音超过 3 MB", "a.wav", sounds.raw("voice.webm") + bytes(settings.VOICE_BYTES_MAX))
        self.refused("录音超过 3 MB", "a.amr", b"#!AMR\n" + sounds.AMR_FRAME * (30 * 2**20 // 13))
        self.refused("录音最长 2 分钟", "a.amr", sounds.amr(126))
        self.assertIsNotNone(voice.check([SimpleUploadedFile("a.amr", sounds.amr(124))]))

    def test_one_at_a_time(self) -> None:
        page = self.client.post(FORM, {"text": NOISE, "voice": [sounds.upload(), sounds.upload()]})
        self.assertContains(page, "一次只能附一段录音", status_code=422)
        self.assertEqual(HeldUpload.objects.count(), 0)


class ListenTests(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.case = self.file("", voice=voice.check([sounds.upload("voice.m4a")]))
        self.note = self.case.attachments.get()
        self.desk = f"/desk/{self.case.code}/voice/{self.note.pk}/"
        self.hers = f"/c/{self.case.token}/voice/{self.note.pk}/"

    def test_those_who_see_the_case_hear_it_and_nobody_else(self) -> None:
        for person in (self.world.wang, self.world.dispatcher):
            answer = self.login(person).get(self.desk)
            self.assertEqual((answer.status_code, answer["Content-Type"]), (200, "audio/mp4"))
            self.assertEqual(answer["X-Content-Type-Options"], "nosniff")
            self.assertTrue(answer["Content-Disposition"].startswith("inline; filename="))
            self.assertIn("no-store", answer["Cache-Control"])
            self.assertEqual(answer["Accept-Ranges"], "bytes")
        stranger, other = self.login(self.world.stranger), self.file()
        own = self.file(place=self.world.park)
        paths = (self.desk, f"/desk/{own.code}/voice/{self.note.pk}/", f"/media/{self.note.file}")
        self.assertEqual([stranger.get(path).status_code for path in paths], [404] * 3)
        self.assertEqual(self.client.get(self.desk).status_code, 302)
        self.assertEqual(self.client.get(f"/c/{other.token}/voice/{self.note.pk}/").status_code, 404)
        self.assertEqual(self.client.get(self.hers).status_code, 200)

    def test_a_recording_is_never_served_as_a_photo(self) -> None:
        for path in (self.desk, self.hers):
            client = self.login(self.world.wang) if path == self.desk else self.client
            self.assertEqual(client.get(path.replace("/voice/", "/photo/")).status_code, 404)

    def test_what_staff_recorded_is_not_the_residents_to_hear(self) -> None:
        Attachment.objects.update(by_resident=False)
        self.assertEqual(self.client.get(self.hers).status_code, 404)

    def test_an_iphone_gets_the_part_that_it_asks_for(self) -> None:
        whole = self.client.get(self.hers).content
        size = len(whole)
        for asked, first, last in (
            ("bytes=0-1", 0, 1), ("bytes=100-", 100, size - 1), ("bytes=-50", size - 50, size - 1),
            (f"bytes=0-{size * 9}", 0, size - 1), (f"bytes=-{size * 9}", 0, size - 1),
        ):  # fmt: skip
            part = self.client.get(self.hers, headers={"Range": asked, "Accept-Encoding": "gzip"})
            self.assertEqual(part.status_code, 206, asked)
            self.assertEqual(part["Content-Range"], f"bytes {first}-{last}/{size}")
            self.assertEqual(part.content, whole[first : last + 1])
            self.assertEqual(int(part["Content-Length"]), last - first + 1)
            self.assertNotIn("Content-Encoding", part)

    def test_a_part_that_is_not_there(self) -> None:
        size = len(self.client.get(self.hers).content)
        for asked in (f"bytes={size}-", f"bytes={size}-{size + 9}", "bytes=-0"):
            answer = self.client.get(self.hers, headers={"Range": asked})
            self.assertEqual((answer.status_code, answer["Content-Range"]), (416, f"bytes */{size}"), asked)

    def test_what_is_no_range_gets_the_whole(self) -> None:
        for asked in (
            "bytes=-",
            "bytes=5-2",
            "bytes=0-1,3-4",
            "lines=1-2",
            "bytes=a-b",
            "bytes=٣-",
            "bytes=" + "9" * 99 + "-",
        ):
            answer = self.client.get(self.hers, headers={"Range": asked})
            self.assertEqual(answer.status_code, 200, asked)
        ranged = {"Range": "bytes=0-1", "If-Range": '"x"'}
        self.assertEqual(self.client.get(self.hers, headers=ranged).status_code, 200)

    def test_the_desk_plays_it_on_a_tap_and_says_that_nobody_wrote_it_down(self) -> None:
        page = self.login(self.world.wang).get(f"/desk/{self.case.code}/")
        self.assertContains(page, f'<audio controls preload="none" src="{self.desk}"')
        self.assertContains(page, "这条录音没有文字稿，请点开听。")

    def test_a_format_no_browser_plays_can_be_kept_and_played_elsewhere(self) -> None:
        case = self.file("", voice=voice.check([sounds.upload("voice.amr")]))
        page = self.login(self.world.wang).get(f"/desk/{case.code}/")
        self.assertContains(page, f'href="/desk/{case.code}/voice/{case.attachments.get().pk}/" download')

    def test_a_file_that_is_gone_is_not_found(self) -> None:
        default_storage.delete(self.note.file)
        self.assertEqual(self.login(self.world.wang).get(self.desk).status_code, 404)
        self.assertEqual(self.client.get(self.hers).status_code, 404)


class ApiTests(StoryCase):
    def send(self, **more: Any) -> Any:
        given = {"place": "TESTDOOR01", "phone": PHONE, "client_key": str(uuid4()), **more}
        return self.client.post("/api/v1/complaints/", given)

    def test_a_recording_among_the_files_or_by_its_own_name(self) -> None:
        for part in ({"files": [photo(), sounds.upload()]}, {"files": [photo()], "voice": sounds.upload()}):
            answer = self.send(**part)
            self.assertEqual(answer.status_code, 201, answer.content)
            self.assertEqual((answer.json()["urgency"], answer.json()["category"]), ("P1", "OTH-00"))
            case = Complaint.objects.get(code=answer.json()["code"])
            self.assertEqual(sorted(case.attachments.values_list("kind", flat=True)), ["photo", "voice"])

    def test_without_words_and_without_voice(self) -> None:
        for part in ({}, {"text": ""}, {"files": [photo()]}):
            answer = self.send(**part)
            self.assertEqual(answer.status_code, 422, answer.content)
            self.assertEqual(list(answer.json()["error"]["fields"]), ["text"])

    def test_what_is_refused_leaves_nothing_behind(self) -> None:
        for part, name in (({"voice": photo()}, "voice"), ({"voice": "words"}, "voice")):
            answer = self.send(text=NOISE, **part)
            self.assertEqual((answer.status_code, list(answer.json()["error"]["fields"])), (422, [name]))
        with mock.patch("complaints.services.voice.default_storage") as storage:
            self.assertEqual(
                self.send(text=NOISE, files=[SimpleUploadedFile("a", b"PK\3\4")], voice=sounds.upload()).status_code,
                422,
            )
            self.assertEqual(storage.save.call_count, storage.delete.call_count)
