"""Every form of the ministry says what it has to, in real text that can be searched."""

from __future__ import annotations

import uuid
from datetime import date

from binan.kit.errors import Refused
from mediation.models import Document, Dossier, Mediation, MediationEntry, Organisation, Party
from mediation.papers import reading
from mediation.services import conclude, minutes
from mediation.services import issue as drafting
from mediation.workflow import Regime
from tests.mediation.paper import HER, TERMS, PaperStory, pages
from tests.mediation.rooms import SUMMARY, UPSTAIRS
from tests.photos import photo


class Papers(PaperStory):
    def assertSays(self, document: Document, *words: str) -> None:
        """All of these stand on the paper, and what stands on every paper."""
        text = self.text(document)
        for each in (*words, document.data["number"], "第1页", f"共{document.pages}页", document.digest[:12]):
            self.assertIn("".join(each.split()), text)
        self.assertIn(document.code, text.replace(" ", ""))

    def test_the_application_names_both_the_facts_what_is_asked_for_and_the_declaration(self) -> None:
        paper = self.issue(self.applied(), "application")
        self.assertSays(paper, "人民调解申请书", "申请人", "被申请人", UPSTAIRS, "性别", "民族", "年龄", "职业或职务", "联系方式", "单位或住址",
                        SUMMARY, "1．晚上九点以后不再跳绳", "2．铺设隔音垫", "现自愿申请人民调解", "按指印处")  # fmt: skip

    def test_the_register_says_when_what_and_where_from(self) -> None:
        paper = self.issue(self.applied(origin="referred", referral_no="滨公移〔2026〕7号"), "registration")
        self.assertSays(paper, "人民调解受理登记表", "登记日期", "纠纷类型", "邻里", "■移送、委托", "□主动调解", "滨公移〔2026〕7号",
                        "经当事人同意", SUMMARY, "登记人签名", "备注", "浦沿潮调解室", "印章")  # fmt: skip

    def test_the_notice_of_rights_cites_the_articles_and_names_nobody(self) -> None:
        paper = self.issue(self.applied(), "rights")
        self.assertSays(
            paper,
            "第三条",
            "第四条",
            "第二十三条",
            "第二十四条",
            "不收取任何费用",
            "要求终止调解",
            "如实陈述纠纷事实",
            "申请人签收",
        )
        self.assertNotIn(UPSTAIRS, self.text(paper))

    def test_identity_is_kept_masked(self) -> None:
        paper = self.issue(self.applied(), "identity")
        self.assertSays(paper, "当事人身份证明", UPSTAIRS, "居民身份证", "复印件粘贴处")
        self.assertNotIn("330108199001011234", self.text(paper) + str(paper.data))

    def test_a_proxy_says_for_whom_who_and_what_for(self) -> None:
        self.assertSays(
            self.issue(self.applied(), "proxy"), "授权委托书", UPSTAIRS, "赵代理", "■代为申请、终止调解", "■领取文书"
        )

    def test_an_inquiry_says_when_where_who_and_what(self) -> None:
        self.assertSays(
            self.issue(self.applied(), "inquiry"),
            "人民调解调查记录",
            "物业办公室",
            "门岗师傅",
            "钱调解员",
            "晚上确实听得到响声",
        )

    def test_the_list_of_evidence_numbers_what_is_typed(self) -> None:
        paper = self.issue(self.applied(), "evidence", values={"items": "楼道照片\n录音一段"})
        self.assertSays(paper, "证据材料清单", "序号", "楼道照片", "录音一段", "校验码")

    def test_the_record_says_who_met_when_where_and_how_it_ended(self) -> None:
        mediation = self.concluded("oral")
        paper = self.issue(mediation, "record")
        self.assertSays(
            paper, "人民调解记录", "浦沿街道一楼", "主持调解员", "愿意各让一步", "■调解成功", "□调解不成", "记录人"
        )

    def test_the_record_holds_what_was_said_before_everybody_and_no_separate_talk(self) -> None:
        mediation = self.in_session()
        for body, visibility in (("我们愿意铺垫子。", "all"), ("其实我只能出八百。", "B"), ("划掉的话。", "all")):
            line = minutes.Line("M", body, visibility)
            note, _ = minutes.write(mediation, staff=self.world.mediator, line=line, now=self.now)
        minutes.strike(mediation, staff=self.world.mediator, note=note.pk, reason="记错了", now=self.now)
        minutes.bring(
            mediation,
            staff=self.world.mediator,
            upload=photo(),
            title="漏水的照片",
            visibility="all",
            brought_by=None,
            now=self.now,
        )
        minutes.bring(
            mediation,
            staff=self.world.mediator,
            upload=photo(),
            title="工资条",
            visibility="A",
            brought_by=None,
            now=self.now,
        )
        text = self.text(self.issue(mediation, "record", values={"content": ""}))
        self.assertIn("我们愿意铺垫子。", text)
        self.assertNotIn("八百", text)
        self.assertNotIn("划掉的话", text)
        text = self.text(self.issue(mediation, "evidence", values={"items": ""}))
        self.assertIn("漏水的照片", text)
        self.assertNotIn("工资条", text)
        self.assertIn("第2件，只给提交的一方和调解员看", text)

    def test_the_agreement_has_what_article_29_asks_for(self) -> None:
        mediation = self.concluded(may_name=("A",))
        paper = self.issue(mediation, "agreement")
        self.assertSays(paper, "人民调解协议书", UPSTAIRS, "晚上跳绳影响休息", "1．晚上九点以后不再跳绳。", "2．十二月十日前铺设隔音垫。", "自行铺设",
                        "一式三份", "人民调解员", "记录人", "印章", "按指印处", "三十日内")  # fmt: skip

    def test_an_oral_agreement_is_registered(self) -> None:
        paper = self.issue(self.concluded("oral"), "oral")
        self.assertSays(paper, "口头协议登记表", "达成时间", "晚上九点以后不再跳绳", "口头协议自达成之日起生效")

    def test_an_organisation_of_an_industry_prints_the_application_it_offers(self) -> None:
        mediation = self.concluded(may_name=("A",))
        Organisation.objects.filter(pk=mediation.organisation_id).update(regime=Regime.INDUSTRY)
        mediation = Mediation.objects.get(pk=mediation.pk)
        self.assertContains(self.client.get(f"/m/{self.side(mediation, 'A').token}/"), "申请司法确认，最晚")
        self.assertIn("请求确认", self.text(self.issue(mediation, "confirmation")))
        desk = self.login(self.world.mediator)
        self.assertContains(desk.get(f"/mediation/{mediation.code}/"), "申请司法确认，最晚")

    def test_what_follows_an_agreement(self) -> None:
        mediation = self.concluded(may_name=("A",))
        self.assertSays(self.issue(mediation, "performance"), "履行凭证", "铺好了隔音垫", "现场照片")
        self.assertSays(
            self.issue(mediation, "confirmation"), "司法确认申请书", "杭州市滨江区人民法院", "请求确认", "没有恶意串通"
        )
        self.assertSays(self.issue(mediation, "closing"), "结案报告表", "承办单位", "双方达成书面协议")

    def test_a_notice_of_termination_names_the_other_ways_and_blames_nobody(self) -> None:
        paper = self.issue(self.broken_off(), "termination")
        self.assertSays(paper, "终止人民调解告知书", "第二十六条", "向人民法院起诉", "公安机关", "特此告知")
        self.assertNotIn(UPSTAIRS, self.text(paper))

    def test_a_paper_waits_for_its_reason(self) -> None:
        mediation = self.applied()
        for kind in ("agreement", "oral", "performance", "revisit", "confirmation", "termination", "closing"):
            with self.assertRaises(Refused) as refused:
                self.issue(mediation, kind)
            self.assertEqual(refused.exception.code, "too_early", kind)
        self.assertEqual(Document.objects.count(), 0)

    def test_what_must_be_typed_is_asked_for(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.issue(self.applied(), "application", values={"requests": " "})
        self.assertIn("requests", refused.exception.fields)

    def test_the_same_command_twice_is_one_paper(self) -> None:
        mediation, key = self.applied(), uuid.uuid4()
        first = self.issue(mediation, "rights", client_key=key)
        self.assertEqual(self.issue(mediation, "rights", client_key=key), first)
        self.assertEqual(MediationEntry.objects.filter(kind="issue_paper").count(), 1)

    def test_a_new_version_supersedes_and_the_old_one_is_printed_again_to_the_byte(self) -> None:
        mediation = self.applied()
        first = self.issue(mediation, "registration")
        before = reading.pdf(first)
        Party.objects.filter(mediation=mediation, side="B").update(name="改了名字的人")
        self.wait(hours=5)
        second = self.issue(mediation, "registration")
        first.refresh_from_db()
        self.assertEqual((first.version, second.version), (1, 2))
        self.assertIsNotNone(first.superseded_at)
        self.assertIn("改了名字的人", self.text(second))
        self.assertEqual(reading.pdf(first), before)

    def test_file_numbers_have_no_gaps_and_no_doubles(self) -> None:
        for number in (1, 2, 3):
            mediation = self.applied()
            self.issue(mediation, "rights")
            self.issue(mediation, "registration")
            self.assertEqual(Dossier.objects.get(mediation=mediation).number, f"（2026）浦沿潮人调字第{number}号")
        self.issue(self.applied(organisation=self.rooms.hebin), "rights", staff=self.world.wang)
        self.assertEqual(Dossier.objects.latest("pk").number, "（2026）和滨江调字第1号")

    def test_a_page_names_itself_and_its_number(self) -> None:
        paper = self.issue(self.concluded(may_name=("A",)), "agreement")
        for number, text in enumerate(pages(reading.pdf(paper)), 1):
            self.assertIn(f"第{number}页共{paper.pages}页", text)

    def test_the_agreement_lists_who_owes_what_until_when_and_who_has_signed(self) -> None:
        mediation = self.in_session(self.applied(self.contacted(name=HER)))
        ower, owed = self.side(mediation, "B"), self.side(mediation, "A")
        duty = drafting.Duty(ower.pk, "铺设隔音垫", owed.pk, "3200", date(2026, 12, 10), "照片")
        drafting.owe(mediation, staff=self.world.mediator, duty=duty, now=self.now)
        terms = conclude.Terms(form="written", **TERMS, may_name=("A",))
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        mediation = Mediation.objects.get(pk=mediation.pk)
        self.assertSays(
            self.issue(mediation, "agreement"),
            "履行人",
            "被申请人",
            "铺设隔音垫（人民币3,200元），向申请人履行",
            "2026年12月10日",
            "照片",
        )
        conclude.sign(mediation, staff=self.world.mediator, signer="M", now=self.now)
        self.assertSays(self.issue(mediation, "agreement"), "2026年11月23日", "纸上签字或按指印", "签署文本指纹")
