"""The public page: a question in, an answer out, without script, and a person when it is not enough."""

from __future__ import annotations

from uuid import uuid4

from complaints.models import Complaint
from mediation.models import Article
from mediation.views.law import RATE
from tests.mediation.legal.shelf import LawStory

WATER = "物业停水催物业费"
NOTHING = "今天杭州天气怎么样"


class AskPage(LawStory):
    def sent(self, question: str, path: str = "/law/", **more: str):
        return self.client.post(path, {"question": question, "client_key": uuid4(), **more})

    def test_an_answer_shows_article_version_force_and_whose_words_they_are(self):
        shown = self.sent(WATER)
        for words in (
            "（《民法典》第九百四十四条）。", "物业服务人不得采取停止供电、供水、供热、供燃气等方式催交物业费。", "现行有效", "法条原文",
            "文本日期 2020年5月28日", "不构成法律意见", "转人工", "申请调解",
        ):  # fmt: skip
            self.assertContains(shown, words)
        self.assertContains(self.sent("房东不退押金"), "自编摘要")

    def test_nothing_found_names_12348_and_cites_nothing(self):
        shown = self.sent(NOTHING)
        self.assertContains(shown, "没有查到对得上的法条")
        self.assertContains(shown, "tel:12348")
        self.assertNotContains(shown, "引用的法条")
        self.assertNotContains(shown, "条）")

    def test_not_available_is_another_answer_than_nothing_found(self):
        Article.objects.all().delete()
        shown = self.sent(WATER)
        self.assertContains(shown, "现在查不了")
        self.assertNotContains(shown, "没有查到")
        self.assertContains(shown, "转人工")

    def test_danger_leads_with_the_numbers_and_offers_no_mediation(self):
        shown = self.sent("老公打我怎么办")
        self.assertContains(shown, "data-loud")
        self.assertLess(shown.content.index(b"data-loud"), shown.content.index("法条这样说".encode()))
        self.assertNotContains(shown, "申请调解</button>")

    def test_a_question_never_stands_in_an_address(self):
        self.assertNotContains(self.client.get("/law/", {"question": WATER}), WATER)

    def test_a_person_gets_it_with_the_question_already_in_and_nothing_is_filed(self):
        for want, nature in (("", "consult"), ("mediation", "help")):
            given = {"question": WATER, "begin": "1", "place": self.world.door.code, "want": want}
            answer = self.client.post("/law/to_person/", given)
            self.assertEqual(answer.status_code, 307)
            self.assertEqual(answer["Location"], f"/q/{self.world.door.code}/file/?nature={nature}")
            shown = self.client.post(answer["Location"], given)
            self.assertContains(shown, f">\n{WATER}</textarea>")
            self.assertNotContains(shown, "还差一点")
        self.assertFalse(Complaint.objects.exists())

    def test_without_a_community_it_asks_for_one_and_keeps_the_question(self):
        shown = self.client.post("/law/to_person/", {"question": WATER, "begin": "1"})
        self.assertContains(shown, "请选您在的社区", status_code=422)
        self.assertContains(shown, WATER, status_code=422)

    def test_the_place_that_was_scanned_is_remembered(self):
        shown = self.client.get("/law/", {"place": self.world.door.code})
        self.assertContains(shown, f'name="place" value="{self.world.door.code}"')
        self.assertContains(self.client.get(f"/q/{self.world.door.code}/"), f"/law/?place={self.world.door.code}")

    def test_it_can_be_printed(self):
        shown = self.sent(WATER, "/law/print/")
        self.assertContains(shown, "sheet-a4")
        self.assertContains(shown, "《民法典》第九百四十四条")

    def test_a_kiosk_is_large_reads_aloud_and_forgets(self):
        shown = self.sent(WATER, "/law/kiosk/")
        for words in ("data-kiosk", "data-aloud", 'http-equiv="refresh" content="120;url=/law/kiosk/"'):
            self.assertContains(shown, words)
        self.assertIn("no-store", shown["Cache-Control"])
        self.assertNotContains(self.sent(WATER), "data-kiosk")

    def test_bad_questions_are_answered_in_words(self):
        for question, sentence in (
            ("", "请先写一下您想问的事"),
            ("长" * 201, "请控制在 200 字以内"),
            ("\u200b\u202e", "请先写一下"),
        ):
            self.assertContains(self.sent(question), sentence, status_code=422)
        for question in (
            "\x00水",
            "<script>alert(1)</script>",
            "' or 1=1 --",
            "😀😀😀",
            "《》第条",
            "《民法典》第零条",
        ):
            self.assertIn(self.sent(question).status_code, (200, 422), question)
        self.assertNotContains(self.sent("<script>alert(1)</script>"), "<script>alert(1)")

    def test_one_client_cannot_ask_without_end(self):
        for _ in range(RATE):
            self.sent(WATER)
        shown = self.sent(WATER)
        self.assertEqual(shown.status_code, 429)
        self.assertContains(shown, WATER, status_code=429)  # what was typed is still there

    def test_the_laws_are_listed_with_their_dates(self):
        shelf = self.client.get("/law/laws/")
        self.assertContains(shelf, "由《民法典》取代")
        self.assertGreater(shelf.content.index("已废止".encode()), shelf.content.index("民法典</a>".encode()))
        self.assertContains(self.client.get("/law/laws/wuquanfa/"), "已于 2021年1月1日废止")
        self.assertEqual(self.client.get("/law/laws/nowhere/").status_code, 404)

    def test_the_frame_is_english_and_the_law_stays_chinese(self):
        shown = self.client.post("/law/", {"question": WATER}, HTTP_ACCEPT_LANGUAGE="en-GB")
        self.assertContains(shown, "This is not legal advice.")
        self.assertContains(shown, '<div class="stack stack-tight" lang="zh-CN" data-answer>')
