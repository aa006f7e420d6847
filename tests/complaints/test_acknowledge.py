"""签收: each level says that it has what came up to it, else it goes on up; who has not signed can be seen."""

from __future__ import annotations

from complaints import relay
from complaints.models import Complaint
from complaints.services import escalation, handling
from notices.models import Notice
from tests.complaints.desk_case import DeskCase
from tests.world import GAS


class AcknowledgeTests(DeskCase):
    def up(self) -> Complaint:
        """A case in hand that Wang has sent up to the street."""
        case = self.contacted()
        escalation.escalate(case, staff=self.world.wang, reason="要街道协调。", now=self.now)
        return case

    def signed(self, case: Complaint) -> dict[str, bool]:
        found = relay.signatures(case, list(case.entries.order_by("seq")))
        return {each.unit.name: each.entry is not None for each in found}

    def test_the_street_signs_and_it_stays_there(self) -> None:
        case = self.up()
        self.assertTrue(case.unacknowledged)
        self.assertContains(self.login(self.world.wang).get("/desk/"), "待浦沿街道签收")
        self.do(self.world.dispatcher, case, "acknowledge")
        self.assertFalse(case.unacknowledged)
        self.wait(hours=1)
        self.assertEqual(self.entries(case)[-1], "acknowledge")

    def test_not_signed_in_ten_minutes_it_goes_on_to_the_district_claimed_or_not(self) -> None:
        claimed, waiting = self.up(), self.file()
        self.wait(minutes=5)  # the call that nobody made sends the other one up
        self.wait(minutes=5)
        case = Complaint.objects.get(pk=claimed.pk)
        self.assertEqual((case.unit, case.handler), (self.world.district, self.world.wang))
        self.assertEqual(self.assertEntry(case, "escalate").body["reason"], "浦沿街道没有按时签收")
        self.assertEqual(Complaint.objects.get(pk=waiting.pk).unit, self.world.district)

    def test_at_the_district_its_heads_are_told_once_more(self) -> None:
        case = self.up()
        self.wait(minutes=10)
        self.wait(minutes=10)
        told = Notice.objects.filter(template="attention", staff=self.world.duty_officer)
        self.assertEqual([notice.data["kind"] for notice in told], ["acknowledge"])
        self.assertEqual(self.entries(case).count("escalate"), 2)

    def test_taking_it_is_signing_for_it_but_only_at_the_level_in_charge(self) -> None:
        case = self.up()
        self.do(self.world.head, case, "acknowledge")  # the community has seen it: the street has not
        self.assertTrue(case.unacknowledged)
        handling.take_over(case, staff=self.world.dispatcher, now=self.now)
        self.assertFalse(Complaint.objects.get(pk=case.pk).unacknowledged)

    def test_whoever_is_on_her_way_for_the_street_has_signed_for_it(self) -> None:
        case = self.file(GAS)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        self.wait(minutes=1)
        self.assertEqual(self.signed(Complaint.objects.get(pk=case.pk))["浦沿街道"], False)
        handling.set_out(case, staff=self.world.dispatcher, now=self.now)
        self.assertEqual((case.unit, case.unacknowledged), (self.world.puyan, False))
        self.assertEqual(self.signed(case)["浦沿街道"], True)
        button = f'action="/desk/{case.code}/acknowledge/"'
        self.assertNotContains(self.page(self.world.dispatcher, case), button)
        self.assertContains(self.page(self.world.duty_officer, case), button)

    def test_a_level_signs_once(self) -> None:
        case = self.up()
        self.do(self.world.dispatcher, case, "acknowledge")
        page = self.do(self.world.dispatcher, case, "acknowledge")
        self.assertContains(page, "浦沿街道已经签收过了", status_code=422)

    def test_what_comes_up_again_is_signed_again(self) -> None:
        case = self.up()
        self.do(self.world.dispatcher, case, "acknowledge")
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.dongguan, reason="先看。", now=self.now)
        escalation.escalate(case, staff=self.world.wang, reason="还是要街道。", now=self.now)
        self.assertEqual(self.signed(case), {"浦沿街道": False})
        self.do(self.world.dispatcher, case, "acknowledge")
        self.assertEqual(self.signed(case), {"浦沿街道": True})

    def test_the_earlier_owner_stays_to_be_seen(self) -> None:
        case = self.file()
        self.wait(minutes=5)
        self.wait(minutes=5)
        page = self.page(self.world.wang, case)
        self.assertContains(page, "东冠社区 → 浦沿街道 → 滨江区")
        self.assertContains(self.login(self.world.wang).get("/desk/"), "滨江区负责，浦沿街道上报")
        self.assertContains(self.login(self.world.dispatcher).get("/desk/net/"), "浦沿街道上报")

    def test_given_down_again_nobody_has_sent_it_up(self) -> None:
        case = self.up()
        escalation.delegate(case, staff=self.world.dispatcher, unit=self.world.guanshan, reason="就近。", now=self.now)
        self.assertEqual((case.came_from, case.unacknowledged), ("", False))

    def test_a_danger_shows_which_of_the_alarmed_levels_has_not_signed(self) -> None:
        case = self.file(GAS)
        self.assertEqual(
            self.signed(case), {"东冠第一网格": False, "东冠社区": False, "浦沿街道": False, "滨江区": False}
        )
        self.do(self.world.dispatcher, case, "acknowledge")
        self.do(self.world.wang, case, "claim")
        self.assertEqual(
            self.signed(case), {"东冠第一网格": False, "东冠社区": True, "浦沿街道": True, "滨江区": False}
        )
        page = self.page(self.world.duty_officer, case)
        self.assertContains(page, "<b>还没有签收</b>", count=2)
        self.assertIn("acknowledge", self.offered(self.world.duty_officer, case))

    def test_a_danger_that_climbed_still_shows_the_levels_below(self) -> None:
        case = self.file(GAS)
        self.wait(minutes=1)
        self.wait(minutes=2)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)
        self.assertEqual(
            self.signed(case), {"东冠第一网格": False, "东冠社区": False, "浦沿街道": False, "滨江区": False}
        )

    def test_the_resident_reads_nothing_of_it(self) -> None:
        case = self.up()
        self.wait(minutes=10)
        page = self.client.get(f"/c/{case.token}/").content.decode()
        self.assertNotIn("签收", page)
        self.assertNotIn("没有按时做到", page)
