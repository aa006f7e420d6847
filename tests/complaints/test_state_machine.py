"""From any sequence of legal actions: an owner at every moment, a timeline that explains the stage, and no end without an
answer to the resident (domain.md §1 #17)."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binan.kit.errors import Refused
from complaints import ledger
from complaints.access import CITIZEN, CLOCK, actor, standings
from complaints.models import AssistTask, Call, Complaint, Deadline, Rating, Supervision, TimelineEntry
from complaints.models.complaint import Lane
from complaints.promises import PROMISES
from complaints.services import (
    assisting,
    calling,
    classifying,
    clustering,
    escalation,
    expiring,
    following,
    handling,
    hearing,
    instructing,
    merging,
    offering,
    postponing,
    rating,
    representing,
    rights,
    supervising,
    triaging,
)
from complaints.supervision import POINTS, Grade, gravest
from complaints.triage import BY_CATEGORY, NO, UNKNOWN, YES
from complaints.vocabulary import Outside
from complaints.workflow import ACTIONS, OPEN, ClosingKind, SendBackReason, Stage, allowed
from tests.cases import GeneratedCase, examples
from tests.world import ANSWER, GAS, NOISE, OTHER_PHONE

WHO = ("wang", "li", "head", "gridder", "dispatcher", "duty_officer", "stranger", "resident", "clock")
CLOCKS = (
    "miss",
    "escalate",
    "reopen",
    "resume",
    "supervise",
    "supervision_due",
    "offer_lapse",
    "raise_follow_up",
)  # the clock does them by itself
WAITS = ("seconds=30", "minutes=3", "minutes=6", "hours=5", "hours=26", "days=3")


class Player:
    """Plays drawn moves on one case through the real verbs."""

    def __init__(self, test: GeneratedCase, draw) -> None:
        self.test, self.draw, self.world = test, draw, test.world

    def verb(self, name: str, who: str, case: Complaint) -> None:
        """Do the action `name` as `who`; the values are legal more often than not."""
        staff, now = getattr(self.world, who, None), self.test.now
        text = self.draw(st.sampled_from([ANSWER, "短"]))
        kind = self.draw(st.sampled_from(ClosingKind.values))
        unit = self.draw(
            st.sampled_from([self.world.guanshan, self.world.grid, self.world.dongguan, self.world.zhongxing])
        )
        colleague = self.draw(st.sampled_from(["li", "wang", "jiedao"]))
        other = "OTH-00" if case.category != "OTH-00" else "NOI-01"
        verbs = {
            "claim": lambda: handling.claim(case, staff=staff, now=now),
            "release": lambda: handling.release(case, staff=staff, reason="换班", now=now),
            "call_back": lambda: handling.call_back(case, staff=staff, reached=True, summary="通了", now=now),
            "call_missed": lambda: handling.call_back(case, staff=staff, reached=False, summary="没接", now=now),
            "set_out": lambda: handling.set_out(case, staff=staff, now=now),
            "reclassify": lambda: (
                classifying.reclassify(case, staff=staff, category=other, now=now)
                if staff
                else classifying.correct_category(case, category=other, now=now)
            ),
            "transcribe": lambda: (
                hearing.transcribe(case, staff=staff, attachment=0, text=text, now=now)
                if staff
                else hearing.listen(now)
            ),
            "arrive": lambda: handling.arrive(case, staff=staff, now=now),
            "triage": lambda: triaging.triage(case, staff=staff, answers=self.answers(case), now=now),
            "expire": lambda: expiring.expire(case, now=now),
            "acknowledge": lambda: escalation.acknowledge(case, staff=staff, now=now),
            "extend": lambda: postponing.extend(
                case, staff=staff, reason="等配件", due_at=now + timedelta(hours=self.draw(st.integers(1, 90))), now=now
            ),
            "grant_extension": lambda: postponing.grant_extension(case, staff=staff, now=now),
            "refuse_extension": lambda: postponing.refuse_extension(case, staff=staff, reason="今天能办", now=now),
            "suspend": lambda: postponing.suspend(
                case,
                staff=staff,
                cause="money",
                owner="jiedao",
                explanation="要等维修资金批下来。",
                now=now,
                review_on=localdate(now) + timedelta(days=self.draw(st.integers(1, 29))),
            ),
            "resume": lambda: postponing.resume(case, staff=staff, now=now),
            "note": lambda: handling.note(case, staff=staff, text="记一笔", now=now),
            "hand_over": lambda: offering.hand_over(case, staff=staff, to=colleague, reason="换班", now=now),
            "accept_offer": lambda: offering.accept_offer(case, staff=staff, now=now),
            "decline_offer": lambda: offering.decline_offer(case, staff=staff, reason="在外面", now=now),
            "retract_offer": lambda: offering.retract_offer(case, staff=staff, now=now),
            "staff_urge": lambda: instructing.staff_urge(case, staff=staff, text="请快办", now=now),
            "supervise": lambda: supervising.supervise(
                case, staff=staff, grade=self.draw(st.sampled_from(Grade.values)), reason="没有进展", now=now
            ),
            "answer_supervision": lambda: supervising.answer_supervision(case, staff=staff, text="今晚上门", now=now),
            "lift_supervision": lambda: supervising.lift_supervision(
                case, staff=staff, supervision=self.supervision(case), reason="查明了", now=now
            ),
            "leader_note": lambda: instructing.leader_note(
                case,
                staff=staff,
                text="请过问",
                now=now,
                due_at=self.draw(st.sampled_from([None, now + timedelta(hours=4)])),
            ),
            "leader_feedback": lambda: instructing.leader_feedback(case, staff=staff, text="已办", now=now),
            "dial": lambda: calling.dial(case, staff=staff, now=now),
            "lapse": lambda: self.test.wait(seconds=150),
            "confirm_call": lambda: self.hear(case, heard=True),
            "deny_call": lambda: self.hear(case, heard=False),
            "take_over": lambda: handling.take_over(case, staff=staff, now=now),
            "escalate": lambda: escalation.escalate(case, staff=staff, reason="需要上级", now=now),
            "delegate": lambda: escalation.delegate(case, staff=staff, unit=unit, reason="就近", now=now),
            "send_back": lambda: escalation.send_back(case, staff=staff, reason=SendBackReason.OTHER_AREA, now=now),
            "assist": lambda: assisting.assist(case, staff=staff, helper=unit, text="请看一看", now=now),
            "assist_answer": lambda: assisting.assist_answer(case, staff=staff, text="看过了", now=now),
            "assist_waive": lambda: assisting.assist_waive(
                case, staff=staff, task=case.assists[0]["task"] if case.assists else 0, reason="查清了", now=now
            ),
            "assist_miss": lambda: self.test.wait(hours=26),
            "transfer": lambda: handling.end_without_closing(
                case, "transfer", staff=staff, now=now, to="劳动监察", result=text
            ),
            "follow_up": lambda: self.ask(case, Outside.PENDING, staff, text),
            "settle": lambda: self.ask(case, Outside.SETTLED, staff, text),
            "take_back": lambda: self.ask(case, Outside.RETURNED, staff, text),
            "decline": lambda: handling.end_without_closing(case, "decline", staff=staff, now=now, result=text),
            "merge": lambda: merging.merge(case, staff=staff, target=Complaint.objects.earliest("pk").code, now=now),
            "absorb": lambda: merging.merge(self.later(), staff=staff, target=case.code, now=now),
            "unmerge": lambda: merging.unmerge(case, staff=staff, reason="是两件事", now=now),
            "detach": lambda: self.detach(case, staff),
            "cluster": lambda: clustering.cluster(case, staff=staff, other=self.other(), now=now),
            "uncluster": lambda: clustering.uncluster(case, staff=staff, reason="不是一件事", now=now),
            "group": lambda: self.crowd(case),
            "recluster": lambda: self.two_clusters(case),
            "ungroup": lambda: clustering.uncluster(case, staff=self.world.wang, reason="不是一件事", now=now),
            "represent": lambda: representing.represent(case, staff=staff, consent="phone", now=now),
            "unrepresent": lambda: representing.unrepresent(case, staff=staff, reason="不愿意了", now=now),
            "apply_mediation": lambda: handling.apply_mediation(case, staff=staff, now=now),
            "book_mediation": lambda: handling.book_mediation(case, at="今天 19:00", room="浦沿潮调解室", now=now),
            "end_mediation": lambda: handling.end_mediation(case, outcome="达成口头协议", now=now),
            "close_interim": lambda: handling.close(case, staff=staff, result=text, closing_kind="INTERIM", now=now),
            "close": lambda: handling.close(case, staff=staff, result=text, closing_kind=kind, now=now),
            "reopen": lambda: escalation.reopen(case, staff=staff, reason="还要再办", now=now),
            "add_info": lambda: handling.add_info(case, text="还有", photos=[], now=now),
            "urge": lambda: handling.urge(case, now=now),
            "withdraw": lambda: handling.withdraw(case, now=now),
            "reply": lambda: handling.reply(case, staff=staff, text="明天上门。", now=now),
            "correct": lambda: rights.correct(case, phone=OTHER_PHONE, now=now),
            "withdraw_consent": lambda: rights.withdraw_consent(case, now=now),
            "give_consent": lambda: rights.give_consent(case, now=now),
            "ask_deletion": lambda: rights.ask_deletion(case, now=now),
            "grant_deletion": lambda: rights.grant_deletion(case, staff=staff, now=now),
            "refuse_deletion": lambda: rights.refuse_deletion(case, staff=staff, reason="还在办。", now=now),
            "rate": lambda: self.rate(case, round=case.round),
            "rate_earlier": lambda: self.rate(case, round__lt=case.round),
        }
        verbs[name]()

    def hear(self, case: Complaint, *, heard: bool) -> None:
        last = Call.objects.filter(complaint=case).last()
        calling.hear(case, call=last.pk if last else 0, heard=heard, now=self.test.now)

    def supervision(self, case: Complaint) -> int:
        last = Supervision.objects.filter(complaint=case).last()
        return last.pk if last else 0

    def later(self) -> Complaint:
        """What the same person tells after all the rest."""
        return self.test.file(self.draw(st.sampled_from([NOISE, GAS])))

    def other(self) -> str:
        """The case of somebody else."""
        return self.test.file(NOISE, phone=f"1380013{self.draw(st.integers(8010, 8019))}").code

    def crowd(self, case: Complaint) -> None:
        """Four more people tell of the same."""
        for _ in range(4):
            clustering.cluster(case, staff=self.world.head, other=self.other(), now=self.test.now)

    def two_clusters(self, case: Complaint) -> None:
        """What others tell stands together already; somebody puts the cluster of `case` to it."""
        theirs, mate = (Complaint.objects.get(code=self.other()) for _ in "ab")
        clustering.cluster(theirs, staff=self.world.head, other=self.other(), now=self.test.now)
        clustering.cluster(case, staff=self.world.head, other=mate.code, now=self.test.now)
        clustering.cluster(mate, staff=self.world.head, other=theirs.code, now=self.test.now)

    def detach(self, case: Complaint, staff) -> None:
        for one in Complaint.objects.filter(merged_into=case):
            merging.unmerge(one, staff=staff, reason="是两件事", now=self.test.now)

    def ask(self, case: Complaint, outcome: str, staff, text: str) -> None:
        day = localdate(self.test.now) + timedelta(days=self.draw(st.integers(1, 31)))
        following.follow_up(
            case, staff=staff, outcome=outcome, follow_up_on=day, result=text, reason=text, now=self.test.now
        )

    def answers(self, case: Complaint) -> dict[str, str]:
        """Drawn answers to the card of the case; none where it has no card."""
        card = BY_CATEGORY.get(case.category)
        keys = [question.key for question in card.questions] if card else []
        return {key: self.draw(st.sampled_from([YES, NO, UNKNOWN])) for key in keys}

    def rate(self, case: Complaint, **which: int) -> None:
        invited = Rating.objects.filter(complaint=case, **which).first()
        if invited is None:
            raise Refused("uninvited", "还没有邀请评价。")
        rating.rate(invited, choice=self.draw(st.integers(1, 5)), comment="", now=self.test.now)

    def step(self, case: Complaint) -> None:
        """One drawn move: time passes, or somebody does what the table offers her (or, now and then, does not)."""
        if self.draw(st.integers(0, 4)) == 0:
            name, number = self.draw(st.sampled_from(WAITS)).split("=")
            self.test.wait(**{name: float(number)})
            return
        who = self.draw(st.sampled_from(WHO))
        acting = {"resident": CITIZEN, "clock": CLOCK}.get(who) or actor(getattr(self.world, who))
        offered = [
            a.name
            for a in allowed(case.stage, standings(acting, case))
            if a.name not in ("invite_rating", "lapse_rating", "ask_revisit", "accept")
        ]
        offered = [name for name in offered if not (who == "clock" and name in CLOCKS)]
        if self.draw(st.integers(0, 9)) == 0 and who not in ("resident", "clock"):
            staffs = {"handler", "member", "superior", "overseer", "approver", "assistant"}
            offered = [a.name for a in ACTIONS.values() if staffs & a.by]
            offered.remove("file")
        if not offered:
            return
        self.attempt(self.draw(st.sampled_from(offered)), who, case)

    def attempt(self, name: str, who: str, case: Complaint) -> None:
        """Do the action; a refusal is an answer like any other."""
        try:
            self.verb(name, who, case)
        except Refused as refusal:
            assert refusal.sentence  # every refusal says something


class StateMachine(GeneratedCase):
    @pytest.mark.slow
    @settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_any_sequence_of_legal_actions_keeps_the_promises_of_the_table(self, data):
        self.watch.move_to("2026-11-23T10:30:00+00:00")
        self.file(NOISE)  # what the same person told before
        case = self.file(data.draw(st.sampled_from([NOISE, GAS])))
        player = Player(self, data.draw)
        for _ in range(data.draw(st.integers(1, 14))):
            player.step(case)
            case = Complaint.objects.select_related("unit", "handler").get(pk=case.pk)
            self.holds(case)

    def holds(self, case: Complaint) -> None:
        entries = list(TimelineEntry.objects.filter(complaint=case).order_by("seq"))
        kinds = [entry.kind for entry in entries]
        # The timeline explains the stage: every step begins where the last one ended and is a row of the table.
        self.assertEqual(entries[-1].stage_to, case.stage, kinds)
        for before, entry in itertools.pairwise(entries):
            self.assertEqual(before.stage_to, entry.stage_from, kinds)
            self.assertEqual(ACTIONS[entry.kind].moves[entry.stage_from], entry.stage_to, kinds)
        self.assertEqual(list(ledger.faults(case)), [])
        # An owner at every moment.
        self.assertEqual(
            case.handler_id is None, case.stage == Stage.ACCEPTED or (not case.is_open and not case.handler_id)
        )
        self.assertIsNotNone(case.unit_id)
        # No end without an answer, except the resident's own word.
        if case.stage in (Stage.CLOSED, Stage.RATED, Stage.DECLINED, Stage.TRANSFERRED) and not case.erased_at:
            self.assertGreaterEqual(len(case.result), 20, kinds)
        self.assertTrue(case.stage != Stage.WITHDRAWN or entries[-1].actor_kind in ("resident", "staff"), kinds)
        # What is asked of other units is the same in the row, in the sub-tasks and in the timeline; no end leaves any open.
        owed = AssistTask.objects.filter(complaint=case, state="asked").order_by("number")
        self.assertEqual(
            [(each["task"], each["unit"]) for each in case.assists], list(owed.values_list("number", "unit")), kinds
        )
        self.assertTrue(case.is_open or not case.assists, kinds)
        # As long as it is open somebody is promised something, and the board sorts by it.
        waiting = [
            d
            for d in Deadline.objects.filter(complaint=case, met_at=None, void_at=None, paused_at=None)
            if PROMISES[d.kind].sorts
        ]
        self.overseen(case, kinds)
        if case.stage in OPEN:
            self.assertTrue([d for d in waiting if PROMISES[d.kind].shown], kinds)
            self.assertEqual(case.pressing_at, min(d.due_at for d in waiting), kinds)
            self.assertNotEqual(case.lane, Lane.DONE)
            people = (actor(staff) for staff in self.world.people.values())
            self.assertTrue(any(allowed(case.stage, standings(who, case)) for who in people), kinds)
        else:
            self.assertEqual((waiting, case.lane), ([], Lane.DONE), kinds)

    def overseen(self, case: Complaint, kinds: list[str]) -> None:
        """What the row says of 督办 and 批示 is what the rows and the timeline say; cards once each, points for what stands."""
        rows = list(Supervision.objects.filter(complaint=case))
        mine = [row for row in rows if row.round == case.round]
        self.assertEqual(case.supervised, gravest(row.grade for row in mine if not row.lifted_at), kinds)
        self.assertEqual(bool(case.supervision_due_at), case.is_open and any(row.waits for row in mine), kinds)
        self.assertNotIn(case.stage if case.supervision_due_at else "", ("CLOSED", "DECLINED", "TRANSFERRED"), kinds)
        self.assertTrue(all(row.points == (0 if row.lifted_at else POINTS[row.grade]) for row in rows), kinds)
        cards = [(row.round, row.card) for row in rows if row.card]
        self.assertEqual(len(cards), len(set(cards)), kinds)
        last = max((n for n, kind in enumerate(kinds) if kind in ("leader_note", "leader_feedback")), default=None)
        self.assertEqual(case.instructed, last is not None and kinds[last] == "leader_note", kinds)
