"""A resident adds words and photos to her case."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import HeldUpload
from tests.cases import StoryCase
from tests.photos import photo

MORE = "刚才又跳了半小时，有录像。"


class AddInfoTests(StoryCase):
    def test_words_and_photos_join_the_case(self) -> None:
        case = self.claimed()
        sent = self.client.post(f"/c/{case.token}/add/", {"text": MORE, "files": [photo()]})
        self.assertRedirects(sent, f"/c/{case.token}/")
        self.assertEntry(case, "add_info", text=MORE)
        self.assertEqual(case.attachments.count(), 1)
        self.assertContains(self.client.get(f"/c/{case.token}/"), MORE)

    def test_a_double_tap_adds_once(self) -> None:
        case, key = self.file(), str(uuid4())
        for _ in range(2):
            self.client.post(f"/c/{case.token}/add/", {"text": MORE, "client_key": key, "files": [photo()]})
        self.assertEqual(self.entries(case).count("add_info"), 1)
        self.assertEqual(case.attachments.count(), 1)

    def test_photos_without_words_are_kept_for_the_second_try(self) -> None:
        case = self.file()
        page = self.client.post(f"/c/{case.token}/add/", {"text": "", "files": [photo()]})
        self.assertContains(page, "照片也请配一句话", status_code=422)
        held = HeldUpload.objects.get().token
        self.client.post(f"/c/{case.token}/add/", {"text": MORE, "held": [held]})
        self.assertEqual(case.attachments.count(), 1)

    def test_a_file_that_is_no_photo_keeps_the_words(self) -> None:
        case = self.file()
        zip_file = SimpleUploadedFile("a.zip", b"PK\x03\x04")
        page = self.client.post(f"/c/{case.token}/add/", {"text": MORE, "files": [zip_file]})
        self.assertContains(page, "有一个文件不是照片", status_code=422)
        self.assertContains(page, MORE, status_code=422)
        self.assertNotIn("add_info", self.entries(case))

    def test_a_closed_case_takes_no_more_and_says_so(self) -> None:
        case = self.closed()
        page = self.client.post(f"/c/{case.token}/add/", {"text": MORE})
        self.assertContains(page, "现在是“已办结”", status_code=409)

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/add/"), f"/c/{case.token}/")
