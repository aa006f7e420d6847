"""Clause by clause: each side answers, what all agreed to locks, and the green list is the agreement (work.md B5.3, arts. 28 to 30)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from binan.kit import codes
from binan.kit.errors import Moved, NotAllowed
from mediation import blocks, negotiation
from mediation.access import member
from mediation.accord.words import State
from mediation.models import Agreement, Clause, ClauseAnswer, Mediation, Obligation, Party
from mediation.services import clauses, conclude, groups, issue
from mediation.services.law import import_law
from mediation.workflow import Stage, Way
from tests.mediation.table import MAT, QUIET, Table

DRAFT = {"facts": "孩子在家跳绳。", "issues": "跳绳的时间。", "responsibility": "楼上未注意时间，楼下言语过激。"}


class OneByOne(Table):
    def test_it_locks_when_the_last_of_all_said_yes(self):
        self.write()
        self.say(self.a, "yes")
        self.assertEqual(self.state(), State.OPEN)
        self.say(self.b, "no")
        self.say(self.b, "yes")
        self.assertEqual(self.state(), State.LOCKED)
        self.assertEqual(Clause.objects.get().locked_at, self.now)

    def test_an_edit_is_a_new_version_and_asks_anew(self):
        self.write()
        self.say(self.a, "yes")
        self.say(self.b, "change", words="改成九点")
        self.write("晚上九点以后不跳。", number=1)
        with pytest.raises(Moved, match="不是最新的一稿"):
            self.say(self.b, "yes")
        self.say(self.b, "yes", version=2)
        self.assertEqual(self.state(), State.OPEN)
        self.say(self.a, "yes", version=2)
        self.assertEqual(self.state(), State.LOCKED)
        self.assertEqual(list(Clause.objects.values_list("round", "state")), [(1, "dropped"), (2, "locked")])

    def test_what_is_locked_is_not_answered_any_more(self):
        self.write()
        self.say(self.a, "yes")
        self.say(self.b, "yes")
        self.refused("双方都已经同意", self.say, self.b, "no")
        self.assertEqual(self.state(), State.LOCKED)

    def test_to_change_it_she_says_how(self):
        self.write()
        refusal = self.refused("怎么改", self.say, self.b, "change")
        self.assertIn("words", refusal.fields)

    def test_every_one_of_several_on_a_side_is_asked_but_not_who_is_spoken_for(self):
        mediation = self.applied()
        other, third = self.joined(mediation), self.joined(mediation, name="吴工友", phone="13700137007")
        type(third).objects.filter(pk=third.pk).update(represented_by=other, proxy_settles=True)
        self.tomorrow(mediation)
        self.write()
        for one in (self.side(mediation, "A"), self.side(mediation, "B")):
            self.say(one, "yes")
        self.assertEqual(self.state(), State.OPEN)
        self.say(other, "yes")
        self.assertEqual(self.state(), State.LOCKED)

    def test_one_who_dropped_leaves_the_numbers_alone(self):
        self.write()
        self.write(MAT)
        clauses.drop(self.mediation, staff=self.world.mediator, number=1, now=self.now)
        self.write("每周六下午在楼下跳。")
        self.assertEqual([rung.clause.number for rung in negotiation.rungs(self.mediation)], [2, 3])
        self.refused("没有第 1 条", self.say, self.a, "yes")

    def test_what_gives_the_complainant_away_is_not_written(self):
        mediation = self.applied(self.contacted(name="王美丽", identity="real"))
        self.tomorrow(mediation)
        self.refused("称呼", self.write, "楼上向王美丽道歉。")
        self.assertFalse(self.mediation.clauses.exists())

    def test_only_the_mediator_writes_and_only_in_the_session(self):
        with pytest.raises(NotAllowed):
            clauses.write(self.mediation, staff=self.world.wang, text=QUIET, kind="act", now=self.now)
        with pytest.raises(Moved):
            clauses.write(self.agreed(), staff=self.world.mediator, text=QUIET, kind="act", now=self.now)

    def test_a_word_that_arrives_twice_is_one(self):
        self.write()
        key = uuid4()
        for _ in range(2):
            self.say(self.a, "yes", client_key=key)
        self.assertEqual(ClauseAnswer.objects.count(), 1)


class TheGreenList(Table):
    def green(self, *texts: str) -> None:
        for number, text in enumerate(texts, start=1):
            self.write(text)
            self.say(self.a, "yes", number)
            self.say(self.b, "yes", number)

    def draft(self, **more: str) -> None:
        issue.draft(self.mediation, staff=self.world.mediator, parts={**DRAFT, **more}, now=self.now)

    def owe(self, **more: Any) -> None:
        given = {
            "ower": self.b.pk,
            "owed_to": self.a.pk,
            "what": "铺好地垫",
            "due_on": self.at(9, days=9).date(),
            **more,
        }
        issue.owe(self.mediation, staff=self.world.mediator, duty=issue.Duty(**given), now=self.now)

    def issue(self, form: str = "written", **more: Any) -> Agreement:
        conclude.agree_on_draft(self.mediation, staff=self.world.mediator, form=form, now=self.now, **more)
        return Agreement.objects.get()

    def beside(self, side: str) -> Party:
        """A second one of a side at the table."""
        return Party.objects.create(mediation=self.mediation, side=side, ordinal=2, token_key=codes.token())

    def known(self) -> None:
        type(self.a).objects.filter(pk=self.a.pk).update(name="王美丽", may_name_complainant=True)

    def test_it_says_everything_that_is_missing_at_once(self):
        self.write()
        refusal = self.refused("第 1 条还有人没有同意", self.issue)
        self.assertEqual(
            set(refusal.fields),
            {"parties", "may_name", "facts", "issues", "responsibility", "clauses", "content", "performance"},
        )
        self.assertEqual(Mediation.objects.get().stage, Stage.SESSION)
        self.assertFalse(Agreement.objects.exists())

    def test_several_owe_one_thing_jointly_and_the_text_says_what_that_means(self):
        also = self.beside("B")
        self.owe(joint=[also.pk, self.b.pk], what="付清洗费")
        (row,) = Agreement.objects.get().obligations.all()
        self.assertEqual((row.ower, list(row.joint.all())), (self.b, [also]))
        self.assertIn("对方、对方2对诉求方：付清洗费", blocks.sentence(row))
        self.assertIn("连带责任，其中一人做到了，其他人就不用再做", blocks.sentence(row))
        self.owe()
        self.assertNotIn("连带", blocks.sentence(Agreement.objects.get().obligations.last()))
        self.refused("同一方", self.owe, joint=[self.a.pk])
        self.refused("同一方", self.owe, joint=[0])

    def test_what_is_owed_by_or_to_one_who_left_is_in_no_agreement(self):
        also = self.beside("A")
        self.owe(owed_to=also.pk)
        groups.part(self.mediation, staff=self.world.mediator, parties=[also], now=self.now)
        self.green(QUIET)
        self.refused("第 1 项里的诉求方2已经退出", self.issue, "oral")
        issue.owe_not(self.mediation, staff=self.world.mediator, number=1, now=self.now)
        self.issue("oral")

    def test_who_lets_another_settle_for_her_is_named_by_her_own_word(self):
        self.known()
        also = self.beside("A")
        type(also).objects.filter(pk=also.pk).update(name="周建工")
        groups.represent(
            also, representative=self.a, who=member(self.world.mediator), way=Way.PHONE, now=self.now,
            may_settle=True, accepted=True,
        )  # fmt: skip
        self.green(QUIET)
        self.draft(performance="自今日起长期履行。")
        self.refused("诉求方2还没有同意让对方知道姓名", self.issue, may_name=("A",))
        self.assertIn("周建工", str(self.issue(may_name=("A2",)).text))

    def test_with_all_of_article_29_it_is_issued_and_frozen(self):
        self.known()
        self.green(QUIET, MAT)
        self.draft(amount="1200")
        self.owe(amount="1200", proof="收条")
        agreement = self.issue()
        self.assertEqual(Mediation.objects.get().stage, Stage.SIGNING)
        self.assertEqual(agreement.content, f"1. {QUIET}\n2. {MAT}")
        headings = [heading for heading, _ in agreement.text]
        self.assertEqual(
            headings,
            ["当事人", "主要事实", "争议事项", "各方责任", "第 1 条", "第 2 条", "履行方式和时限", "生效和份数"],
        )
        self.assertIn("一式 3 份", agreement.text[-1][1])
        self.assertIn("对方对诉求方：铺好地垫，1200 元，2026年12月2日前，以收条为凭。", agreement.text[-2][1])
        self.assertEqual((len(agreement.text_sha256), agreement.version), (64, 1))

    def test_an_oral_one_registers_the_same_blocks_and_holds_at_once(self):
        self.green(QUIET)
        agreement = self.issue("oral")
        self.assertEqual((agreement.effective_at, agreement.content), (self.now, f"1. {QUIET}"))
        self.assertEqual(Mediation.objects.get().stage, Stage.AGREED)

    def test_a_repealed_article_is_not_issued(self):
        import_law(now=self.now)
        self.green("依照《中华人民共和国合同法》第六十条履行。")
        refusal = self.refused("废止", self.issue, "oral")
        self.assertEqual(list(refusal.fields), ["citations"])

    def test_the_short_form_takes_the_green_list_before_what_is_typed(self):
        self.green(QUIET)
        terms = conclude.Terms("oral", "别的。")
        conclude.agree(self.mediation, staff=self.world.mediator, terms=terms, now=self.now)
        self.assertEqual(Agreement.objects.get().content, f"1. {QUIET}")

    def test_the_short_form_does_not_pass_over_an_open_clause(self):
        self.write()
        terms = conclude.Terms("oral", QUIET)
        self.refused("第 1 条", conclude.agree, self.mediation, staff=self.world.mediator, terms=terms, now=self.now)

    def test_an_obligation_says_who_and_when(self):
        self.refused("什么时候", self.owe, due_on=None)
        self.refused("过去了", self.owe, due_on=self.at(9, days=-1).date())
        self.refused("自己", self.owe, owed_to=self.b.pk)
        self.refused("金额", self.owe, amount="很多")
        self.owe(due_on=None, on_the_spot=True)
        self.owe(what="道歉")
        issue.owe_not(self.mediation, staff=self.world.mediator, number=1, now=self.now)
        self.assertEqual(list(Obligation.objects.values_list("number", "on_the_spot")), [(1, False)])

    def test_sent_back_it_is_a_draft_and_the_next_version_is_another(self):
        self.known()
        self.green(QUIET)
        self.draft(performance="自今日起长期履行。")
        first = self.issue().text_sha256
        conclude.rework(self.mediation, staff=self.world.mediator, reason="改时间", now=self.now)
        self.write("晚上九点以后不跳。", number=1)
        for one in (self.a, self.b):
            self.say(one, "yes", version=2)
        second = self.issue()
        self.assertEqual((second.version, second.text_sha256 == first), (2, False))
