"""Disputes of many: three workers and one employer. Representatives with their consent, sums per party, settling with some."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from binan.kit.errors import NotAllowed, Refused
from mediation import crowd, negotiation, statistics
from mediation.access import member, party
from mediation.models import Agreement, Mandate, Mediation, Obligation, Organisation, Party
from mediation.services import conclude, consent, groups
from mediation.workflow import Stage, Way
from notices.models import Notice
from tests.mediation.after import PROMISE, AfterStory

PHONES = ("13600136001", "13600136002", "13600136003", "13600136004", "13600136005", "13600136006")


class Wages(AfterStory):
    def crew(self, more: int = 2) -> Mediation:
        """The first worker complained; `more` others joined."""
        mediation = self.applied()
        for number in range(more):
            self.joined(mediation, "A", f"工友{number + 2}", PHONES[number])
        return mediation

    def worker(self, mediation: Mediation, number: int) -> Party:
        return Party.objects.select_related("mediation").get(mediation=mediation, side="A", ordinal=number)

    def represent(self, one: Party, by: Party, **more: object) -> None:
        given = {"who": member(self.world.wang), "way": Way.PHONE, "accepted": True, "now": self.now, **more}
        groups.represent(one, representative=by, **given)


class Representatives(Wages):
    def test_he_speaks_for_her_once_both_have_said_so(self):
        mediation = self.crew()
        first, second = self.worker(mediation, 1), self.worker(mediation, 2)
        groups.represent(second, representative=first, who=party(second), way=Way.LINK, now=self.now)
        self.assertIsNone(self.worker(mediation, 2).represented_by)
        self.assertEqual(Notice.objects.get(template="mediation_group").phone, first.phone)
        groups.accept(Mandate.objects.get(), who=party(first), now=self.now)
        self.assertEqual(self.worker(mediation, 2).represented_by, first)
        self.assertEqual(crowd.spoken_for(self.worker(mediation, 1)), [second])

    def test_only_the_two_of_them_can_say_so(self):
        mediation = self.crew()
        first, second, third = (self.worker(mediation, number) for number in (1, 2, 3))
        with pytest.raises(NotAllowed):
            groups.represent(second, representative=first, who=party(third), way=Way.LINK, now=self.now)
        groups.represent(second, representative=first, who=party(second), way=Way.LINK, now=self.now)
        with pytest.raises(NotAllowed):
            groups.accept(Mandate.objects.get(), who=party(second), now=self.now)

    def test_without_a_special_word_every_clause_and_signature_stays_hers(self):
        mediation = self.crew()
        first, second, third = (self.worker(mediation, number) for number in (1, 2, 3))
        self.represent(second, first)
        self.represent(third, first, may_settle=True)
        asked = [each.mark for each in negotiation.asked(Mediation.objects.get())]
        self.assertEqual(asked, ["A", "A2", "B"])

    def test_one_of_the_other_side_herself_and_a_chain_are_none(self):
        mediation = self.crew()
        first, second, third = (self.worker(mediation, number) for number in (1, 2, 3))
        for by in (self.side(mediation, "B"), second):
            with pytest.raises(Refused, match="同一方"):
                self.represent(second, by)
        self.represent(second, first)
        for one, by in ((third, second), (first, third)):
            with pytest.raises(Refused, match="别人代表"):
                self.represent(one, by)

    def test_five_of_a_side_at_most(self):
        mediation = self.applied()
        for number in range(12):
            self.joined(mediation, "A", f"工友{number}", f"135001350{number:02}")
        for number in range(1, 6):
            self.represent(self.worker(mediation, number + 6), self.worker(mediation, number))
        with pytest.raises(Refused, match="最多推选 5 位"):
            self.represent(self.worker(mediation, 12), self.worker(mediation, 6))
        self.represent(self.worker(mediation, 12), self.worker(mediation, 5))

    def test_she_takes_her_word_back_and_keeps_her_link(self):
        mediation = self.crew()
        self.represent(self.worker(mediation, 2), self.worker(mediation, 1), may_settle=True)
        second = self.worker(mediation, 2)
        self.assertEqual(self.client.get(f"/m/{second.token}/").status_code, 200)
        groups.unrepresent(second, who=party(second), now=self.now)
        second = self.worker(mediation, 2)
        self.assertEqual((second.represented_by, second.proxy_settles), (None, False))
        self.assertEqual(Mandate.objects.get().ended_at, self.now)

    def test_a_representative_who_leaves_speaks_for_nobody(self):
        mediation = self.crew()
        first, second = self.worker(mediation, 2), self.worker(mediation, 3)
        self.represent(second, first, may_settle=True)
        consent.refuse(first, who=member(self.world.wang), way=Way.PHONE, now=self.now)
        second = self.worker(mediation, 3)
        self.assertEqual((second.represented_by, second.proxy_settles), (None, False))


class Settling(Wages):
    def part(self, mediation: Mediation, *parties: Party) -> None:
        groups.part(mediation, staff=self.world.mediator, parties=parties, now=self.now)

    def test_some_settle_and_the_others_hear_of_the_other_ways(self):
        mediation = self.in_session(self.crew())
        third = self.worker(mediation, 3)
        self.part(mediation, third)
        conclude.agree(mediation, staff=self.world.mediator, terms=conclude.Terms("oral", PROMISE), now=self.now)
        ended = Mediation.objects.get()
        self.assertEqual((ended.stage, ended.outcome), (Stage.AGREED, "部分当事人达成口头协议"))
        self.assertEqual(Notice.objects.get(template="mediation_parted").phone, third.phone)
        page = self.client.get(f"/m/{third.token}/").content.decode()
        self.assertIn("仲裁、行政、司法", page)
        self.assertNotIn(PROMISE, page)
        self.assertContains(self.client.get(f"/m/{third.token}/ended/"), "向人民法院起诉")
        self.assertIn(PROMISE, self.client.get(f"/m/{self.worker(mediation, 2).token}/").content.decode())

    def test_the_statistics_count_one_case_and_the_people_apart(self):
        mediation = self.in_session(self.crew())
        self.part(mediation, self.worker(mediation, 3))
        conclude.agree(mediation, staff=self.world.mediator, terms=conclude.Terms("oral", PROMISE), now=self.now)
        agreement, amounts = Agreement.objects.get(), {1: "8000", 2: "6500.50"}
        for number, amount in amounts.items():
            Obligation.objects.create(
                agreement=agreement, number=number, ower=self.side(mediation, "B"), what="付工资。",
                owed_to=self.worker(mediation, number), amount=Decimal(amount),
                standing="confirmed" if number == 1 else "open", due_on=timezone.localdate(self.now),
            )  # fmt: skip
        first = timezone.localdate(self.now).replace(day=1)
        (row,) = statistics.form(Organisation.objects.all(), first, first).cells.values()
        self.assertEqual((row.mediated, row.settled, row.partial, row.oral, row.performed), (1, 1, 1, 1, 0))
        self.assertEqual((row.people, row.people_settled, row.amount), (4, 3, Decimal("14500.50")))
        sums = {each.party.mark: (each.due, each.came) for each in crowd.members(mediation)}
        self.assertEqual(sums["A"], (Decimal(8000), Decimal(8000)))
        self.assertEqual(sums["A2"], (Decimal("6500.50"), Decimal(0)))

    def test_each_side_keeps_somebody(self):
        mediation = self.in_session(self.crew())
        everybody = [self.worker(mediation, number) for number in (1, 2, 3)]
        for gone in (everybody, [self.side(mediation, "B")], []):
            with pytest.raises(Refused):
                self.part(mediation, *gone)
        self.assertFalse(Party.objects.exclude(left_at=None).exists())

    def test_that_is_the_mediators_to_say(self):
        mediation = self.in_session(self.crew())
        with pytest.raises(NotAllowed):
            groups.part(mediation, staff=self.world.wang, parties=[self.worker(mediation, 3)], now=self.now)

    def test_when_nobody_left_it_is_an_agreement_of_both_sides(self):
        mediation = self.in_session(self.crew())
        conclude.agree(mediation, staff=self.world.mediator, terms=conclude.Terms("oral", PROMISE), now=self.now)
        self.assertEqual(Mediation.objects.get().outcome, "双方达成口头协议")


class Pages(Wages):
    def test_she_chooses_on_her_phone_and_he_says_yes_on_his(self):
        mediation = self.crew()
        first, second = self.worker(mediation, 2), self.worker(mediation, 3)
        page = self.client.get(f"/m/{second.token}/group/").content.decode()
        self.assertIn("第2位（", page)
        self.assertIn("第1位<", page)  # who complained stands there by number alone
        data = {"which": first.pk, "may_settle": "1", "client_key": str(uuid4())}
        url = f"/m/{second.token}/group/"
        self.assertRedirects(self.client.post(f"{url}represent/", data), url)
        self.assertContains(self.client.get(f"/m/{first.token}/group/"), "同意当代表")
        mandate = Mandate.objects.get()
        answer = self.client.post(f"/m/{first.token}/group/accept_mandate/", {"which": mandate.pk})
        self.assertEqual(answer.status_code, 302)
        self.assertTrue(self.worker(mediation, 3).proxy_settles)

    def test_only_who_complained_is_asked_whether_the_other_side_may_know_it(self):
        mediation = self.crew()
        hers, his = (self.client.get(f"/m/{self.worker(mediation, number).token}/") for number in (1, 2))
        self.assertContains(hers, "可以让对方知道是我反映的")
        self.assertNotContains(his, "是我反映的")
        self.assertContains(his, "可以让对方知道我的姓名")
        self.assertNotContains(self.client.get(f"/m/{self.side(mediation, 'B').token}/"), "可以让对方知道")
        page = self.login(self.world.wang).get(f"/mediation/{mediation.code}/").content.decode()
        self.assertEqual((page.count("让对方知道是谁反映的"), page.count("让对方知道自己的姓名")), (1, 2))

    def test_a_stranger_on_the_other_side_is_no_choice(self):
        mediation = self.crew()
        second = self.worker(mediation, 2)
        answer = self.client.post(f"/m/{second.token}/group/represent/", {"which": self.side(mediation, "B").pk})
        self.assertContains(answer, "请选一位同方的当事人", status_code=422)

    def test_staff_see_every_sum_and_type_what_each_asks_for(self):
        mediation = self.crew()
        client, url = self.login(self.world.wang), f"/mediation/{mediation.code}/group/"
        second = self.worker(mediation, 2)
        answer = client.post(f"{url}claim/", {"party": second.pk, "amount": "abc"})
        self.assertEqual(answer.status_code, 422)
        self.assertRedirects(client.post(f"{url}claim/", {"party": second.pk, "amount": "6500.50"}), url)
        self.assertContains(client.get(url), "6500.50")

    def test_the_number_of_queries_does_not_grow(self):
        mediation, client = self.crew(1), self.login(self.world.wang)
        url = f"/mediation/{mediation.code}/group/"
        client.get(url)
        with self.assertNumQueries(len(self.asked(client, url))):
            client.get(url)
        before = len(self.asked(client, url))
        for number in range(2, 6):
            self.joined(mediation, "A", f"工友{number}", PHONES[number])
        self.assertLessEqual(len(self.asked(client, url)), before)

    def asked(self, client, url: str) -> list:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return found.captured_queries


class OneLeaves(Wages):
    def test_in_the_session_and_the_rest_settle_without_him(self):
        mediation = self.in_session(self.crew())
        third = self.worker(mediation, 3)
        consent.terminate(third, who=party(third), way=Way.LINK, now=self.now)
        self.watch.shift(timedelta(minutes=5))
        conclude.agree(mediation, staff=self.world.mediator, terms=conclude.Terms("oral", PROMISE), now=self.now)
        self.assertEqual(Mediation.objects.get().outcome, "部分当事人达成口头协议")
