"""A resident adds words and photos to her case."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Complaint, Deadline, HeldUpload
from complaints.services import classifying, handling
from notices.models import Notice
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import GAS

MORE = "刚才又跳了半小时，有录像。"
FIRE = "现在着火了，楼道里全是浓烟，快来救人！"
# A few words that would sound like anything if they stood alone.
CALM = (MORE, "今天又多了一个冰箱。", "今天还是没人来", "他们又开始了", "现在又在漏")


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

    def test_a_phone_whose_addition_comes_too_late_learns_where_its_words_can_still_go(self) -> None:
        case = self.file()
        handling.withdraw(case, now=self.now)
        late = self.client.post(f"/c/{case.token}/add/", {"text": MORE}, headers={"accept": "application/json"})
        self.assertEqual(late.status_code, 409)
        error = late.json()["error"]
        self.assertIn("当新的一件提交", error["sentence"])
        self.assertContains(self.client.get(error["again"]), "发生了什么")

    def test_a_danger_that_is_added_is_an_alarm_and_her_page_leads_with_the_numbers(self) -> None:
        case = self.claimed()
        self.assertNotEqual(case.urgency, "P0")
        sent = self.client.post(f"/c/{case.token}/add/", {"text": GAS}, follow=True)
        page = sent.content.decode()
        self.assertLess(page.index("有人身危险，请立即拨打"), page.index("受理编号"))
        case.refresh_from_db()
        self.assertEqual((case.urgency, case.lane), ("P0", 0))
        alarmed = {notice.staff for notice in Notice.objects.filter(template="raised_urgent")}
        self.assertLessEqual({self.world.dispatcher, self.world.duty_officer}, alarmed)
        set_out = Deadline.objects.get(complaint=case, kind="set_out")
        self.assertEqual(set_out.due_at, self.now + timedelta(minutes=5))

    def test_of_two_dangers_added_at_once_the_first_alarms_and_the_second_finds_an_emergency(self) -> None:
        first = self.file()
        second = Complaint.objects.get(pk=first.pk)  # as both requests saw it before either was taken
        handling.add_info(first, text=GAS, photos=[], now=self.now)
        alarmed = Notice.objects.filter(template="raised_urgent").count()
        handling.add_info(second, text=FIRE, photos=[], now=self.now)
        self.assertEqual(second.urgency, "P0")
        self.assertEqual(Notice.objects.filter(template="raised_urgent").count(), alarmed)
        self.assertEntry(first, "add_info", text=FIRE, raised=None)

    def test_a_danger_alarms_again_where_staff_has_found_none_a_moment_before(self) -> None:
        case = self.claimed(text=GAS)
        seen = Complaint.objects.get(pk=case.pk)  # as her request saw it
        why = "上门看过，是隔壁在炖肉。"
        classifying.reclassify(case, staff=self.world.wang, category="NOI-01", urgency="P2", reason=why, now=self.now)
        handling.add_info(seen, text=FIRE, photos=[], now=self.now)
        self.assertEqual((seen.urgency, seen.lane), ("P0", 0))
        self.assertEntry(case, "add_info", raised=True)
        self.assertTrue(Notice.objects.filter(template="raised_urgent").exists())

    def test_a_danger_stands_before_the_reasons_the_case_had_and_replaces_none(self) -> None:
        case = self.file()
        before = list(case.reasons)
        handling.add_info(case, text=GAS, photos=[], now=self.now)
        case.refresh_from_db()
        self.assertTrue(before)
        self.assertEqual(case.reasons[-len(before) :], before)
        self.assertGreater(len(case.reasons), len(before))
        classifying.reclassify(
            case, staff=self.world.wang, category="NOI-01", urgency="P2", reason="关好了阀门。", now=self.now
        )
        once = list(case.reasons)
        handling.add_info(case, text=GAS, photos=[], now=self.now)
        case.refresh_from_db()
        self.assertEqual((case.urgency, case.reasons), ("P0", once))

    def test_what_is_added_calmly_alarms_nobody_and_promises_nothing_anew(self) -> None:
        case = self.claimed()
        before = list(Deadline.objects.values_list("kind", "due_at", "void_at"))
        for words in CALM:
            self.assertFalse(self.client.post("/mine/token/", {"text": words}).json()["danger"], words)
            self.client.post(f"/c/{case.token}/add/", {"text": words})
        case.refresh_from_db()
        self.assertEqual(case.urgency, "P2")
        self.assertEqual(list(Deadline.objects.values_list("kind", "due_at", "void_at")), before)
        self.assertFalse(Notice.objects.filter(template="raised_urgent").exists())

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/add/"), f"/c/{case.token}/")
