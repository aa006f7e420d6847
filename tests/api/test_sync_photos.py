"""Photos of a tablet that was offline: each sent ahead and held, then named by the command that they belong to."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from complaints.models import Attachment, Complaint, HeldUpload
from complaints.services import attachments
from governance.models import Staff
from tests.api.cases import ApiCase
from tests.api.test_sync import command
from tests.photos import photo
from tests.world import ANSWER

HERE = "/api/v1/photos/"
GPS = 0x8825


def with_place() -> SimpleUploadedFile:
    """A photo as a telephone makes it: it says where it was taken and with what."""
    exif = Image.Exif()
    exif[0x010F], exif[GPS] = "Telephone", {1: "N", 2: (30.0, 12.0, 30.0)}
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_20261123.jpg", data.getvalue(), content_type="image/jpeg")


class PhotoCase(ApiCase):
    def hand_in(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to an outbox."""
        answer = self.send(self.program(self.world.wang), "/api/v1/sync/", list(commands))
        self.assertEqual(answer.status_code, 200, answer.content.decode())
        return answer.json()

    def up(self, picture: Any = None, staff: Staff | None = None) -> str:
        """Send one photo ahead; returns its secret."""
        answer = self.program(staff or self.world.wang).post(HERE, {"files": picture or photo()})
        self.assertEqual(answer.status_code, 201, answer.content.decode())
        return answer.json()["held"]


