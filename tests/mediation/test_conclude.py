"""How a mediation ends: by word, on paper, or not at all (arts. 26, 28 to 30, 33)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from binan.kit.errors import Moved, NotAllowed, Refused
from complaints.models import Complaint
from complaints.services import handling
from complaints.workflow import Stage as CaseStage
from mediation.models import Agreement, Mediation
from mediation.sequel import confirm_last_day
from mediation.services import conclude
from mediation.workflow import ENDINGS, Regime, Stage
from tests.mediation.rooms import MediationStory
from tests.world import ANSWER

PROMISE = "晚上八点以后不让孩子在家跳绳，周末下午可以在楼下跳。"
WRITTEN = {
    "form": "written", "content": PROMISE, "facts": "孩子跳绳的声音影响另一户休息，双方对时间有争议。", "performance": "自今日起，长期履行。"
}  # fmt: skip


class Conclude(MediationStory):
    def agree(self, mediation: Mediation, **more: object) -> None:
        terms = conclude.Terms(**{"form": "oral", "content": PROMISE, **more})
        conclude.agree(mediation, staff=self.world.mediator, terms=terms, now=self.now)

    def sign(self, mediation: Mediation, signers: str) -> None:
        for signer in signers:
            conclude.sign(mediation, staff=self.world.mediator, signer=signer, now=self.now)


class ByWord(Conclude):
    def test_an_oral_agreement_is_recorded_and_holds_from_that_day(self):
        mediation = self.in_session()
        self.agree(mediation)
        agreement = Agreement.objects.get()
        self.assertEqual((agreement.form, agreement.content), ("oral", PROMISE))
        self.assertEqual((agreement.reached_at, agreement.effective_at), (self.now, self.now))
        self.assertEqual(confirm_last_day(agreement), self.now.date() + timedelta(days=30))
        mediation = Mediation.objects.get()
        self.assertEqual((mediation.stage, mediation.outcome), (Stage.AGREED, "双方达成口头协议"))
        self.assertEntry(mediation.complaint, "end_mediation", outcome="双方达成口头协议")

    def test_without_its_content_it_is_none(self):
        mediation = self.in_session()
        for nothing in ("", "  \n"):
            with pytest.raises(Refused) as refused:
                self.agree(mediation, content=nothing)
            self.assertIn("content", refused.value.fields)
        self.assertEqual((Agreement.objects.count(), Mediation.objects.get().stage), (0, Stage.SESSION))

    def test_the_handler_then_answers_and_closes_the_case(self):
        mediation = self.in_session()
        self.agree(mediation)
        case = Complaint.objects.get()
        handling.close(case, staff=self.world.wang, result=ANSWER, closing_kind="SUBSTANTIVE", now=self.now)
        self.assertEqual(case.stage, CaseStage.CLOSED)
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)

    def test_before_the_session_nothing_is_agreed(self):
        mediation = self.agreed()
        with pytest.raises(Moved):
            self.agree(mediation)

    def test_only_the_mediator_records_it(self):
        mediation = self.in_session()
        for staff in (self.world.wang, self.rooms.hu.staff):
            with pytest.raises(NotAllowed):
                conclude.agree(mediation, staff=staff, terms=conclude.Terms("oral", PROMISE), now=self.now)

    def test_a_colleague_of_the_organisation_may_stand_in(self):
        mediation = self.in_session()
        conclude.agree(mediation, staff=self.rooms.sun.staff, terms=conclude.Terms("oral", PROMISE), now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)


class OnPaper(Conclude):
    def test_it_holds_when_all_have_signed_and_the_seal_is_under_it(self):
        mediation = self.in_session()
        self.agree(mediation, **WRITTEN)
        self.assertEqual(Mediation.objects.get().stage, Stage.SIGNING)
        for signer in "ABM":
            self.sign(mediation, signer)
            self.assertIsNone(Agreement.objects.get().effective_at)
        self.assertEqual(Complaint.objects.get().stage, CaseStage.MEDIATING)
        self.watch.shift(60)
        self.sign(mediation, "S")
        self.assertEqual(Agreement.objects.get().effective_at, self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)
        self.assertEntry(mediation.complaint, "end_mediation", outcome="双方达成书面协议")
        self.assertEqual(Complaint.objects.get().stage, CaseStage.CONTACTED)

    def test_only_peoples_mediation_has_a_seal(self):
        self.rooms.puyan.regime = Regime.INDUSTRY
        self.rooms.puyan.save()
        mediation = self.in_session()
        self.agree(mediation, **WRITTEN)
        with pytest.raises(Refused, match="不需要"):
            self.sign(mediation, "S")
        self.sign(mediation, "ABM")
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)

    def test_every_part_of_article_29_is_asked_for(self):
        mediation = self.in_session()
        for part in ("facts", "content", "performance"):
            with pytest.raises(Refused) as refused:
                self.agree(mediation, **{**WRITTEN, part: ""})
            self.assertEqual(list(refused.value.fields), [part])

    def test_nobody_signs_twice(self):
        mediation = self.in_session()
        self.agree(mediation, **WRITTEN)
        self.sign(mediation, "A")
        with pytest.raises(Refused, match="诉求方的签字已经登记过"):
            self.sign(mediation, "A")

    def test_somebody_who_does_not_sign_after_all_ends_it(self):
        from mediation.access import party
        from mediation.services import consent

        mediation = self.in_session()
        self.agree(mediation, **WRITTEN)
        self.sign(mediation, "AM")
        b = self.side(mediation, "B")
        consent.terminate(b, who=party(b), way="link", now=self.now)
        self.assertIsNone(Agreement.objects.get().effective_at)
        self.assertEntry(mediation.complaint, "end_mediation", outcome=ENDINGS[Stage.TERMINATED])
        with pytest.raises(Moved):
            self.sign(mediation, "B")


class WhatAnAgreementMaySay(Conclude):
    def test_it_does_not_give_the_complainant_away(self):
        mediation = self.in_session(self.applied(self.contacted(name="王美丽", identity="real")))
        with pytest.raises(Refused, match="称呼"):
            self.agree(mediation, content="楼上向王美丽保证，晚上八点以后不跳绳。")
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)

    def test_unless_she_lets_it(self):
        mediation = self.in_session(self.applied(self.contacted(name="王美丽", identity="real")))
        self.agree(mediation, content="楼上向王美丽保证，晚上八点以后不跳绳。", may_name=("A",))
        self.assertTrue(self.side(mediation, "A").may_name_complainant)

    def test_her_word_names_her_alone_and_nobody_beside_her(self):
        mediation = self.applied(self.contacted(name="王美丽", identity="real"))
        beside = self.joined(mediation, "A", "周建工", "13600136001")
        mediation = self.in_session(mediation)
        with pytest.raises(Refused):
            self.agree(mediation, content="楼上向周建工（13600136001）保证，以后不跳绳。", may_name=("A",))
        beside.refresh_from_db()
        self.assertFalse(beside.may_name_complainant)


class NotSettled(Conclude):
    def test_it_ends_with_words_that_blame_nobody(self):
        mediation = self.in_session()
        conclude.fail(mediation, staff=self.world.mediator, reason="楼上不肯让步，骂人。", now=self.now)
        mediation = Mediation.objects.get()
        self.assertEqual(mediation.stage, Stage.FAILED)
        entry = self.assertEntry(mediation.complaint, "end_mediation", outcome=ENDINGS[Stage.FAILED])
        self.assertNotIn("楼上", str(entry.body))
        self.assertEqual(mediation.entries.latest("pk").body["reason"], "楼上不肯让步，骂人。")

    def test_a_reason_is_needed(self):
        with pytest.raises(Refused):
            conclude.fail(self.in_session(), staff=self.world.mediator, reason=" ", now=self.now)

    def test_a_side_nobody_reaches_ends_it_before_any_session(self):
        conclude.fail(self.applied(), staff=self.world.wang, reason="三次上门都没人。", now=self.now)
        self.assertEqual(Mediation.objects.get().stage, Stage.FAILED)
