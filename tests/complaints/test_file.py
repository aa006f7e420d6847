"""A resident files a case with the form."""

from __future__ import annotations

import re
from typing import Any
from unittest import mock
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from complaints.models import Attachment, Complaint, HeldUpload
from complaints.services.intake import DANGER_SHARE, TEXT_MAX
from tests.cases import StoryCase
from tests.photos import photo
from tests.world import GAS, NOISE, PHONE

FORM = "/q/TESTDOOR01/file/"


class FileTests(StoryCase):
    def send(self, text: str = NOISE, *, client: Client | None = None, **more: object) -> Any:
        """Press 提交."""
        data = {
            "text": text,
            "phone": PHONE,
            "identity": "hidden",
            "nature": "complaint",
            "client_key": str(uuid4()),
            **more,
        }
        return (client or self.client).post(FORM, data)

    def test_the_form_stands_without_script(self) -> None:
        page = self.client.get(f"{FORM}?nature=help")
        for words in ("我要求助", "发生了什么", "联系电话", "照片", "隐名", "实名", "匿名", "提交", "您的信息怎么用"):
            self.assertContains(page, words)
        self.assertContains(page, 'name="files"', count=6)
        self.assertContains(page, 'href="tel:110"')
        self.assertIn("no-store", page["Cache-Control"])

    def test_words_and_phone_are_enough(self) -> None:
        sent = self.send()
        case = Complaint.objects.get()
        self.assertRedirects(sent, f"/c/{case.token}/")
        self.assertEqual(
            (case.stage, case.identity, case.phone, case.notice_version),
            ("ACCEPTED", "hidden", "+8613800138001", "2026-11.2"),
        )
        self.assertEqual(self.entries(case), ["file", "accept"])

    def test_the_nature_of_the_tile_stays_with_the_case(self) -> None:
        self.send("请问居住证积分怎么办？", nature="consult")
        self.assertEqual(Complaint.objects.get().nature, "consult")

    def test_an_anonymous_person_leaves_neither_name_nor_phone(self) -> None:
        self.send(identity="anonymous", name="王小明", phone="随便写的")
        case = Complaint.objects.get()
        self.assertEqual((case.phone, case.name), ("", ""))

    def test_a_double_tap_is_one_case(self) -> None:
        key = str(uuid4())
        first, second = self.send(client_key=key), self.send(client_key=key)
        self.assertEqual(first["Location"], second["Location"])
        self.assertEqual(Complaint.objects.count(), 1)

    def test_two_forms_are_two_cases(self) -> None:
        key = r'name="client_key" value="([0-9a-f-]{36})"'
        keys = {self._match(key, self.client.get(FORM)) for _ in range(2)}
        self.assertEqual(len(keys), 2)

    def test_a_broken_key_does_not_cost_the_person_her_case(self) -> None:
        self.send(client_key="not-a-uuid")
        self.assertEqual(Complaint.objects.count(), 1)

    def test_photos_come_along_re_encoded(self) -> None:
        self.send(files=[photo("现场.jpg"), photo("b.jpg")])
        self.assertEqual(Attachment.objects.filter(complaint=Complaint.objects.get()).count(), 2)

    def test_a_wrong_phone_keeps_the_words_and_the_photos(self) -> None:
        page = self.send(phone="12345", files=[photo(), photo()])
        self.assertContains(page, "请填 11 位手机号", status_code=422)
        self.assertContains(page, NOISE, status_code=422)
        self.assertContains(page, "请改一改：我要投诉", status_code=422)
        held = list(HeldUpload.objects.values_list("token", flat=True))
        self.assertEqual(len(held), 2)
        self.assertContains(page, 'name="files"', count=4, status_code=422)
        self.send(held=held)
        self.assertEqual(Attachment.objects.filter(complaint=Complaint.objects.get()).count(), 2)
        self.assertEqual(HeldUpload.objects.count(), 0)

    def test_what_is_no_photo_is_refused_and_the_good_ones_are_kept(self) -> None:
        fake = SimpleUploadedFile("c.jpg", b"MZ this is a program", content_type="image/jpeg")
        page = self.send(files=[photo(), fake])
        self.assertContains(page, "有一个文件不是照片", status_code=422)
        self.assertContains(page, "第 1 张已经收到", status_code=422)
        self.assertEqual(Complaint.objects.count(), 0)

    @override_settings(PHOTO_BYTES_MAX=1000)
    def test_a_photo_too_large_is_refused_with_what_to_do(self) -> None:
        page = self.send(files=[SimpleUploadedFile("a.jpg", b"\xff\xd8" + b"0" * 2000)])
        self.assertContains(page, "请换一张小一点的", status_code=422)

    def test_a_seventh_photo_is_refused_and_six_are_kept(self) -> None:
        page = self.send(files=[photo() for _ in range(7)])
        self.assertContains(page, "最多 6 张照片", status_code=422)
        self.assertEqual(HeldUpload.objects.count(), 6)
        self.assertNotContains(page, 'name="files"', status_code=422)

    def test_no_words_are_answered_with_an_example(self) -> None:
        for text in ("", "   ", "\u200b\u200b\u202e", "。。！？", "\x00\x01"):
            page = self.send(text)
            self.assertContains(page, "请简单写一下发生了什么", status_code=422, msg_prefix=repr(text))
        self.assertEqual(Complaint.objects.count(), 0)

    def test_too_many_words_are_kept_and_the_limit_is_named(self) -> None:
        page = self.send("长" * (TEXT_MAX + 1))
        self.assertContains(page, f"请控制在 {TEXT_MAX} 字以内", status_code=422)
        self.assertContains(page, "长" * (TEXT_MAX + 1), status_code=422)

    def test_a_shout_is_a_case(self) -> None:
        self.send("啊" * TEXT_MAX)
        self.assertEqual(Complaint.objects.count(), 1)

    def test_hostile_words_are_only_words(self) -> None:
        hostile = "'; DROP TABLE complaints;-- <script>alert(1)</script> {{7*7}} {% now %}"
        page = self.client.get(self.send(hostile)["Location"])
        self.assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}")
        self.assertNotContains(page, "<script>alert(1)")

    def test_direction_tricks_are_gone_from_what_is_kept(self) -> None:
        self.send("着\u200b火\u200b了 快来\u202eabc")
        case = Complaint.objects.get()
        self.assertEqual((case.text, case.urgency), ("着火了 快来abc", "P0"))

    def test_danger_is_filed_at_once_and_answered_with_the_numbers(self) -> None:
        page = self.client.get(self.send(GAS)["Location"])
        self.assertEqual(Complaint.objects.get().urgency, "P0")
        text = page.content.decode()
        self.assertLess(text.index("有人身危险，请立即拨打"), text.index("受理编号"))

    def test_the_browser_knows_the_plain_words_of_danger(self) -> None:
        self.assertContains(self.client.get(FORM), 'data-danger="^(?!.*(防|万一|')

    def test_the_phone_hears_of_a_danger_before_it_sends(self) -> None:
        """The question every letter begins with, strict about nothing but its answer: the words are not kept."""
        asked = Client(enforce_csrf_checks=True)
        for text, danger in ((GAS, True), (NOISE, False), ("", False)):
            answer = asked.post("/mine/token/", {"text": text, "nature": "complaint"})
            self.assertEqual(answer.json()["danger"], danger, text)
            self.assertTrue(answer.json()["csrf"])
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertFalse(asked.get("/mine/token/").json()["danger"])
        self.assertFalse(Complaint.objects.exists())

    @override_settings(INTAKE_RATE=1)
    def test_whoever_asks_too_often_is_read_no_more_but_refused_nothing(self) -> None:
        ask = {"text": GAS, "nature": "complaint"}
        answers = [self.client.post("/mine/token/", ask).json() for _ in range(DANGER_SHARE + 1)]
        self.assertEqual([answer["danger"] for answer in answers], [True] * DANGER_SHARE + [False])
        self.assertTrue(answers[-1]["csrf"])
        self.assertEqual(self.client.get("/mine/token/").status_code, 200)
        self.send(GAS)
        self.assertEqual(Complaint.objects.get().urgency, "P0")
        self.wait(minutes=1)
        self.assertTrue(self.client.post("/mine/token/", ask).json()["danger"])

    def test_another_sites_page_gets_no_token_and_spoils_none(self) -> None:
        browser = Client(enforce_csrf_checks=True)
        for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200), ("none", 200)):
            for kind in ("text/html", "application/json"):
                answer = browser.post("/mine/token/", {"text": NOISE}, headers={"sec-fetch-site": site, "accept": kind})
                self.assertEqual((answer.status_code, "csrftoken" in answer.cookies), (status, status == 200), site)
        self.assertContains(
            browser.post("/mine/token/", headers={"sec-fetch-site": "cross-site"}), "我们自己的网页", status_code=403
        )

    @override_settings(INTAKE_RATE=2)
    def test_a_flood_is_slowed_and_the_words_are_kept(self) -> None:
        self.send()
        self.send()
        page = self.send("第三件事：楼道灯坏了")
        self.assertContains(page, "操作太频繁了", status_code=429)
        self.assertContains(page, "第三件事：楼道灯坏了", status_code=429)
        self.wait(minutes=1)
        self.assertEqual(self.send("第三件事：楼道灯坏了").status_code, 302)

    def test_wechat_on_android_chooses_one_photo_at_a_time(self) -> None:
        wechat = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile MicroMessenger/8.0.50"
        self.assertContains(self.client.get(FORM), " multiple>")
        self.assertNotContains(self.client.get(FORM, headers={"user-agent": wechat}), " multiple>")

    def test_a_form_that_stood_open_too_long_gives_the_words_back(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        page = strict.post(
            FORM, {"text": NOISE, "phone": PHONE, "files": [photo()]}, headers={"origin": "http://testserver"}
        )
        self.assertContains(page, "请再按一次", status_code=403)
        self.assertContains(page, "照片没有留住", status_code=403)
        self.assertContains(page, NOISE, status_code=403)
        again = {"text": NOISE, "phone": PHONE, "csrfmiddlewaretoken": page.cookies["csrftoken"].value}
        self.assertEqual(strict.post(FORM, again, headers={"origin": "http://testserver"}).status_code, 302)

    def test_a_danger_in_a_refused_form_shows_the_numbers_without_script(self) -> None:
        refused = self.send(GAS, identity="nobody")
        self.assertContains(refused, "data-loud", status_code=422)
        self.assertNotContains(refused, "data-alarm hidden", status_code=422)
        self.assertContains(self.send(NOISE, phone="12345"), "data-alarm hidden", status_code=422)
        self.assertContains(self.client.get(FORM), "data-alarm hidden")

    def test_a_number_somebody_drew_before_is_drawn_again(self) -> None:
        with mock.patch("binan.kit.codes.pick", side_effect=["SAME00", "SAME00", "OTHER0"]):
            sent = [self.send(client=Client(), files=[photo()]) for _ in range(2)]
        self.assertEqual([answer.status_code for answer in sent], [302, 302])
        self.assertEqual({case.code[-6:] for case in Complaint.objects.all()}, {"SAME00", "OTHER0"})
        self.assertEqual(Attachment.objects.count(), 2)

    def test_a_foreign_page_gets_nothing_back(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        page = strict.post(FORM, {"text": NOISE}, headers={"origin": "http://evil.example"})
        self.assertNotContains(page, NOISE, status_code=403)
        self.assertEqual(Complaint.objects.count(), 0)

    def _match(self, pattern: str, page: Any) -> str:
        self.assertRegex(page.content.decode(), pattern)
        return re.search(pattern, page.content.decode())[1]  # type: ignore[index]
