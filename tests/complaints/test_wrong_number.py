"""A mistyped telephone number or a photo that cannot be read must not cost the case where nobody is there to mend it, nor where
somebody is in danger."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Complaint, TimelineEntry
from complaints.services import revealing, rights
from tests.cases import StoryCase
from tests.world import NOISE

SHORT = "1380000111"  # ten digits
FIRE = "我家着火了，快来人"


class WrongNumberTests(StoryCase):
    def setUp(self) -> None:
        super().setUp()
        self.key = str(uuid4())

    def send(self, text: str = NOISE, *, script: bool = True, **more: object):
        typed = {"text": text, "phone": SHORT, "name": "老王", "identity": "hidden", "client_key": self.key, **more}
        return self.client.post("/q/TESTDOOR01/file/", typed, headers={"accept": "application/json"} if script else {})

    def test_a_letter_that_waited_for_the_network_is_filed_and_its_handler_sees_the_number(self) -> None:
        self.assertEqual(self.send().status_code, 201)
        case = Complaint.objects.get()
        self.assertEqual((case.phone, case.phone_said, case.name), ("", SHORT, "老王"))
        self.assertNotIn(SHORT, case.text)

    def test_it_is_the_same_letter_when_its_answer_got_lost(self) -> None:
        answers = [self.send() for _ in range(2)]
        self.assertEqual([answer.status_code for answer in answers], [201, 201])
        self.assertEqual(Complaint.objects.count(), 1)

    def test_her_page_says_that_nobody_can_ring_and_where_to_mend_it(self) -> None:
        self.assertContains(self.client.get(self.send().json()["url"]), "您留的电话号码不对")

    def test_who_looks_at_the_form_is_asked_to_mend_it(self) -> None:
        self.assertEqual((self.send(attended="1").status_code, self.send(script=False).status_code), (422, 422))
        self.assertFalse(Complaint.objects.exists())

    def test_a_danger_goes_through_also_while_she_looks(self) -> None:
        for more in ({"attended": "1"}, {"script": False}):
            with self.subTest(more):
                self.key = str(uuid4())
                self.assertIn(self.send(FIRE, **more).status_code, (201, 302))
                self.assertEqual(Complaint.objects.latest("pk").urgency, "P0")

    def test_who_stays_anonymous_leaves_no_number_at_all(self) -> None:
        self.send(identity="anonymous")
        self.assertEqual(Complaint.objects.get().name, "")

    def test_the_handler_reads_the_wrong_number_like_any_other_and_mending_it_clears_it(self) -> None:
        case = Complaint.objects.get(code=self.send().json()["code"])
        self.assertContains(self.login(self.world.head).get(f"/desk/{case.code}/"), "填的电话号码不对")
        self.assertEqual(
            revealing.reveal(case, staff=self.world.head, what="phone", reason="contact", now=self.now), SHORT
        )
        rights.correct(case, phone="13800138001", now=self.now)
        case.refresh_from_db()
        self.assertEqual((case.phone, case.phone_said), ("+8613800138001", ""))

    def test_a_photo_that_cannot_be_read_is_left_out_and_both_sides_read_that_it_was(self) -> None:
        broken = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
        self.assertEqual(self.send(phone="", files=[broken], lost=1).status_code, 201)
        case = Complaint.objects.get()
        self.assertEqual((case.text, case.attachments.count()), (f"{NOISE}（有 2 个附件打不开，没有收到）", 0))

    def test_a_danger_with_such_a_photo_is_filed_once_while_she_looks(self) -> None:
        for _ in range(2):
            broken = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
            self.assertEqual(self.send(FIRE, script=False, files=[broken]).status_code, 302)
        self.assertEqual((Complaint.objects.count(), TimelineEntry.objects.filter(kind="add_info").count()), (1, 0))

    def test_who_looks_at_the_form_is_told_of_the_photo(self) -> None:
        broken = SimpleUploadedFile("a.jpg", b"no photo", "image/jpeg")
        self.assertEqual(self.send(phone="", files=[broken], attended="1").status_code, 422)
