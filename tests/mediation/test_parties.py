"""Several parties on a side: who comes, who leaves, and for whom it ends."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction

from binan.kit.errors import Moved, NotAllowed, Refused
from mediation import selectors
from mediation.access import member, party
from mediation.models import Agent, Interest, Mediation, MediationEntry, Party
from mediation.services import clauses, conclude, consent, hold, issue, parties
from mediation.workflow import Answer, Power, Stage, Way
from notices.models import Notice
from tests.mediation.rooms import UPSTAIRS_PHONE
from tests.mediation.test_workbench import DeskStory


class Coming(DeskStory):
    def test_a_further_party_gets_her_own_link_and_is_asked(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        self.assertEqual((zhou.side, zhou.ordinal, zhou.answer), ("A", 2, Answer.ASKED))
        self.assertNotIn(zhou.token, [self.side(mediation, side).token for side in "AB"])
        told = [n.data["token"] for n in Notice.objects.filter(template="mediation_invited") if n.phone == zhou.phone]
        self.assertEqual(told, [zhou.token])
        self.assertEqual([one.seat for one in selectors.sides(mediation)], ["诉求方", "诉求方2", "对方"])

    def test_a_session_already_booked_is_told_her_and_nobody_else_again(self):
        mediation = self.applied()
        self.booked(mediation)
        before = Notice.objects.filter(template="mediation_booked").count()
        zhou = self.joined(Mediation.objects.get())
        told = Notice.objects.filter(template="mediation_booked")
        self.assertEqual((told.count(), told.latest("pk").phone), (before + 1, zhou.phone))

    def test_the_same_form_sent_twice_is_one_party(self):
        mediation, key = self.applied(), uuid4()
        joining = parties.Joining("A", "周工友", "13600136006", details={"address": "3号楼工地"})
        given = {"staff": self.world.wang, "joining": joining, "now": self.now, "client_key": key}
        first, again = parties.add_party(mediation, **given), parties.add_party(mediation, **given)
        self.assertEqual((first.pk, mediation.parties.count()), (again.pk, 3))
        self.assertEqual(first.details["address"], "3号楼工地")

    def test_a_number_that_is_already_a_partys_is_refused(self):
        with pytest.raises(Refused) as refused:
            self.joined(self.applied(), phone=UPSTAIRS_PHONE)
        self.assertIn("phone", refused.value.fields)

    def test_nobody_comes_once_the_session_runs(self):
        with pytest.raises(Moved):
            self.joined(self.in_session())

    def test_strangers_add_nobody(self):
        mediation, joining = self.applied(), parties.Joining("B", "周工友")
        with pytest.raises(NotAllowed):
            parties.add_party(mediation, staff=self.world.stranger, joining=joining, now=self.now)
        self.assertEqual(mediation.parties.count(), 2)

    def test_two_of_one_number_cannot_be(self):
        mediation = self.applied()
        with pytest.raises(IntegrityError), transaction.atomic():
            parties.seat(mediation, "B", "周工友", "").save()

    def test_by_the_buttons_of_the_page(self):
        mediation = self.applied()
        self.send(self.world.wang, mediation, "add_party", side="A", kind="person", name="周工友", phone="13600136006")
        zhou = self.side(mediation, "A", 2)
        page = self.page(self.world.wang, f"/mediation/{mediation.code}/")
        self.assertIn("诉求方2：周工友", page)
        self.send(self.world.wang, mediation, "drop_party", party=zhou.pk, reason="登记错了。")
        self.assertIn("已退出", self.page(self.world.wang, f"/mediation/{mediation.code}/"))
        response = self.send(self.world.wang, mediation, "add_party", 422, side="A", kind="person", phone="13600136006")
        self.assertContains(response, "请写当事人的姓名或名称。", status_code=422)

    def described(self, party: Party, **more) -> None:
        given = {"name": "方晓梅", "details": {"sex": "女", "address": "6幢503室"}, "staff": self.world.wang, **more}
        parties.describe(party, now=self.now, **given)

    def test_a_complainant_who_left_only_a_number_is_named_at_the_table_and_can_sign(self):
        mediation = self.in_session()
        hers = self.side(mediation, "A")
        self.assertEqual(hers.name, "")
        page = f"/mediation/{mediation.code}/"
        for told in (True, False):
            lacks = self.page(self.world.mediator, f"{page}clauses/")
            self.assertEqual("还没有诉求方的姓名" in lacks, told)
            if told:
                self.assertIn("登记姓名和情况", self.page(self.world.mediator, page))
                self.send(self.world.mediator, mediation, "describe", party=hers.pk, name="方晓梅", sex="女", age="41")
        hers.refresh_from_db()
        self.assertEqual((hers.name, hers.details["sex"], hers.details["age"]), ("方晓梅", "女", "41"))
        self.assertIn('value="41"', self.page(self.world.mediator, page))
        self.assertNotIn("方晓梅", MediationEntry.objects.get(kind="describe").body.values())

    def test_what_is_not_given_stays_and_a_name_is_never_taken_away(self):
        hers = self.side(self.applied(), "A")
        self.described(hers)
        self.described(hers, details={"age": "41"})
        hers.refresh_from_db()
        self.assertEqual((hers.details["sex"], hers.details["age"], hers.details["address"]), ("女", "41", "6幢503室"))
        with self.assertRaises(Refused) as refused:
            self.described(hers, name=" ")
        self.assertIn("name", refused.exception.fields)
        hers.refresh_from_db()
        self.assertEqual(hers.name, "方晓梅")

    def test_a_clause_that_names_her_is_reworded_before_her_name_is_registered(self):
        mediation = self.in_session()
        hers, his = self.side(mediation, "A"), self.side(mediation, "B")
        clauses.write(mediation, staff=self.world.mediator, text="向方晓梅道歉。", kind="act", now=self.now)
        with self.assertRaises(Refused) as refused:
            self.described(hers)
        self.assertIn("请先改写那一条", refused.exception.sentence)
        self.assertEqual(MediationEntry.objects.filter(kind="describe").count(), 0)
        self.described(his, name="李楼上")
        Party.objects.filter(pk=hers.pk).update(may_name_complainant=True)
        self.described(hers)

    def test_what_was_drafted_before_her_name_was_known_is_read_again_before_it_is_issued(self):
        mediation = self.in_session()
        issue.draft(
            mediation,
            staff=self.world.mediator,
            parts={"facts": "方晓梅说夜里有响声。"},
            now=self.now,
        )
        self.described(self.side(mediation, "A"))
        with self.assertRaises(Refused) as refused:
            conclude.agree_on_draft(mediation, staff=self.world.mediator, form="oral", now=self.now)
        self.assertIn("称呼", refused.exception.sentence)

    def test_ties_that_a_name_or_an_address_brings_to_light_are_told_at_once(self):
        mediation = self.in_session()
        Interest.objects.create(mediator=self.rooms.qian, kind="building", name="江畔花园9幢")
        his = self.side(mediation, "B")
        for address, told in (("江畔花园8幢101室", False), ("江畔花园9幢101室", True)):
            more = {"party": his.pk, "name": "李楼上", "address": address}
            answer = self.send(self.world.mediator, mediation, "describe", **more)
            said = "".join(str(message) for message in get_messages(answer.wsgi_request))
            self.assertEqual("请注意：钱和平：" in said, told, said)

    def test_a_form_that_lacks_a_field_takes_nothing_away(self):
        mediation = self.applied()
        hers = self.side(mediation, "A")
        self.described(hers)
        self.send(self.world.wang, mediation, "describe", party=hers.pk, name="方晓梅")
        hers.refresh_from_db()
        self.assertEqual(hers.details["address"], "6幢503室")

    def test_a_text_that_lies_there_to_be_signed_is_taken_back_first(self):
        hers = self.side(self.in_session(), "A")
        with self.assertRaises(NotAllowed):
            self.described(hers, staff=self.world.stranger)
        Mediation.objects.update(stage=Stage.SIGNING)
        with self.assertRaises(Moved):
            self.described(hers)

    def test_a_party_of_another_mediation_is_nobody(self):
        mediation, other = self.applied(), self.applied(self.contacted())
        foreign = self.side(other, "B").pk
        for verb, data in (("consent", {"informed": "on"}), ("refuse", {}), ("drop_party", {"reason": "错"})):
            for asked in (foreign, "", "0", "x"):
                self.send(self.world.wang, mediation, verb, 422, party=asked, way="phone", **data)
        self.assertEqual(self.side(other, "B").answer, Answer.ASKED)


class EverybodyAgrees(DeskStory):
    def test_no_session_before_everybody_who_is_in_has_agreed(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        for side in "AB":
            self.says_yes(self.side(mediation, side))
        self.booked(mediation, hours=1)
        with pytest.raises(Refused, match="还差诉求方2的同意"):
            hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.says_yes(zhou)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)

    def test_who_has_left_is_not_waited_for(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        self.agreed_by("AB", mediation)
        parties.drop_party(zhou, staff=self.world.wang, reason="不是同一件事。", now=self.now)
        self.booked(mediation, hours=1)
        hold.start(mediation, staff=self.world.mediator, now=self.now)
        self.assertNotIn(zhou.phone, [n.phone for n in Notice.objects.filter(template="mediation_booked")])

    def test_the_same_key_from_two_of_a_side_is_refused(self):
        mediation, key = self.applied(), uuid4()
        a, zhou = self.side(mediation, "A"), self.joined(mediation)
        consent.consent(a, who=party(a), way=Way.LINK, now=self.now, client_key=key)
        with pytest.raises(Refused, match="用过"):
            consent.consent(zhou, who=party(zhou), way=Way.LINK, now=self.now, client_key=key)

    def agreed_by(self, sides: str, mediation: Mediation) -> None:
        for side in sides:
            self.says_yes(self.side(mediation, side))


class Leaving(DeskStory):
    def test_one_of_several_refuses_for_himself_only(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        consent.refuse(zhou, who=party(zhou), way=Way.LINK, now=self.now)
        zhou.refresh_from_db()
        self.assertEqual((zhou.answer, zhou.left_at), (Answer.REFUSED, self.now))
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)
        self.assertEqual(MediationEntry.objects.latest("pk").kind, "refuse_alone")

    def test_the_last_of_a_side_ends_it(self):
        mediation = self.applied()
        for one in (self.joined(mediation), self.side(mediation, "A")):
            consent.refuse(one, who=party(one), way=Way.LINK, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.REFUSED)

    def test_one_of_several_leaves_a_session_that_runs(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        mediation = self.in_session(mediation)
        consent.terminate(zhou, who=party(zhou), way=Way.LINK, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)
        self.assertFalse(Party.objects.get(pk=zhou.pk).is_in)

    def test_a_refusal_that_arrives_twice_is_one_and_ends_nothing_more(self):
        mediation, key = self.applied(), uuid4()
        zhou = self.joined(mediation)
        for _ in range(2):
            consent.refuse(zhou, who=party(zhou), way=Way.LINK, now=self.now, client_key=key)
        with pytest.raises(Refused, match="已经退出"):
            consent.refuse(Party.objects.get(pk=zhou.pk), who=party(zhou), way=Way.LINK, now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.APPLIED)

    def test_who_has_left_does_not_come_back_by_her_link(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        parties.drop_party(zhou, staff=self.world.wang, reason="不是同一件事。", now=self.now)
        with pytest.raises(Refused, match="已经退出"):
            consent.consent(zhou, who=party(zhou), way=Way.LINK, now=self.now)

    def test_the_only_one_of_a_side_is_not_dropped(self):
        b = self.side(self.applied(), "B")
        with pytest.raises(Refused, match="只有这一位"):
            parties.drop_party(b, staff=self.world.wang, reason="登记错了。", now=self.now)

    def test_whoever_was_spoken_for_speaks_for_herself_again(self):
        mediation = self.applied()
        a, zhou = self.side(mediation, "A"), self.joined(mediation)
        Party.objects.filter(pk=a.pk).update(represented_by=zhou)
        parties.drop_party(zhou, staff=self.world.wang, reason="不干了。", now=self.now)
        self.assertIsNone(self.side(mediation, "A").represented_by)


class Agents(DeskStory):
    def test_an_agent_may_what_was_ticked_until_it_is_taken_back(self):
        b = self.side(self.applied(), "B")
        agent = Agent.objects.create(party=b, name="徐律师", powers=[Power.SIGN], given_on=date(2026, 11, 20))
        self.assertTrue(agent.may(Power.SIGN))
        self.assertFalse(agent.may(Power.CONCEDE))
        self.assertEqual(agent.power_labels, ["签署调查记录、调解记录和协议书"])
        agent.ended_at = self.now
        self.assertFalse(agent.may(Power.SIGN))


class Mandates(DeskStory):
    def add(self, party: Party, status: int = 302, **more: object) -> None:
        given = {"name": "徐律师", "powers": ["sign", "receive"], "given_on": "2026-11-20", "relation": "律师", **more}
        fields = {"client_key": str(uuid4()), "party": party.pk, **given}
        response = self.login(self.world.wang).post(f"/mediation/{party.mediation.code}/add_agent/", fields)
        self.assertEqual(response.status_code, status, response.content.decode())

    def test_an_agent_is_recorded_and_taken_back_by_the_buttons(self):
        b = self.side(self.applied(), "B")
        self.add(b)
        agent = Agent.objects.get()
        self.assertEqual((agent.party, agent.powers), (b, ["sign", "receive"]))
        page = self.page(self.world.wang, f"/mediation/{b.mediation.code}/")
        self.assertIn("签署调查记录、调解记录和协议书；领取文书", page)
        self.send(self.world.wang, b.mediation, "end_agent", party=b.pk, agent=agent.pk)
        agent.refresh_from_db()
        self.assertFalse(agent.may(Power.SIGN))
        self.send(self.world.wang, b.mediation, "end_agent", 422, party=b.pk, agent=agent.pk)

    def test_a_paper_that_says_nothing_is_none(self):
        b = self.side(self.applied(), "B")
        for more in (
            {"powers": []},
            {"powers": ["everything"]},
            {"powers": ["other"]},
            {"given_on": "2027-01-01"},
            {"name": ""},
        ):
            self.add(b, 422, **more)
        self.assertEqual(Agent.objects.count(), 0)


class WhoActs(DeskStory):
    def test_staff_record_the_refusal_of_one_of_several(self):
        mediation = self.applied()
        zhou = self.joined(mediation)
        consent.refuse(zhou, who=member(self.world.wang), way=Way.PHONE, now=self.now)
        self.assertEqual(Party.objects.get(pk=zhou.pk).recorded_by, self.world.wang)
