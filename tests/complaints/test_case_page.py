"""A resident looks at her case."""

from __future__ import annotations

from complaints.models import Complaint
from complaints.services import handling
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import ANSWER, NOISE


class CasePageTests(StoryCase):
    def test_a_new_case_shows_number_stage_and_the_promise_that_runs(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/")
        for words in (
            case.code,
            "我们收到了",
            "18:35 前回电",
            "138****8001",
            "您提交了诉求",
            "东冠社区",
            case.short_head,
        ):
            self.assertContains(page, words)
        self.assertContains(page, f'data-due="{int(self.now.timestamp() + 300)}000"')

    def test_the_page_is_nobody_elses_business(self) -> None:
        page = self.client.get(f"/c/{self.file().token}/")
        self.assertEqual(page["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page["Cache-Control"])

    def test_a_wrong_token_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/c/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/").status_code, 404)

    def test_the_timeline_speaks_plainly_and_keeps_inside_what_is_inside(self) -> None:
        case = self.contacted()
        handling.note(case, staff=self.world.wang, text="此人情绪激动，注意方式。", now=self.now)
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "和您通了电话")
        self.assertNotContains(page, "情绪激动")
        self.assertNotContains(page, "了解了情况")

    def test_the_answer_stands_on_a_closed_case(self) -> None:
        page = self.client.get(f"/c/{self.closed().token}/")
        self.assertContains(page, "给您的答复")
        self.assertContains(page, ANSWER)
        self.assertNotContains(page, "催一催")
        self.assertNotContains(page, "data-due")

    def test_a_case_without_phone_says_how_the_answer_will_come(self) -> None:
        self.assertContains(self.client.get(f"/c/{self.file(phone='').token}/"), "您没有留电话")

    def test_danger_shows_the_numbers_until_the_case_is_closed(self) -> None:
        case = self.file("着火了，快来人！")
        self.assertContains(self.client.get(f"/c/{case.token}/"), "有人身危险，请立即拨打")
        handling.withdraw(case, now=self.now)
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "有人身危险，请立即拨打")

    def test_a_missed_promise_is_owned_up_to(self) -> None:
        case = self.file()
        self.wait(minutes=6)
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "没有按时做到")
        self.assertContains(page, "已上报到")

    def test_the_invitation_to_rate_appears_after_two_days(self) -> None:
        case = self.closed()
        self.assertNotContains(self.client.get(f"/c/{case.token}/"), "请您评价</a>")
        self.wait(hours=48)
        self.assertContains(self.client.get(f"/c/{case.token}/"), f'href="/r/{case.ratings.get().token}/"')

    def test_an_old_receipt_fits_the_chain(self) -> None:
        case = self.file()
        receipt = case.short_head
        handling.claim(case, staff=self.world.wang, now=self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/", {"check": receipt.upper()}), "对得上")

    def test_a_receipt_of_another_case_does_not_fit(self) -> None:
        case, other = self.file(), self.file(NOISE + "另一件")
        self.assertContains(self.client.get(f"/c/{case.token}/", {"check": other.short_head}), "对不上")

    def test_a_tampered_chain_does_not_fit_its_own_receipt(self) -> None:
        case = self.file()
        case.entries.filter(kind="accept").update(unit=self.world.changhe)
        self.assertContains(self.client.get(f"/c/{case.token}/", {"check": case.short_head}), "对不上")

    def test_half_a_receipt_is_too_little(self) -> None:
        self.assertContains(self.client.get(f"/c/{self.file().token}/", {"check": "ab12"}), "校验码至少要 8 位")

    def test_her_photos_are_hers_and_not_anothers(self) -> None:
        self.client.post("/q/TESTDOOR01/file/", {"text": NOISE, "files": [photo()]})
        case, other = Complaint.objects.get(), self.file()
        number = case.attachments.get().pk
        shown = self.client.get(f"/c/{case.token}/photo/{number}/")
        self.assertEqual((shown.status_code, shown["Content-Type"]), (200, "image/jpeg"))
        self.assertEqual(shown["X-Content-Type-Options"], "nosniff")
        self.assertEqual(self.client.get(f"/c/{other.token}/photo/{number}/").status_code, 404)

    def test_a_staff_photo_is_not_hers(self) -> None:
        self.client.post("/q/TESTDOOR01/file/", {"text": NOISE, "files": [photo()]})
        case = Complaint.objects.get()
        case.attachments.update(by_resident=False)
        self.assertEqual(self.client.get(f"/c/{case.token}/photo/{case.attachments.get().pk}/").status_code, 404)
