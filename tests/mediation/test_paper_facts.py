"""A paper says what the system knows already: who acts and signs for whom, what a revisit found, who wants a confirmation."""

from __future__ import annotations

from datetime import date
from typing import Any

from binan.kit.errors import Refused
from mediation.access import member
from mediation.models import Agent, Document, Mediation, Office, Party
from mediation.papers import reading
from mediation.services import agents, conclude, confirm, groups, hold, sitting
from mediation.workflow import OfficeKind, Power, Way
from tests.mediation.paper import HER, TERMS, PaperStory, pages
from tests.mediation.rooms import UPSTAIRS


class Known(PaperStory):
    def acts_for(self, party: Party, name: str = "赵代理", **more: Any) -> Agent:
        given = {
            "powers": [Power.EVIDENCE, Power.SIGN],
            "given_on": date(2026, 11, 20),
            "phone": "13800138000",
            "relation": "丈夫",
        }
        mandate = agents.Mandate(name, **{**given, **more})
        return agents.add_agent(party, staff=self.world.mediator, mandate=mandate, now=self.now)

    def form(self, mediation: Mediation, kind: str, asked: str = "") -> Any:
        page = self.login(self.world.mediator)
        return page.get(f"/mediation/{mediation.code}/papers/new/{kind}/{asked}").context["form"]

    def send(self, mediation: Mediation, kind: str, form: Any) -> Document:
        """Press 出具 on a form as it was filled for her."""
        typed = {field.name: field.value() for field in form}
        answer = self.login(self.world.mediator).post(
            f"/mediation/{mediation.code}/papers/new/{kind}/", {name: value for name, value in typed.items() if value}
        )
        self.assertEqual(answer.status_code, 302, answer.content.decode())
        return Document.objects.latest("pk")


