"""Applying for mediation: who, what the other side may read, and what may not be mediated at all."""

from __future__ import annotations

from uuid import uuid4

import pytest

from binan.kit.errors import NotAllowed, Refused
from complaints.models import Complaint
from complaints.services import handling
from mediation.models import Mediation
from mediation.services import apply
from mediation.workflow import Answer, Origin, Stage
from notices.models import Notice
from tests.mediation.rooms import SUMMARY, UPSTAIRS, UPSTAIRS_PHONE, MediationStory
from tests.world import PHONE


class Apply(MediationStory):
    def test_both_sides_get_a_link_and_the_case_says_so(self):
        mediation = self.applied()
        self.assertEqual(mediation.stage, Stage.APPLIED)
        self.assertEntry(mediation.complaint, "apply_mediation")
        a, b = self.side(mediation, "A"), self.side(mediation, "B")
        self.assertEqual((a.phone, b.phone), ("+86" + PHONE, "+86" + UPSTAIRS_PHONE))
        self.assertEqual((a.answer, b.answer), (Answer.ASKED, Answer.ASKED))
        self.assertGreaterEqual(len(b.token), 22)  # 128 bits in base64
        self.assertNotEqual(a.token, b.token)
        told = {n.phone: n.data["token"] for n in Notice.objects.filter(template="mediation_invited")}
        self.assertEqual(told, {a.phone: a.token, b.phone: b.token})

    def test_the_time_limit_is_thirty_days_and_the_kind_that_of_the_statistics(self):
        mediation = self.applied()
        self.assertEqual((mediation.due_at - mediation.accepted_at).days, 30)
        self.assertEqual(mediation.kind, "邻里")

    def test_an_application_that_arrives_twice_is_one(self):
        case, key = self.contacted(), uuid4()
        given = apply.Application(self.rooms.puyan, UPSTAIRS, SUMMARY)
        first = apply.apply(case, staff=self.world.wang, application=given, now=self.now, client_key=key)
        again = apply.apply(case, staff=self.world.wang, application=given, now=self.now, client_key=key)
        self.assertEqual((first.pk, Mediation.objects.count()), (again.pk, 1))

    def test_one_mediation_runs_at_a_time(self):
        mediation = self.applied()
        with pytest.raises(Refused, match="已经在调解中"):
            self.applied(mediation.complaint)

    def test_the_complainant_may_have_agreed_on_the_telephone(self):
        a = self.side(self.applied(complainant_agrees=True), "A")
        self.assertEqual((a.answer, a.way, a.recorded_by), (Answer.AGREED, "phone", self.world.wang))
        self.assertFalse(a.may_name_complainant)

    def test_only_the_handler_applies(self):
        case = self.contacted()
        given = apply.Application(self.rooms.puyan, UPSTAIRS, SUMMARY)
        with pytest.raises(NotAllowed):
            apply.apply(case, staff=self.world.li, application=given, now=self.now)
        self.assertEqual(Mediation.objects.count(), 0)

    def test_a_referral_needs_its_number(self):
        with pytest.raises(Refused, match="文号"):
            self.applied(origin=Origin.REFERRED)
        self.assertEqual(self.applied(origin=Origin.REFERRED, referral_no="（2026）诉前调1号").origin, "referred")

    def test_a_wrong_telephone_is_said_at_its_field(self):
        with pytest.raises(Refused) as refused:
            self.applied(phone="12345")
        self.assertIn("phone", refused.value.fields)

    def test_somebody_without_a_telephone_can_be_asked_in_person(self):
        mediation = self.applied(phone="")
        self.assertEqual(self.side(mediation, "B").phone, "")
        self.assertEqual(Notice.objects.filter(template="mediation_invited").count(), 1)

    def test_another_try_after_a_refusal(self):
        from mediation.access import party
        from mediation.services import consent

        first = self.applied()
        b = self.side(first, "B")
        consent.refuse(b, who=party(b), way="link", now=self.now)
        second = self.applied(Complaint.objects.get(pk=first.complaint_id))
        self.assertNotEqual(first.pk, second.pk)


class WhatTheOtherSideMayRead(MediationStory):
    def refused(self, summary: str, **filed: str) -> str:
        case = self.contacted(**filed)
        with pytest.raises(Refused) as refused:
            self.applied(case, summary=summary)
        return refused.value.fields["summary"]

    def test_no_name_of_the_complainant(self):
        self.assertIn("称呼", self.refused("王美丽女士说孩子跳绳太吵了，想商量。", name="王美丽", identity="real"))

    def test_no_telephone_however_it_is_written(self):
        self.assertIn("电话", self.refused("跳绳太吵，想商量，联系１３８ ００１３－８００１。"))

    def test_no_door(self):
        self.assertIn(
            "门牌", self.refused("1203 的住户觉得跳绳太吵，想商量。", text="楼上每天跳绳，我住6幢2单元1203室。")
        )

    def test_none_of_her_own_words(self):
        self.assertIn("原话", self.refused("楼上每天傍晚在家跳绳一跳就是一个小时。"))

    def test_not_too_short_and_not_too_long(self):
        self.assertIn("字", self.refused("商量"))
        self.assertIn("字", self.refused("商" * 301))


class NotMediable(MediationStory):
    def case_of(self, category: str) -> Complaint:
        case = self.contacted()
        Complaint.objects.filter(pk=case.pk).update(category=category)
        case.refresh_from_db()
        return case

    def test_gas_is_not_mediated(self):
        with pytest.raises(Refused, match="不能调解") as refused:
            self.applied(self.case_of("SAF-01"), clearance="派出所同意，2026-8号")
        self.assertEqual(refused.value.code, "not_mediable")

    def test_children_harmed_are_never_mediated(self):
        with pytest.raises(Refused, match="不能调解"):
            self.applied(self.case_of("FAM-02"), clearance="派出所同意，2026-8号")

    def test_violence_at_home_only_after_those_who_protect_have_said_so(self):
        case = self.case_of("SEC-02")
        with pytest.raises(Refused, match="公安、妇联"):
            self.applied(case)
        self.assertEqual(Mediation.objects.count(), 0)
        mediation = self.applied(case, clearance="派出所、区妇联同意，2026-8号")
        self.assertEqual(mediation.clearance, "派出所、区妇联同意，2026-8号")

    def test_a_case_nobody_has_reached_is_not_ready(self):
        case = self.claimed()
        with pytest.raises(Refused):
            self.applied(case)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了", now=self.now)
        self.assertEqual(self.applied(case).stage, Stage.APPLIED)
