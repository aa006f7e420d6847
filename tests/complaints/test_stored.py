"""看看存了我什么: everything that is kept about her, in plain words."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.services import attachments, handling
from notices.models import Notice
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import ANSWER, NOISE, PHONE


class StoredTests(StoryCase):
    def test_every_field_message_and_person_is_named(self) -> None:
        case = self.contacted(name="王小明", identity="real", photos=attachments.check([photo()]))
        Notice.objects.filter(template="accepted").update(state="delivered")
        page = self.client.get(f"/c/{case.token}/data/")
        for words in (
            NOISE, "王**", "138****8001", "实名", "观潮名苑6幢2单元", "您传的 1 张", "1 次，只记时间", "2026-11.2 版",
            "2026年11月23日 18:30", "东冠社区、浦沿街道、滨江区", "王社工 认领", "王社工 记录通话", "短信 受理", "已送达", "办结后两年",
        ):  # fmt: skip
            self.assertContains(page, words)

    def test_whoever_looks_over_her_shoulder_learns_no_number_and_no_name(self) -> None:
        case = self.contacted(name="王小明", identity="real")
        page = self.client.get(f"/c/{case.token}/data/")
        for secret in (PHONE, "王小明", "王小红", "了解了情况"):
            self.assertNotContains(page, secret)

    def test_it_is_nobody_elses_business(self) -> None:
        page = self.client.get(f"/c/{self.file().token}/data/")
        self.assertEqual(page["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", page["Cache-Control"])
        self.assertEqual(self.client.get("/c/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/data/").status_code, 404)

    def test_a_remark_of_staff_stays_inside(self) -> None:
        case = self.contacted()
        handling.note(case, staff=self.world.wang, text="此人情绪激动。", now=self.now)
        self.assertNotContains(self.client.get(f"/c/{case.token}/data/"), "情绪激动")

    def test_a_mediation_says_that_its_dossier_is_kept_elsewhere(self) -> None:
        case = self.contacted()
        self.assertNotContains(self.client.get(f"/c/{case.token}/data/"), "调解卷宗")
        handling.apply_mediation(case, staff=self.world.wang, now=self.now)
        self.assertContains(
            self.client.get(f"/c/{case.token}/data/"), "调解卷宗里的称呼、电话和调解记录，按档案规定要保存"
        )

    def test_the_pages_cost_the_same_however_long_the_story(self) -> None:
        short, long = self.contacted(), self.contacted()
        for n in range(4):
            handling.add_info(long, text=f"又响了 {n}", photos=attachments.check([photo()]), now=self.now)
            handling.reply(
                long, staff=self.world.wang, text=f"知道了 {n}", photos=attachments.check([photo()]), now=self.now
            )
            handling.note(long, staff=self.world.wang, text=f"记 {n}", now=self.now)
        for path, most in (("", 9), ("data/", 10), ("receipt/", 3)):
            costs = []
            for case in (short, long):
                with self.subTest(path=path), CaptureQueriesContext(connection) as few:
                    self.assertEqual(self.client.get(f"/c/{case.token}/{path}").status_code, 200)
                costs.append(len(few))
            self.assertEqual(costs[0], costs[1], path)
            self.assertLessEqual(costs[1], most, path)


class ReceiptTests(StoryCase):
    def test_number_time_place_promises_and_check_hash_are_on_it(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/receipt/")
        for words in (
            case.code, "2026年11月23日 18:30:00", "观潮名苑6幢2单元", "东冠社区", "11月23日 18:35 前",
            "11月24日 18:30 前", case.short_head, "http://testserver/track/",
        ):  # fmt: skip
            self.assertContains(page, words)

    def test_paper_that_is_left_lying_opens_nothing(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/receipt/").content.decode()
        sheet = page[page.index("<section") : page.index("</section>")]
        for secret in (case.token, PHONE, "138****", NOISE):
            self.assertNotIn(secret, sheet)
        self.assertIn('aria-label="二维码：http://testserver/track/"', sheet)

    def test_whoever_left_no_number_is_told_to_keep_the_link(self) -> None:
        page = self.client.get(f"/c/{self.file(phone='').token}/receipt/")
        self.assertContains(page, "只能用手机上保存的链接")
        self.assertNotContains(page, "二维码")

    def test_the_promises_are_those_of_the_filing_also_later(self) -> None:
        case = self.contacted()
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertContains(self.client.get(f"/c/{case.token}/receipt/"), "11月23日 18:35 前")

    def test_the_case_page_leads_to_both(self) -> None:
        case = self.file()
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, f'href="/c/{case.token}/receipt/"')
        self.assertContains(page, f'href="/c/{case.token}/data/"')