class Proxies(Known):
    def test_a_proxy_is_filled_from_the_agent_who_is_registered(self) -> None:
        mediation = self.applied()
        self.acts_for(self.side(mediation, "B"))
        paper = self.send(mediation, "proxy", self.form(mediation, "proxy"))
        text = self.text(paper)
        for words in (
            UPSTAIRS,
            "赵代理",
            "138****8000",
            "丈夫",
            "■收集、提供证据",
            "■签署调查记录、调解记录和协议书",
            "□承认、变更、放弃请求",
        ):
            self.assertIn(words, text)
        self.assertEqual(paper.party, self.side(mediation, "B"))

    def test_each_agent_of_a_party_has_her_own_and_a_second_of_hers_is_a_new_version(self) -> None:
        mediation = self.applied()
        first = self.acts_for(self.side(mediation, "B"))
        second = self.acts_for(self.side(mediation, "B"), "钱律师", powers=[Power.OTHER], other="代为收款")
        for agent in (first, second, first):
            paper = self.send(mediation, "proxy", self.form(mediation, "proxy", f"?agent={agent.pk}"))
        holding = {each.data["values"]["agent"]: each for each in reading.holding(mediation)}
        self.assertEqual({name: each.version for name, each in holding.items()}, {"赵代理": 2, "钱律师": 1})
        self.assertIn("■其他：代为收款", self.text(holding["钱律师"]))
        self.assertEqual(paper.version, 2)

    def test_a_power_that_is_none_is_refused(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.issue(self.applied(), "proxy", values={"powers": "代为领取彩票"})
        self.assertIn("powers", refused.exception.fields)

    def test_the_check_leads_to_the_form_of_whoever_has_none(self) -> None:
        mediation = self.applied()
        agent, party = self.acts_for(self.side(mediation, "B")), self.side(mediation, "A")
        page = self.login(self.world.mediator).get(f"/mediation/{mediation.code}/papers/")
        self.assertContains(page, f"papers/new/proxy/?agent={agent.pk}")
        self.assertContains(page, f"papers/new/identity/?party={party.pk}")
        self.assertEqual(self.form(mediation, "identity", f"?party={party.pk}")["party"].value(), party.pk)

    def test_a_company_shows_its_licence_and_no_identity_card(self) -> None:
        mediation = self.applied()
        Party.objects.filter(mediation=mediation, side="B").update(kind="company", name="华业物业")
        form = self.form(mediation, "identity", f"?party={self.side(mediation, 'B').pk}")
        self.assertEqual(form["document"].value(), "营业执照")
        text = self.text(self.issue(mediation, "identity"))
        self.assertIn("营业执照等主体资格证书", text)
        self.assertNotIn("国徽面", text)


class SignedFor(Known):
    def test_who_is_signed_for_by_another_has_no_empty_box(self) -> None:
        mediation = self.applied(self.contacted(name=HER))
        second = self.joined(mediation, "A")
        groups.represent(
            second, representative=self.side(mediation, "A"), who=member(self.world.wang), way=Way.PHONE, now=self.now,
            may_settle=True, accepted=True,
        )  # fmt: skip
        mediation = self.in_session(Mediation.objects.get(pk=mediation.pk))
        terms = conclude.Terms(form="written", **TERMS, may_name=("A", "A2"))
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        text = self.text(self.issue(Mediation.objects.get(pk=mediation.pk), "agreement"))
        self.assertIn("申请人2（周工友）由申请人作为代表人代为达成协议并签名", text)
        self.assertEqual(text.count("申请人2签名"), 0)
        self.assertIn("被申请人签名（盖章）", text)


class Afterwards(Known):
    def test_the_record_of_a_revisit_is_the_revisit_that_was_made(self) -> None:
        mediation = self.concluded(may_name=("A",))
        with self.assertRaises(Refused) as refused:
            self.issue(mediation, "revisit")
        self.assertIn("先在“调解后续”登记", refused.exception.sentence)
        self.revisited(
            mediation,
            performance="part",
            satisfaction="fair",
            escalating=True,
            hidden="还在赌气",
            measures="约了再谈一次",
        )
        text = self.text(self.send(mediation, "revisit", self.form(mediation, "revisit")))
        for words in (
            "回访记录",
            "了解协议履行情况",
            "履行了一部分",
            "■基本满意",
            "□不满意",
            "有激化苗头；还在赌气",
            "约了再谈一次",
            "电话",
            "钱",
        ):
            self.assertIn(words, text)

    def test_each_revisit_has_its_record_and_another_one_s_is_refused(self) -> None:
        mediation, other = self.concluded(may_name=("A",)), None
        for performance in ("part", "full"):
            row = self.revisited(mediation, performance=performance)
            self.issue(mediation, "revisit", values={"which": str(row.pk)})
            self.wait(hours=48)
        self.issue(mediation, "revisit", values={"which": str(row.pk)})
        self.assertEqual([(one.item, one.version) for one in reading.holding(mediation)], [(1, 1), (2, 2)])
        other = self.revisited(self.concluded(may_name=("A",)))
        with self.assertRaises(Refused):
            self.issue(mediation, "revisit", values={"which": str(other.pk)})

    def test_a_joint_application_names_everybody_an_applicant_and_says_who_wished_it_when(self) -> None:
        mediation = self.concluded(may_name=("A",))
        for side in "AB":
            confirm.wish(self.side(mediation, side), who=member(self.world.mediator), way=Way.PHONE, now=self.now)
        Office.objects.create(kind=OfficeKind.COURT, name="杭州市滨江区人民法院")
        paper = self.send(mediation, "confirmation", self.form(mediation, "confirmation"))
        text = self.text(paper)
        for words in (
            "申请人一于2026年11月23日电话表示同意共同申请",
            "申请人二于",
            "杭州市滨江区人民法院",
            "最后一日为2026年12月23日",
        ):
            self.assertIn(words, text)
        self.assertNotIn("被申请人", text)
        self.assertNotIn("138****", text)  # the court's clerk needs the whole number: it is written in by hand

    def test_the_last_day_is_put_off_to_a_working_day(self) -> None:
        self.wait(hours=72)  # thirty days from a Thursday end on a Saturday
        text = self.text(self.issue(self.concluded(may_name=("A",)), "confirmation"))
        self.assertIn("最后一日为2026年12月28日", text)


class Waiting(Known):
    def page(self, mediation: Mediation) -> Any:
        return self.login(self.world.mediator).get(f"/mediation/{mediation.code}/papers/")

    def test_a_paper_that_waits_leads_to_where_that_is_done(self) -> None:
        mediation = self.in_session(self.applied(self.contacted(name=HER)))
        self.assertContains(self.page(mediation), "去调解页")
        terms = conclude.Terms(form="written", **TERMS, may_name=("A",))
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        self.assertContains(self.page(mediation), f"/mediation/{mediation.code}/sign/")
        for signer in "ABMS":
            conclude.sign(mediation, staff=self.world.mediator, signer=signer, now=self.now)
        self.assertContains(self.page(mediation), f"/mediation/{mediation.code}/after/")


class ForCourt(Known):
    def court(self, mediation: Mediation) -> Any:
        return self.login(self.world.mediator).get(f"/mediation/{mediation.code}/papers/court/")

    def test_one_file_gathers_what_a_court_asks_for_with_an_index_by_page(self) -> None:
        mediation = self.concluded(may_name=("A",))
        for kind in ("confirmation", "agreement", "proof", "rights"):
            self.issue(mediation, kind)
        answer = self.court(mediation)
        self.assertContains(
            answer, "交法院的材料还缺：当事人身份证明（诉求方）、当事人身份证明（对方）", status_code=422
        )
        for side in "AB":
            self.issue(mediation, "identity", party=self.side(mediation, side))
        index, *body = pages(self.court(mediation).content)
        first = 1
        for kind in ("confirmation", "agreement", "identity", "proof"):
            for paper in Document.objects.filter(kind=kind).order_by("item"):
                title = f"{paper.data['title']}{paper.data['mark']}"
                last = first + paper.pages - 1
                self.assertIn(f"{title}{first}" if first == last else f"{title}{first}—{last}", index)
                self.assertIn(f"第{first}页共{len(body)}页", body[first - 1])
                first = last + 1
        self.assertNotIn("权利义务告知书", index)

    def test_the_proof_says_who_mediated_what_and_since_when_it_holds(self) -> None:
        mediation = self.concluded(may_name=("A",))
        text = self.text(self.issue(mediation, "proof"))
        for words in (
            "浦沿潮调解室受理了方晓梅与楼上住户之间的",
            "主持调解",
            "自愿达成调解协议",
            "该协议于2026年11月23日生效",
        ):
            self.assertIn(words, text)

    def test_only_people_s_mediation_goes_that_way_and_only_once_it_holds(self) -> None:
        self.assertContains(self.court(self.applied()), "协议还没有生效", status_code=422)


class Records(Known):
    def test_the_record_says_when_they_sat_together_not_when_they_were_booked(self) -> None:
        mediation = self.agreed()
        self.booked(mediation, hours=1)
        self.assertIn("时间：2026年11月23日（周一）19:30到20:30", self.text(self.issue(mediation, "record")))
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertIn("时间：2026年11月23日（周一）18:30起", self.text(self.issue(mediation, "record")))
        self.wait(minutes=50)
        conclude.fail(mediation, staff=self.world.mediator, reason="谈不拢。", now=self.now)
        self.assertIn("时间：2026年11月23日（周一）18:30到19:20", self.text(self.issue(mediation, "record")))

    def test_after_a_break_the_record_is_of_the_session_that_was_also_where_it_was(self) -> None:
        mediation = self.in_session()
        self.wait(minutes=40)
        slot = self.slot(room=self.rooms.hall2)
        sitting.break_off(mediation, staff=self.world.mediator, reason="冷静一下。", slot=slot, now=self.now)
        text = self.text(self.issue(mediation, "record"))
        self.assertIn("时间：2026年11月23日（周一）18:30到19:10", text)
        self.assertIn(f"地点：{self.rooms.hall}", text)

    def test_who_goes_back_to_the_table_still_sits_there(self) -> None:
        mediation = self.in_session()
        terms = conclude.Terms(form="written", **TERMS, may_name=("A",))
        self.wait(minutes=20)
        self.names_herself(mediation)
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)
        conclude.rework(mediation, staff=self.world.mediator, reason="改一条。", now=self.now)
        self.assertIn("18:30起", self.text(self.issue(mediation, "record")))
