"""更正: the resident puts her name or her telephone right."""

from __future__ import annotations

from uuid import uuid4

from complaints.access import looked_up_link
from complaints.models import Complaint
from complaints.services import handling, rights
from notices.models import Notice
from tests.cases import StoryCase
from tests.world import NOISE, OTHER_PHONE, PHONE

NEW = "13900139000"


class CorrectTests(StoryCase):
    def correct(self, case: Complaint, **typed: str):
        typed.setdefault("client_key", str(uuid4()))
        answer = self.client.post(f"/c/{case.token}/correct/", typed)
        case.refresh_from_db()
        return answer

    def test_the_new_number_is_the_one_that_is_rung_and_looked_up(self) -> None:
        case = self.claimed()
        self.assertRedirects(self.correct(case, phone="139 0013 9000"), f"/c/{case.token}/data/?done")
        self.assertEqual(case.phone, "+86" + NEW)
        self.assertContains(self.login(self.world.wang).get(f"/desk/{case.code}/"), f"tel:+86{NEW}")
        found = self.client.post("/track/", {"code": case.code, "phone": NEW})
        self.assertRedirects(found, f"/c/{looked_up_link(case)}/")
        self.assertContains(
            self.client.post("/track/", {"code": case.code, "phone": PHONE}), "没有查到", status_code=422
        )

    def test_the_history_keeps_old_and_new_masked_and_nothing_in_clear(self) -> None:
        case = self.file(name="王小明", identity="real")
        self.correct(case, phone=NEW, name="王晓明")
        entry = self.assertEntry(
            case, "correct", phone_was="138****8001", phone_now="139****9000", name_was="王**", name_now="王**"
        )
        for secret in (NEW, PHONE, "王小明", "王晓明"):
            self.assertNotIn(secret, str(entry.body))
        self.assertContains(self.client.get(f"/c/{case.token}/"), "您更正了称呼和联系电话")

    def test_the_name_she_puts_right_is_not_left_in_the_title(self) -> None:
        case = self.file("楼上太吵，王晓明家睡不着。", name="王小明")
        self.correct(case, name="王晓明")
        self.assertEqual(case.title, "楼上太吵，王**家睡不着。")

    def test_the_old_number_hears_of_it_without_the_secret_link(self) -> None:
        case = self.file()
        self.correct(case, phone=NEW)
        told = Notice.objects.get(template="contact_changed")
        self.assertEqual(told.phone, "+86" + PHONE)
        self.assertNotIn("token", told.data)

    def test_two_corrections_at_once_each_say_what_they_replaced(self) -> None:
        case = self.file()
        stale = Complaint.objects.get(pk=case.pk)
        rights.correct(case, phone=NEW, now=self.now)
        rights.correct(stale, phone=OTHER_PHONE, now=self.now)
        self.assertEntry(stale, "correct", phone_was="139****9000")

    def test_the_handler_is_told(self) -> None:
        case = self.claimed()
        self.correct(case, phone=NEW)
        self.assertEqual(Notice.objects.get(template="contact_corrected").staff, self.world.wang)

    def test_an_empty_field_changes_nothing(self) -> None:
        case = self.file(name="王小明", identity="real")
        self.correct(case, phone=NEW)
        self.assertEqual(case.name, "王小明")
        self.assertContains(self.correct(case), "请填要更正的一项", status_code=422)

    def test_a_wrong_number_is_refused_and_what_was_typed_stays(self) -> None:
        case = self.file()
        page = self.correct(case, phone="12345", name="王女士")
        self.assertContains(page, "请填 11 位手机号", status_code=422)
        self.assertContains(page, "王女士", status_code=422)
        self.assertEqual(case.phone, "+86" + PHONE)

    def test_a_double_tap_corrects_once_and_tells_once(self) -> None:
        case, key = self.file(), str(uuid4())
        for _ in range(2):
            self.correct(case, phone=NEW, client_key=key)
        self.assertEqual(self.entries(case).count("correct"), 1)
        self.assertEqual(Notice.objects.filter(template="contact_changed").count(), 1)

    def test_whoever_was_anonymous_can_be_rung_from_then_on(self) -> None:
        case = self.file(phone="", identity="anonymous")
        self.correct(case, phone=OTHER_PHONE)
        self.assertEqual((case.identity, case.phone), ("hidden", "+86" + OTHER_PHONE))

    def test_a_case_that_is_over_is_not_corrected(self) -> None:
        case = self.closed()
        self.assertContains(self.correct(case, phone=NEW), "已办结", status_code=409)
        self.assertNotContains(self.client.get(f"/c/{case.token}/data/"), "新的联系电话")

    def test_the_text_itself_stays_and_is_only_added_to(self) -> None:
        case = self.file()
        self.correct(case, phone=NEW, text="改掉了")
        self.assertEqual(case.text, NOISE)
        handling.add_info(case, text="其实是七点开始。", photos=[], now=self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/"), NOISE)
        self.assertContains(self.client.get(f"/c/{case.token}/"), "其实是七点开始。")

    def test_many_tries_are_held_off(self) -> None:
        case = self.file()
        answers = [self.correct(case, phone=f"1390013900{n}").status_code for n in range(11)]
        self.assertEqual(answers, [302] * 10 + [429])

    def test_opening_the_address_changes_nothing(self) -> None:
        case = self.file()
        self.assertRedirects(self.client.get(f"/c/{case.token}/correct/"), f"/c/{case.token}/data/")
        self.assertNotIn("correct", self.entries(case))
