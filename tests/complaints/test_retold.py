"""The answer to a letter got lost, she takes it back, changes it and sends it again under its key."""

from __future__ import annotations

from uuid import uuid4

from django.utils.timezone import localtime

from complaints.models import Complaint
from complaints.services import handling, rights
from tests.cases import StoryCase
from tests.photos import photo
from tests.sounds import upload
from tests.world import NOISE, OTHER_PHONE, PHONE

AS_SCRIPT = {"HTTP_ACCEPT": "application/json"}
MORE = "今天孩子还在楼道里摔了一跤。"


class RetoldTests(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.key = str(uuid4())

    def send(self, text: str = NOISE, path: str = "/q/TESTDOOR01/file/", **more: object):
        typed = {"text": text, "phone": PHONE, "identity": "hidden", "client_key": self.key, **more}
        return self.client.post(path, typed, **AS_SCRIPT)

    def kinds(self) -> list[str]:
        return self.entries(Complaint.objects.get())

    def test_the_same_words_are_the_same_letter(self) -> None:
        first, again = self.send(), self.send()
        self.assertEqual((first.status_code, again.status_code), (201, 201))
        self.assertEqual(first.json()["code"], again.json()["code"])
        self.assertNotIn("add_info", self.kinds())

    def test_a_sentence_that_was_added_joins_the_case_and_only_it(self) -> None:
        self.send()
        answer = self.send(f"{NOISE}{MORE}")
        self.assertEqual((answer.status_code, answer.json()["added"]), (201, True))
        self.assertEntry(Complaint.objects.get(), "add_info", text=MORE)

    def test_the_changed_letter_may_arrive_twice_too(self) -> None:
        self.send()
        for _ in range(2):
            self.send(f"{NOISE}{MORE}")
        self.assertEqual(self.kinds().count("add_info"), 1)

    def test_a_text_changed_in_the_middle_is_added_whole(self) -> None:
        self.send()
        changed = NOISE.replace("一个小时", "两个小时")
        self.send(changed)
        self.assertEntry(Complaint.objects.get(), "add_info", text=changed)

    def test_words_that_were_taken_out_are_no_news(self) -> None:
        self.send()
        self.assertFalse(self.send(NOISE[:20]).json()["added"])

    def test_another_number_is_the_one_that_is_rung(self) -> None:
        self.send()
        self.send(phone=OTHER_PHONE)
        self.assertEqual(Complaint.objects.get().phone, "+86" + OTHER_PHONE)

    def test_a_late_repetition_does_not_undo_what_she_put_right_since(self) -> None:
        self.send()
        rights.correct(Complaint.objects.get(), phone=OTHER_PHONE, now=self.now)
        self.send()
        self.assertEqual(Complaint.objects.get().phone, "+86" + OTHER_PHONE)

    def test_a_photo_and_a_recording_that_came_later_are_with_the_case(self) -> None:
        self.send()
        self.send(files=[photo()], voice=upload())
        self.assertEqual(sorted(Complaint.objects.get().attachments.values_list("kind", flat=True)), ["photo", "voice"])

    def test_when_the_case_is_over_by_then_it_is_a_new_one(self) -> None:
        self.send()
        handling.withdraw(Complaint.objects.get(), now=self.now)
        self.assertFalse(self.send(f"{NOISE}{MORE}").json()["added"])
        self.assertEqual(Complaint.objects.count(), 2)

    def test_an_addition_that_grew_loses_nothing_either(self) -> None:
        case = self.file()
        add = f"/c/{case.token}/add/"
        self.send("第一句。", add)
        answer = self.send("第一句。还有第二句。", add)
        self.assertTrue(answer.json()["added"])
        self.assertEntry(case, "add_info", text="还有第二句。")
        self.assertEqual(self.entries(case).count("add_info"), 2)

    def test_an_addition_says_when_it_came_and_not_when_the_case_did(self) -> None:
        case = self.file()
        self.wait(minutes=90)
        answer = self.send("第一句。", f"/c/{case.token}/add/").json()
        self.assertEqual(answer["received"], localtime(self.now).strftime("%H:%M"))
