"""Everyday questions: found with the article, honestly not found, or not available now; never made up."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from mediation.legal.answering import ANSWER_MAX, State
from mediation.legal.citations import Verdict, check_citations, find
from mediation.legal.evaluation import QUESTIONS, lines
from mediation.models import Article, Law
from tests.mediation.legal.shelf import TODAY, LawStory

TOPICS = {
    "物业停水催物业费": "《民法典》第九百四十四条",
    "邻居盖房子挡光": "《民法典》第二百九十三条",
    "高空抛物砸到人": "《民法典》第一千二百五十四条",
    "楼上跳绳吵": "《噪声污染防治法》第六十五条",
    "被狗咬了": "《民法典》第一千二百四十五条",
    "房东不退押金": "《住房租赁条例》第十条",
    "公司辞退我没有补偿": "《劳动合同法》第四十六条",
    "老板拖欠工资": "《劳动合同法》第三十条",
    "工伤认定怎么申请": "《工伤保险条例》第十七条",
    "国庆加班费": "《劳动法》第四十四条",
    "试用期多长": "《劳动合同法》第十九条",
    "劳动仲裁时效": "《劳动争议调解仲裁法》第二十七条",
    "健身房办卡跑路": "《消费者权益保护法实施条例》第二十二条",
    "交通事故赔偿": "《道路交通安全法》第七十四条",
    "离婚财产怎么分": "《民法典》第一千零八十七条",
    "人身安全保护令": "《反家庭暴力法》第二十三条",
    "校园霸凌": "《未成年人保护法》第三十九条",
    "没钱请律师": "《法律援助法》第二条",
    "调解收费吗": "《人民调解法》第四条",
    "司法确认": "《人民调解法》第三十三条",
    "信访多久答复": "《信访工作条例》第三十四条",
    "个人信息被泄露": "《个人信息保护法》第五十七条",
    "电动车推上楼充电": "《高层民用建筑消防安全管理规定》第三十七条",
    "出租银行卡": "《反电信网络诈骗法》第三十一条",
}


class Answers(LawStory):
    def test_every_topic_of_the_list_is_answered_with_its_article(self):
        for question, article in TOPICS.items():
            self.assertIn(article, self.cites(question), question)

    def test_an_answer_is_short_and_every_sentence_carries_its_article(self):
        for one in [row[0] for row in lines(QUESTIONS / "test.txt")]:
            found = self.ask(one)
            if found.state != State.FOUND:
                continue
            self.assertLessEqual(len(found.text), ANSWER_MAX, one)
            self.assertEqual(len(found.sentences), len(found.articles))
            for sentence in found.sentences:
                self.assertTrue(find(str(sentence))[0].number, sentence)
            self.assertEqual({j.verdict for j in check_citations(found.text, TODAY)}, {Verdict.GOOD}, one)

    def test_what_nobody_can_find_cites_nothing(self):
        found = self.ask("今天杭州天气怎么样")
        self.assertEqual((found.state, found.text, found.articles), (State.NONE, "", ()))

    def test_a_repealed_article_is_answered_as_repealed_with_what_took_its_place(self):
        found = self.ask("《物权法》第八十四条还有效吗")
        self.assertEqual(
            found.notes, ("《物权法》第八十四条：已于 2021年1月1日废止，由《民法典》取代，现在看第二百八十八条。",)
        )
        self.assertEqual(self.cites("《物权法》第八十四条还有效吗"), ["《民法典》第二百八十八条"])

    def test_a_repealed_law_named_without_an_article_is_called_repealed(self):
        self.assertIn("已于 2022年5月1日废止，由《信访工作条例》取代", self.ask("《信访条例》还能用吗").notes[0])

    def test_a_law_that_does_not_exist_is_not_answered_with_another_matter(self):
        found = self.ask("根据《物业停水停电法》第十二条物业能停水吗")
        self.assertEqual((found.state, found.articles), (State.NONE, ()))
        self.assertIn("法条库里没有这部法律", found.notes[0])

    def test_an_article_that_is_not_there_is_called_so(self):
        self.assertIn("没有这一条，最后一条是第九十八条", self.ask("劳动合同法第200条赔多少").notes[0])

    def test_an_article_that_is_named_is_shown(self):
        self.assertEqual(self.cites("民法典1254条是什么，第一千二百五十四条"), [])
        self.assertEqual(self.cites("民法典第1254条怎么说"), ["《民法典》第一千二百五十四条"])

    def test_many_articles_named_at_once_are_cut_where_the_answer_is_full(self):
        found = self.ask("民法典第944条、第278条、第1033条、第1213条、第1254条、第1084条分别说什么")
        self.assertLessEqual(len(found.text), ANSWER_MAX)
        self.assertGreater(len(found.sentences), 1)

    def test_on_a_day_before_a_law_held_it_is_not_shown(self):
        self.assertIn("《住房租赁条例》第十条", self.cites("房东不退押金"))
        before = self.ask("房东不退押金", date(2025, 9, 14))
        self.assertNotIn("zulin", [article.law.key for article in before.articles])

    def test_danger_is_said_first(self):
        for danger in ("老公打我怎么办", "家里有煤气味", "楼上着火了"):
            self.assertTrue(self.ask(danger).danger, danger)
        self.assertFalse(self.ask("物业费要交吗").danger)

    def test_an_empty_shelf_is_not_available_not_unfound(self):
        Article.objects.all().delete()
        self.assertEqual(self.ask("物业停水").state, State.DOWN)

    def test_a_broken_shelf_is_not_available_and_breaks_nothing_else(self):
        with self.assertLogs("mediation.legal.library", "ERROR"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE mediation_article RENAME TO mediation_article_gone")
            self.assertEqual(self.ask("物业停水").state, State.DOWN)
            self.assertTrue(Law.objects.exists())  # the transaction goes on
            transaction.set_rollback(True)
        self.assertEqual(self.ask("物业停水").state, State.FOUND)