class SyncPhotoTests(PhotoCase):
    def test_a_note_a_reply_and_a_closing_bring_theirs_in_order(self) -> None:
        case = self.contacted()
        sent = [
            command(case, "note", text="门坏了，见照片。", photos=[self.up(), self.up()]),
            command(case, "reply", text="已经上门看过，见照片。", photos=[self.up()]),
            command(case, "close", result=ANSWER, closing_kind="SUBSTANTIVE", photos=[self.up()]),
        ]
        self.assertEqual([answer["status"] for answer in self.hand_in(*sent)], ["done"] * 3)
        rows = Attachment.objects.filter(complaint=case).order_by("pk")
        self.assertEqual(
            [(row.entry.kind, row.by_resident, row.to_resident) for row in rows if row.entry],
            [("note", False, False), ("note", False, False), ("reply", False, True), ("close", False, True)],
        )
        self.assertEqual(self.assertEntry(case, "close").body["evidence"], 4)
        self.assertFalse(HeldUpload.objects.exists())

    def test_the_resident_sees_what_was_sent_to_her_and_not_the_note(self) -> None:
        case = self.contacted()
        self.hand_in(
            command(case, "note", text="内部。", photos=[self.up()]),
            command(case, "reply", text="已经上门看过。", photos=[self.up()]),
        )
        inside, hers = Attachment.objects.filter(complaint=case).order_by("pk")
        statuses = [self.client.get(f"/c/{case.token}/photo/{row.pk}/").status_code for row in (inside, hers)]
        self.assertEqual(statuses, [404, 200])

    def test_no_second_copy_however_often_the_outbox_comes(self) -> None:
        case = self.contacted()
        sent = command(case, "note", text="见照片。", photos=[self.up()])
        self.assertEqual(self.hand_in(sent)[0]["status"], "done")
        self.assertEqual(self.hand_in(sent)[0]["status"], "repeated")
        again = {**sent, "photos": [self.up()]}  # the tablet never heard of it, and sent its photo once more
        self.assertEqual(self.hand_in(again)[0]["status"], "repeated")
        self.assertEqual(case.attachments.count(), 1)
        self.assertEqual(self.entries(case).count("note"), 1)
        attachments.purge_held(self.now + timedelta(hours=25))  # the orphan goes, the one of the note stays
        self.assertTrue(default_storage.exists(case.attachments.get().file))

    def test_one_photo_belongs_to_one_command(self) -> None:
        case, held = self.contacted(), self.up()
        first, second = (command(case, "note", text=f"第 {n} 条", photos=[held]) for n in (1, 2))
        answers = self.hand_in(first, second)
        self.assertEqual([answer["status"] for answer in answers], ["done", "refused"])
        self.assertEqual(answers[1]["error"]["code"], "held_gone")
        self.assertEqual(case.attachments.count(), 1)

    def test_one_that_waited_too_long_is_asked_for_again_and_nothing_is_written(self) -> None:
        case, held = self.contacted(), self.up()
        self.watch.shift(timedelta(hours=25))
        sent = command(case, "note", text="见照片。", photos=[held])
        answer = self.hand_in(sent)[0]
        self.assertEqual((answer["status"], answer["error"]["code"]), ("refused", "held_gone"))
        self.assertIn("重新上传", answer["error"]["sentence"])
        self.assertEqual(self.entries(case).count("note"), 0)
        self.assertEqual(self.hand_in({**sent, "photos": [self.up()]})[0]["status"], "done")

    def test_nothing_of_where_and_with_what_it_was_taken_is_kept(self) -> None:
        case = self.contacted()
        self.hand_in(command(case, "note", text="见照片。", photos=[self.up(with_place())]))
        with default_storage.open(case.attachments.get().file) as file, Image.open(file) as kept:
            self.assertEqual(dict(kept.getexif()), {})
            self.assertNotIn("exif", kept.info)

    def test_the_tablets_watch_is_a_fact_and_the_servers_decides(self) -> None:
        case = self.contacted()
        made = timezone.localtime(self.now).isoformat()
        self.watch.shift(timedelta(hours=2))
        self.hand_in(command(case, "note", text="见照片。", photos=[self.up()], at=made))
        entry = self.assertEntry(case, "note", device_at=made)
        self.assertEqual((entry.at, case.attachments.get().at), (self.now, self.now))

    def test_a_command_that_is_refused_leaves_its_photo_to_be_tried_again(self) -> None:
        case, held = self.contacted(), self.up()
        sent = command(case, "reply", text="楼上业主电话13900139000。", photos=[held])
        self.assertEqual(self.hand_in(sent)[0]["status"], "refused")
        self.assertEqual(case.attachments.count(), 0)
        self.assertEqual(self.hand_in({**sent, "sure": True})[0]["status"], "done")
        self.assertEqual(case.attachments.count(), 1)

    def test_more_than_a_letter_carries_is_refused(self) -> None:
        case = self.contacted()
        for photos in (["x" * 20] * 7, "x", [{}], ["x" * 50]):
            answer = self.hand_in(command(case, "note", text="见照片。", photos=photos))[0]
            self.assertEqual(
                (answer["status"], next(iter(answer["error"]["fields"])).split(".")[0]), ("refused", "photos")
            )

    def test_the_address_of_one_verb_takes_them_too(self) -> None:
        case = self.contacted()
        answer = self.note(case, [self.up()])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(case.attachments.count(), 1)

    def note(self, case: Complaint, photos: list[str]) -> Any:
        body = {"client_key": str(uuid4()), "text": "见照片。", "photos": photos}
        return self.send(self.program(self.world.wang), f"/api/v1/desk/complaints/{case.code}/note/", body)


class UploadTests(PhotoCase):
    def test_what_is_no_photo_is_refused_with_a_sentence_and_not_kept(self) -> None:
        program = self.program(self.world.wang)
        fake = SimpleUploadedFile("a.jpg", b"GIF89a<script>", content_type="image/jpeg")
        self.assertRefused(program.post(HERE, {"files": fake}), 422, "files", "files")
        self.assertRefused(program.post(HERE, {"other": "x"}), 422, "files", "files")
        self.assertFalse(HeldUpload.objects.exists())

    def test_only_staff_and_not_without_end(self) -> None:
        self.assertRefused(self.client.post(HERE, {"files": photo()}), 401, "unauthenticated")
        program = self.program(self.world.wang)
        statuses = {program.post(HERE, {"other": "x"}).status_code for _ in range(121)}
        self.assertEqual(statuses, {422, 429})
