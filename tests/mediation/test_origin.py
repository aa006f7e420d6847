"""How a mediation comes about: asked for by either side, on own initiative, or referred with a number (arts. 17 and 18)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from binan.kit.errors import Refused
from complaints.models import Complaint
from complaints.services import handling
from mediation.access import party
from mediation.models import Mediation, Wish
from mediation.services import consent, wish
from mediation.workflow import Origin, ReferredBy, Side, Way
from notices.models import Notice
from tests.mediation.test_workbench import DeskStory


class Origins(DeskStory):
    def test_either_side_may_be_who_asked_for_it(self):
        for side in Side.values:
            mediation = self.applied(self.contacted(), applied_by=side)
            self.assertEqual((mediation.origin, mediation.applied_by), (Origin.APPLIED, side))

    def test_on_own_initiative_nobody_has_asked(self):
        mediation = self.applied(origin=Origin.INITIATIVE)
        self.assertEqual((mediation.origin, mediation.applied_by, mediation.referred_by), (Origin.INITIATIVE, "", ""))

    def test_police_court_and_petition_refer_with_their_number(self):
        for sender in (ReferredBy.POLICE, ReferredBy.COURT, ReferredBy.PETITION):
            case = self.contacted()
            with pytest.raises(Refused) as refused:
                self.applied(case, origin=Origin.REFERRED, referred_by=sender, referral_no=" ")
            self.assertIn("referral_no", refused.value.fields)
            mediation = self.applied(case, origin=Origin.REFERRED, referred_by=sender, referral_no="（2026）8号")
            self.assertEqual((mediation.referred_by, mediation.referral_no), (sender, "（2026）8号"))

    def test_a_referral_by_nobody_is_none(self):
        with pytest.raises(Refused) as refused:
            self.applied(origin=Origin.REFERRED, referred_by="", referral_no="8号")
        self.assertIn("referred_by", refused.value.fields)

    def test_the_page_says_who_sent_it(self):
        mediation = self.applied(origin=Origin.REFERRED, referred_by=ReferredBy.POLICE, referral_no="滨公调8号")
        page = self.page(self.world.wang, f"/mediation/{mediation.code}/")
        self.assertIn("滨公调8号（公安机关）", page)


class HerWish(DeskStory):
    def url(self, case: Complaint) -> str:
        return f"/c/{case.token}/mediation/"

    def test_a_resident_applies_from_the_page_of_her_case_and_her_handler_is_told(self):
        case = self.contacted()
        self.assertContains(Client().get(f"/c/{case.token}/"), self.url(case))
        page = Client().get(self.url(case)).content.decode()
        self.assertIn("第二十三条", page)
        key = str(uuid4())
        for _ in range(2):
            response = Client().post(self.url(case), {"client_key": key})
            self.assertRedirects(response, self.url(case))
        self.assertEqual((Wish.objects.get().side, Wish.objects.get().complaint), ("A", case))
        told = Notice.objects.get(template="mediation_wished")
        self.assertEqual(told.staff, self.world.wang)
        self.assertContains(Client().get(self.url(case)), "收到您的申请了")

    def test_the_desk_sees_the_wish_until_it_is_acted_on(self):
        case = self.contacted()
        wish.wish(case, now=self.now)
        url = f"/mediation/panel/{case.code}/"
        self.assertIn("诉求方申请调解", self.page(self.world.wang, url))
        self.applied(Complaint.objects.get())
        self.assertNotIn("诉求方申请调解", self.page(self.world.wang, url))
        self.assertContains(Client().get(self.url(case)), "看我的调解")

    def test_what_may_not_be_mediated_is_said_to_her_too(self):
        case = self.contacted()
        Complaint.objects.filter(pk=case.pk).update(category="SAF-01")
        self.assertContains(Client().get(self.url(case)), "不能调解")
        response = Client().post(self.url(case), {"client_key": str(uuid4())})
        self.assertEqual((response.status_code, Wish.objects.count()), (422, 0))

    def test_a_matter_that_is_over_is_not_wished_for(self):
        case = self.contacted()
        handling.withdraw(case, now=self.now)
        with pytest.raises(Refused):
            wish.wish(Complaint.objects.get(), now=self.now)

    def test_a_get_wishes_nothing(self):
        case = self.contacted()
        Client().get(self.url(case))
        self.assertEqual(Wish.objects.count(), 0)

    def test_either_side_may_ask_for_another_try(self):
        mediation = self.applied()
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        consent.refuse(a, who=party(a), way=Way.LINK, now=self.now)
        self.assertContains(Client().get(f"/m/{b.token}/ended/"), "想再调解一次")
        Client().post(f"/m/{b.token}/again/", {"client_key": str(uuid4())})
        self.assertEqual((Wish.objects.get().side, Wish.objects.get().after), ("B", mediation))
        self.assertContains(Client().get(f"/m/{b.token}/ended/"), "已经告诉承办人")

    def test_while_it_runs_nobody_asks_again(self):
        b = self.side(self.applied(), "B")
        Client().post(f"/m/{b.token}/again/", {"client_key": str(uuid4())})
        self.assertEqual((Wish.objects.count(), Mediation.objects.count()), (0, 1))
