"""终止调解告知书 and the other ways: what each side reads when it is over (arts. 17, 23 and 26)."""

from __future__ import annotations

import re

from django.test import Client

from complaints.models import Complaint
from mediation.access import party
from mediation.legal.numerals import value
from mediation.legal.reading import CORPUS, read
from mediation.models import Mediation, Office
from mediation.services import conclude, consent
from mediation.termination import ARTICLES, notice_for, termination_of
from mediation.ways import BY_CATEGORY, ways
from mediation.workflow import ENDINGS, OfficeKind, Stage, Way
from notices.models import Notice
from tests.mediation.rooms import SUMMARY
from tests.mediation.test_workbench import DeskStory

CITED = re.compile(r"《(?:中华人民共和国)?([^》]+)》第([^条]+)条")


class Notices(DeskStory):
    def refused(self) -> Mediation:
        mediation = self.applied()
        b = self.side(mediation, "B")
        consent.refuse(b, who=party(b), way=Way.LINK, now=self.now)
        return Mediation.objects.get()

    def test_both_sides_read_the_same_and_nobody_is_blamed(self):
        mediation = self.refused()
        pages = [Client().get(f"/m/{self.side(mediation, side).token}/ended/").content.decode() for side in "AB"]
        for page in pages:
            for words in (
                "终止调解告知书",
                mediation.code,
                SUMMARY,
                ENDINGS[Stage.REFUSED],
                "向人民法院起诉",
                "3 年内",
            ):
                self.assertIn(words, page)
            self.assertNotRegex(page, "对方不同意|对方拒绝|一方拒绝")

    def test_both_are_told_by_sms(self):
        mediation = self.refused()
        told = {n.phone for n in Notice.objects.filter(template="mediation_ended")}
        self.assertEqual(told, {self.side(mediation, side).phone for side in "AB"})

    def test_while_it_runs_and_after_an_agreement_there_is_none(self):
        mediation = self.in_session()
        b = self.side(mediation, "B")
        self.assertEqual(Client().get(f"/m/{b.token}/ended/").status_code, 404)
        terms = conclude.Terms("oral", "晚上八点以后不跳绳。")
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        self.assertIsNone(termination_of(Mediation.objects.get()))

    def test_one_who_left_a_group_gets_hers_while_the_others_go_on(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        consent.refuse(zhou, who=party(zhou), way=Way.LINK, now=self.now)
        self.assertContains(Client().get(f"/m/{zhou.token}/ended/"), "您已经退出这次调解")
        self.assertIsNone(notice_for(self.side(mediation, "B")))

    def test_an_office_stands_there_once_it_is_entered(self):
        mediation = self.refused()
        b = self.side(mediation, "B")
        self.assertNotContains(Client().get(f"/m/{b.token}/ended/"), "滨江区人民法院")
        Office.objects.create(kind=OfficeKind.COURT, name="滨江区人民法院", address="某路1号", phone="12368")
        self.assertContains(Client().get(f"/m/{b.token}/ended/"), "某路1号")

    def test_the_reason_of_staff_stays_inside(self):
        mediation = self.in_session()
        conclude.fail(mediation, staff=self.world.mediator, reason="对方嫌钱少", now=self.now)
        for side in "AB":
            page = Client().get(f"/m/{self.side(mediation, side).token}/ended/").content.decode()
            self.assertNotIn("嫌钱少", page)
            self.assertIn("第二十六条", page)


class Ways(DeskStory):
    def test_wages_go_to_arbitration_first(self):
        self.assertEqual([one.name for one in ways("LAB-01")], ["仲裁", "行政", "诉讼"])
        self.assertIn("1 年内", ways("LAB-01")[0].by_when)

    def test_every_kind_of_dispute_has_a_way(self):
        for category in ("NOI-01", "NEI-01", "PRO-02", "CON-01", "ENT-02", "FAM-01", "TRA-03", "", "XXX"):
            self.assertTrue(ways(category), category)

    def test_every_article_named_stands_in_the_corpus(self):
        held = {
            (law["name"].removeprefix("中华人民共和国"), article["number"])
            for law in read(CORPUS).laws
            for article in law["articles"]
        }
        cited = [course.basis for courses in BY_CATEGORY.values() for course in courses]
        for text in {*cited, *ARTICLES.values()}:
            for law, article in CITED.findall(text):
                self.assertIn((law, value(article)), held, text)

    def test_the_category_of_the_case_decides(self):
        mediation = self.applied()
        Complaint.objects.update(category="LAB-03")
        conclude.fail(mediation, staff=self.world.wang, reason="没人来", now=self.now)
        found = termination_of(Mediation.objects.get())
        self.assertEqual(found.ways[0].course.what, "申请劳动争议仲裁")
