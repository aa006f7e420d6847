"""One of several leaves while an agreement is made or waits for its signatures: nothing rests on her, and those who stay are
asked anew before they sign again (arts. 23, 29; docs/decisions/0025)."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from binan.kit.errors import Moved, NotAllowed, Refused
from mediation.access import member, party
from mediation.models import (
    Agreement,
    Document,
    Evidence,
    Mediation,
    MediationEntry,
    Obligation,
    Party,
    PartyTime,
    Signature,
)
from mediation.services import (
    clauses,
    conclude,
    consent,
    groups,
    hold,
    issue,
    minutes,
    offer,
    parties,
    printing,
    signing,
    sitting,
)
from mediation.workflow import Stage, Way
from notices.models import Notice
from tests.mediation.desk import TABLET
from tests.mediation.rooms import SUMMARY
from tests.mediation.table import MAT, QUIET, Table
from tests.photos import photo

DRAFT = {"facts": "三位工友的工资没有发。", "issues": "发多少、什么时候发。", "responsibility": "公司没有按时发。"}


class Leaving(Table):
    """Three workers and a company; two clauses all agreed to, one of them with a row for the second worker."""

    def setUp(self) -> None:
        super(Table, self).setUp()
        mediation = self.applied()
        self.joined(mediation, "A", "周工友", "13600136001")
        self.joined(mediation, "A", "吴工友", "13600136002")
        self.mediation = self.in_session(mediation)
        Party.objects.filter(mediation=mediation).update(may_name_complainant=True)
        Party.objects.filter(mediation=mediation, side="A", ordinal=1).update(name="王美丽")
        self.a, self.b = self.side(self.mediation, "A"), self.side(self.mediation, "B")
        for text in (QUIET, MAT):
            self.write(text)
        self.all_say_yes()
        issue.draft(self.mediation, staff=self.world.mediator, parts=DRAFT, now=self.now)
        for number in (1, 2):
            self.owe(self.worker(number))

    def worker(self, number: int) -> Party:
        return Party.objects.select_related("mediation").get(mediation=self.mediation, side="A", ordinal=number)

    def owe(self, to: Party) -> None:
        day = timezone.localdate(self.now) + timedelta(days=9)
        duty = issue.Duty(ower=self.b.pk, what="付清工资", owed_to=to.pk, amount="3000", due_on=day)
        issue.owe(self.mediation, staff=self.world.mediator, duty=duty, now=self.now)

    def all_say_yes(self) -> None:
        for clause in self.mediation.clauses.exclude(state="dropped"):
            for one in Party.objects.filter(mediation=self.mediation, left_at=None, proxy_settles=False):
                if not self.mediation.clauses.filter(pk=clause.pk, state="locked").exists():
                    self.say(one, "yes", number=clause.number, version=clause.round)

    def issue(self) -> Agreement:
        conclude.agree_on_draft(self.mediation, staff=self.world.mediator, form="written", now=self.now)
        return Agreement.objects.get()

    def sign(self, *marks: str) -> None:
        for mark in marks:
            conclude.sign(self.mediation, staff=self.world.mediator, signer=mark, now=self.now)

    def leave(self, one: Party) -> None:
        consent.terminate(one, who=party(one), way=Way.LINK, now=self.now)
        self.mediation.refresh_from_db()

    def part(self, *parties: Party) -> None:
        groups.part(self.mediation, staff=self.world.mediator, parties=parties, now=self.now)
        self.mediation.refresh_from_db()


class SomebodyJoins(Leaving):
    def test_after_a_break_she_answers_what_the_others_have_agreed_to(self):
        later = self.slot(48)
        sitting.break_off(
            self.mediation, staff=self.world.mediator, reason="还有一位没有来。", slot=later, now=self.now
        )
        joined = self.joined(self.mediation, "B", "包工头", "13600136009")
        self.says_yes(joined)
        self.watch.move_to(later.starts_at)
        hold.start(self.mediation, staff=self.world.mediator, now=self.now)
        self.mediation.refresh_from_db()
        self.assertEqual({clause.state for clause in self.mediation.clauses.exclude(state="dropped")}, {"open"})
        self.say(joined, "no", version=2)
        self.refused("第 1 条还有人没有同意", self.issue)


class WhileItWaitsForSignatures(Leaving):
    def test_the_agreement_is_a_draft_again_and_what_was_signed_counts_for_nothing(self):
        self.issue()
        self.sign("A", "B", "M")
        self.leave(self.worker(2))
        self.assertEqual(self.mediation.stage, Stage.SESSION)
        self.assertIsNone(Agreement.objects.get().effective_at)
        with pytest.raises(Moved):
            self.sign("A3")
        self.assertEqual({clause.state for clause in self.mediation.clauses.exclude(state="dropped")}, {"open"})

    def test_sent_back_and_issued_again_word_for_word_it_waits_for_everybody_anew(self):
        first = self.issue()
        self.sign("A", "A2", "A3", "B", "M")
        conclude.rework(self.mediation, staff=self.world.mediator, reason="诉求方反悔", now=self.now)
        second = self.issue()
        self.assertEqual(second.text, first.text)
        self.sign("S")
        self.assertEqual((Mediation.objects.get().stage, Agreement.objects.get().effective_at), (Stage.SIGNING, None))

    def test_the_last_signature_missing_was_hers_and_it_does_not_become_effective(self):
        self.issue()
        self.sign("A", "A3", "B", "M", "S")
        self.leave(self.worker(2))
        self.assertEqual((Mediation.objects.get().stage, Agreement.objects.get().effective_at), (Stage.SESSION, None))

    def test_one_whom_another_settles_for_signs_nothing_and_still_nothing_stands_without_her(self):
        groups.represent(
            self.worker(2), representative=self.worker(1), may_settle=True, accepted=True,
            who=member(self.world.wang), way=Way.PHONE, now=self.now,
        )  # fmt: skip
        self.issue()
        self.sign("A", "A3", "B", "M")
        self.leave(self.worker(2))
        with pytest.raises(Moved):
            self.sign("S")
        self.assertIsNone(Agreement.objects.get().effective_at)

    def test_those_who_stay_are_asked_anew_and_settle_among_themselves(self):
        first = self.issue()
        self.sign("A", "B")
        second = self.worker(2)
        self.leave(second)
        with pytest.raises(Refused, match="第 1 条还有人没有同意"):
            self.issue()
        self.all_say_yes()
        with pytest.raises(Refused, match="第 2 项里的诉求方2已经退出"):
            self.issue()
        issue.owe_not(self.mediation, staff=self.world.mediator, number=2, now=self.now)
        again = self.issue()
        self.assertEqual((again.version, again.signers), (first.version + 1, ["A", "A3", "B", "M", "S"]))
        self.assertNotIn(second.name, str(again.text))
        self.sign("A", "A3", "B", "M")
        self.assertIsNone(Agreement.objects.get().effective_at)
        self.sign("S")
        ended = Mediation.objects.get()
        self.assertEqual((ended.stage, ended.outcome), (Stage.AGREED, "部分当事人达成书面协议"))
        self.assertFalse(Obligation.objects.filter(owed_to=second).exists())

    def test_words_that_mean_her_are_found_whatever_form_it_takes(self):
        self.leave(self.worker(3))
        issue.owe_not(self.mediation, staff=self.world.mediator, number=2, now=self.now)
        for text in ("公司付给诉求方3三千元。", "公司付给吴工友三千元。"):
            self.write(text, number=1)
            self.all_say_yes()
            for form in ("written", "oral"):
                with pytest.raises(Refused, match="写到了已经退出的诉求方3"):
                    conclude.agree_on_draft(self.mediation, staff=self.world.mediator, form=form, now=self.now)

    def test_the_others_and_the_mediator_hear_of_it_and_nobody_else(self):
        self.issue()
        self.leave(self.worker(2))
        told = set(Notice.objects.filter(template="mediation_redone").values_list("key", flat=True))
        self.assertEqual({key.rpartition(":")[2] for key in told}, {"A", "A3", "B"})
        staff = set(Notice.objects.filter(template="mediation_left").values_list("staff", flat=True))
        self.assertEqual(staff, {self.world.mediator.pk, self.world.wang.pk})
        self.assertEqual(MediationEntry.objects.get(kind="reopen").body["seat"], "诉求方2")

    def test_the_mediator_says_with_whom_nothing_was_settled_while_it_waits(self):
        self.issue()
        with pytest.raises(NotAllowed):
            groups.part(self.mediation, staff=self.world.wang, parties=[self.worker(3)], now=self.now)
        self.sign("A", "A2", "A3", "B", "M")
        self.part(self.worker(2), self.worker(3))
        self.assertEqual(self.mediation.stage, Stage.SESSION)
        self.assertEqual(Notice.objects.filter(template="mediation_parted").count(), 2)
        self.assertEqual(MediationEntry.objects.filter(kind="reopen").count(), 1)


class WhatSheStillReads(Leaving):
    """Minutes, talks of her side, evidence and papers: by the day she left, and nothing when she had no part in it."""

    def kept(self, words: str) -> None:
        for visibility in ("all", "A"):
            line = minutes.Line("M", f"{words}，{visibility}。", visibility)
            minutes.write(self.mediation, staff=self.world.mediator, line=line, now=self.now)
        minutes.bring(
            self.mediation, staff=self.world.mediator, upload=photo(), title=f"{words}的照片", visibility="all",
            brought_by=None, now=self.now,
        )  # fmt: skip
        order = printing.Order("rights", {}, None, None)
        printing.issue(self.mediation, staff=self.world.mediator, order=order, now=self.now)

    def record(self, one: Party) -> str:
        return self.client.get(f"/m/{one.token}/record/").content.decode()

    def test_what_came_after_she_left_is_not_hers_any_more(self):
        self.kept("在场时")
        first = Document.objects.get()
        self.watch.shift(60)
        self.leave(self.worker(2))
        self.watch.shift(60)
        self.kept("走了以后")
        second = self.worker(2)
        page = self.record(second)
        self.assertEqual([page.count(words) for words in ("在场时，all", "在场时，A", "在场时的照片")], [1, 1, 1])
        self.assertNotIn("走了以后", page)
        late = Evidence.objects.get(number=2)
        self.assertEqual(self.client.get(f"/m/{second.token}/evidence/{late.pk}/").status_code, 404)
        papers, new = f"/m/{second.token}/papers/", Document.objects.get(superseded_at=None)
        self.assertContains(self.client.get(papers), first.code)
        self.assertNotContains(self.client.get(papers), new.code)
        self.assertEqual(self.client.get(f"{papers}{new.code}/").status_code, 404)
        self.assertIn("走了以后，A", self.record(self.worker(3)))  # those who stay read on

    def test_who_was_entered_by_mistake_reads_nothing_of_it(self):
        self.kept("在场时")
        sitting.break_off(self.mediation, staff=self.world.mediator, reason="下次再谈。", slot=None, now=self.now)
        second = self.worker(2)
        parties.drop_party(second, staff=self.world.wang, reason="登记错了。", now=self.now)
        self.assertNotIn("在场时", self.record(second))
        self.assertNotContains(self.client.get(f"/m/{second.token}/papers/"), Document.objects.get().code)
        self.assertNotContains(self.client.get(f"/m/{second.token}/"), SUMMARY)

    def test_nor_when_and_where_the_others_meet_again(self):
        self.leave(self.worker(2))
        sitting.break_off(
            self.mediation, staff=self.world.mediator, reason="下次再谈。", slot=self.slot(48), now=self.now
        )
        for path in ("", "times/", "offer/", "move/"):
            page = self.client.get(f"/m/{self.worker(2).token}/{path}", follow=True)
            self.assertNotContains(page, self.rooms.hall.place)

    def test_nor_by_sending_something_to_these_pages(self):
        later = self.slot(48)
        self.leave(self.worker(2))
        sitting.break_off(self.mediation, staff=self.world.mediator, reason="下次再谈。", slot=later, now=self.now)
        offer.propose(self.mediation, staff=self.world.wang, proposal=offer.Proposal(), now=self.now)
        parties.drop_party(self.worker(3), staff=self.world.wang, reason="登记错了。", now=self.now)
        for one in (self.worker(2), self.worker(3)):
            for path in ("times/", "offer/", "move/"):
                given = {"start": "x", "offer": "x", "2026-11-25_am": "yes"}
                page = self.client.post(f"/m/{one.token}/{path}", given)
                self.assertRedirects(page, f"/m/{one.token}/", msg_prefix=path)
        self.assertFalse(PartyTime.objects.exists())

    def test_nor_who_mediates_between_the_others_and_how_it_ends(self):
        second = self.worker(2)
        self.leave(second)
        hers = f"/m/{second.token}/"
        self.assertNotContains(self.client.get(hers), "钱调解员")
        for page in (self.client.get(f"{hers}other/"), self.client.post(f"{hers}other/")):
            self.assertRedirects(page, hers)
        conclude.fail(self.mediation, staff=self.world.mediator, reason="谈不拢。", now=self.now)
        page = self.client.get(hers)
        self.assertContains(page, "您这部分没有达成协议")
        self.assertNotContains(page, Mediation.objects.get().outcome)

    def test_who_had_no_part_in_it_reads_just_that(self):
        second = self.worker(2)
        sitting.break_off(self.mediation, staff=self.world.mediator, reason="下次再谈。", now=self.now)
        parties.drop_party(second, staff=self.world.wang, reason="登记错了。", now=self.now)
        page = self.client.get(f"/m/{second.token}/")
        self.assertContains(page, "您不在这次调解里")
        for words in ("钱调解员", "要改时间", "没有达成协议", "已经退出", str(self.mediation.organisation)):
            self.assertNotContains(page, words)


class OnPaper(Leaving):
    def test_a_scan_stands_for_nobody_when_others_have_to_sign_now(self):
        agreement = self.issue()
        Party.objects.filter(pk=self.worker(2).pk).update(represented_by=self.worker(1), proxy_settles=True)
        out = io.BytesIO()
        Image.new("RGB", (600, 800), "white").save(out, "JPEG")
        upload = SimpleUploadedFile("scan.jpg", out.getvalue())
        with pytest.raises(Refused, match="当事人有了变化"):
            signing.file_paper(
                self.mediation, staff=self.world.mediator, upload=upload, marks=["A", "A3", "B", "M", "S"],
                device=TABLET, document_sha256=agreement.text_sha256, signed_on=timezone.localdate(), now=self.now,
            )  # fmt: skip
        self.assertFalse(Signature.objects.exists())


class WhileTheyTalk(Leaving):
    def test_what_was_agreed_with_her_is_asked_anew(self):
        self.leave(self.worker(2))
        found = self.mediation.clauses.exclude(state="dropped")
        self.assertEqual([(one.number, one.round, one.state) for one in found], [(1, 2, "open"), (2, 2, "open")])
        with pytest.raises(Moved, match="不是最新的一稿"):
            self.say(self.a, "yes", number=1, version=1)

    def test_nobody_is_bothered_when_nothing_was_agreed_yet(self):
        for clause in self.mediation.clauses.all():
            clauses.drop(self.mediation, staff=self.world.mediator, number=clause.number, now=self.now)
        self.leave(self.worker(2))
        self.assertFalse(MediationEntry.objects.filter(kind="reopen").exists())
        self.assertFalse(Notice.objects.filter(template__in=("mediation_left", "mediation_redone")).exists())

    def test_she_reads_no_clause_any_more_and_answers_none(self):
        second = self.worker(2)
        self.leave(second)
        page = self.client.get(f"/m/{second.token}/clauses/").content.decode()
        self.assertNotIn(QUIET, page)
        given = {"number": 1, "round": 2, "answer": "yes", "client_key": str(uuid4())}
        answer = self.client.post(f"/m/{second.token}/clauses/answer/", given)
        self.assertContains(answer, "已经退出", status_code=422)

    def test_whom_another_settles_for_leaves_the_answer_to_him(self):
        groups.represent(
            self.worker(2), representative=self.worker(1), may_settle=True, accepted=True,
            who=member(self.world.wang), way=Way.PHONE, now=self.now,
        )  # fmt: skip
        self.write("十二月十日前付清。", number=1)
        with pytest.raises(Refused, match="由代表人答复"):
            self.say(self.worker(2), "yes", number=1, version=2)
        self.assertNotContains(self.client.get(f"/m/{self.worker(2).token}/clauses/"), 'value="yes"')
