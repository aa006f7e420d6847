"""下一步: the sentence of the resident's page, in every state a case can reach, and never a promise that nobody made."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints import casefile
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.outlook import ENDS, NEXT, SILENT, Outlook, moment
from complaints.promises import PROMISES
from complaints.services import handling
from complaints.workflow import OPEN, Stage
from tests.cases import GeneratedCase, StoryCase
from tests.complaints.test_state_machine import Player
from tests.world import GAS, NOISE

ASKING = "请问居住证积分需要什么材料？"


class OutlookTests(StoryCase):
    def next(self, case: Complaint) -> Outlook:
        return casefile.read(Complaint.objects.get(pk=case.pk), self.now).next

    def test_before_anybody_has_it_the_unit_promises_to_ring(self) -> None:
        self.assertEqual(self.next(self.file()).sentence, "东冠社区 18:35 前给您回电")

    def test_whoever_claimed_it_promises_by_name_and_role(self) -> None:
        found = self.next(self.claimed())
        self.assertEqual((found.sentence, found.holder), ("王社工 18:35 前给您回电", "王社工"))
        self.assertEqual(found.then, ("明天 18:30 前答复",))

    def test_after_the_call_the_answer_is_next(self) -> None:
        self.assertEqual(self.next(self.contacted()).sentence, "王社工 明天 18:30 前办好、答复您")

    def test_without_a_number_nobody_promises_to_ring(self) -> None:
        case = self.file(phone="")
        self.assertEqual(self.next(case).sentence, "东冠社区 18:35 前有人接手，答复写在这里")
        self.wait(minutes=7)
        self.assertNotIn("回电", str(self.next(case)))

    def test_a_danger_names_the_way_to_the_place(self) -> None:
        case = self.claimed(text=GAS)
        handling.call_back(case, staff=self.world.wang, reached=True, summary="通了。", now=self.now)
        self.assertEqual(self.next(case).sentence, "王社工 18:35 前出发去现场")
        handling.set_out(case, staff=self.world.wang, now=self.now)
        self.assertEqual(self.next(case).sentence, "王社工 18:45 前到现场")

    def test_late_and_gone_up_the_street_has_it_and_the_next_step_is_said(self) -> None:
        case = self.file()
        self.wait(minutes=8)
        found = self.next(case)
        self.assertTrue(found.late)
        self.assertEqual(found.sentence, "说好 18:35 前回电，我们没有做到。浦沿街道已接手")
        self.assertEqual(found.note, "18:40 还没有回电，就再上报到滨江区")
        page = self.client.get(f"/c/{case.token}/")
        self.assertContains(page, "回电已超时 3\xa0分钟")
        self.assertContains(page, "浦沿街道已接手")

    def test_late_with_a_handler_the_street_watches(self) -> None:
        case = self.dialled()
        self.wait(minutes=6)
        self.assertEqual(self.next(case).sentence, "说好 18:35 前回电，我们没有做到。已上报浦沿街道，由浦沿街道督促")

    def test_late_while_the_clock_is_down_claims_nothing_that_did_not_happen(self) -> None:
        case = self.file()
        self.watch.shift(timedelta(minutes=6))
        self.assertEqual(self.next(case).sentence, "说好 18:35 前回电，我们没有做到。还是由东冠社区负责")

    def test_in_time_again_after_the_street_called(self) -> None:
        case = self.file()
        self.wait(minutes=6)
        handling.claim(case, staff=self.world.dispatcher, now=self.now)
        handling.call_back(case, staff=self.world.dispatcher, reached=True, summary="通了。", now=self.now)
        found = self.next(case)
        self.assertEqual((found.late, found.sentence), (False, "孙值班员 明天 18:30 前办好、答复您"))

    def test_tries_that_failed_are_said(self) -> None:
        case = self.claimed()
        handling.call_back(case, staff=self.world.wang, reached=False, summary="", now=self.now)
        self.assertEqual(self.next(case).note, "打过 1 次电话没有接通，18:35 前后再打，请留意来电")

    def test_a_booked_mediation_is_named_until_it_is_over(self) -> None:
        case = self.contacted()
        handling.book_mediation(case, at="今天 19:00", room="浦沿潮调解室", now=self.now)
        found = self.next(case)
        self.assertEqual(found.sentence, "双方调解，明天 18:30 前给您阶段答复")
        self.assertEqual(found.note, "调解已约定：今天 19:00，浦沿潮调解室")
        handling.end_mediation(case, outcome="达成口头协议", now=self.now)
        self.assertEqual(self.next(case).note, "")

    def test_a_closed_case_says_when_she_will_be_asked(self) -> None:
        case = self.closed()
        self.assertEqual(self.next(case).note, "11月25日 18:30 以后请您评价")
        self.wait(hours=48)
        self.assertEqual(self.next(case).note, "请您评一评这件事办得怎么样")

    def test_every_end_has_a_sentence_and_no_moment(self) -> None:
        case = self.file()
        handling.withdraw(case, now=self.now)
        found = self.next(case)
        self.assertEqual((found.sentence, found.due_at), (str(ENDS[Stage.WITHDRAWN]), None))

    def test_the_table_knows_only_stages_and_promises_that_exist(self) -> None:
        self.assertLessEqual(set(SILENT), set(NEXT))
        self.assertLessEqual({key[0] for key in NEXT}, set(OPEN))
        self.assertLessEqual({key[1] for key in NEXT}, {kind for kind, promise in PROMISES.items() if promise.shown})
        self.assertEqual(set(ENDS), set(Stage) - set(OPEN))

    def test_moments_are_said_as_people_say_them(self) -> None:
        for later, words in ((5 * 60, "18:35"), (6 * 3600, "明天 00:30"), (40 * 3600, "11月25日 10:30")):
            self.assertEqual(moment(self.now + timedelta(seconds=later), self.now), words)


class EveryReachableState(GeneratedCase):
    """The same walk as in test_state_machine.py; after each step the page's sentence is held against the case."""

    @pytest.mark.anywhere
    @pytest.mark.slow
    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_it_has_a_sentence_and_no_false_promise(self, data):
        self.watch.move_to("2026-11-23T10:30:00+00:00")
        phone = data.draw(st.sampled_from(["13800138001", ""]))
        case = self.file(data.draw(st.sampled_from([NOISE, GAS, ASKING])), phone=phone)
        player = Player(self, data.draw)
        self.honest(case)
        for _ in range(data.draw(st.integers(1, 12))):
            player.step(case)
            self.watch.shift(
                timedelta(seconds=data.draw(st.sampled_from([0, 0, 45, 400, 90_000])))
            )  # the clock may be behind
            case = Complaint.objects.get(pk=case.pk)
            self.honest(case)

    def honest(self, case: Complaint) -> None:
        case = Complaint.objects.select_related("unit", "handler").get(pk=case.pk)
        found = casefile.read(case, self.now).next
        said = " ".join((found.sentence, found.note, *found.then))
        open_ = list(Deadline.objects.filter(complaint=case, met_at=None, void_at=None, paused_at=None))
        shown = [d for d in open_ if PROMISES[d.kind].shown]
        self.assertTrue(found.sentence)
        # Every moment that is named is a deadline, or a climb that was planned, of this case.
        planned = {moment(datetime.fromisoformat(at), self.now) for d in open_ for at, *_ in d.plan}
        booked = TimelineEntry.objects.filter(complaint=case, kind="book_mediation").exists()
        for named in re.findall(r"(?:明天 |\d+月\d+日 )?\d\d:\d\d", said):
            self.assertTrue(named in planned or (booked and named == "19:00"), (said, planned))
        # What is said to be in time is in time, and the first promise is the one that is said.
        if found.due_at:
            self.assertEqual(found.due_at, min(d.due_at for d in shown))
            self.assertEqual(found.late, found.due_at <= self.now)
            self.assertEqual("没有做到" in said, found.late)
        else:
            self.assertEqual((shown, case.is_open), ([], False))
        # Nobody is said to ring who has no number, nobody is named who does not have it.
        if not case.phone:
            self.assertNotIn("回电", said)
        people = {"王社工", "李社工", "周书记", "陈网格员", "孙值班员", "吴值班员"}
        holder = casefile.title_of(case.handler) if case.handler and case.is_open else ""
        self.assertLessEqual({one for one in people if one in said}, {holder})
        # It went up only when it did.
        if "已接手" in said or "已上报" in said:
            last = TimelineEntry.objects.filter(complaint=case, kind__in=casefile.MOVES).latest("seq")
            self.assertEqual(last.kind, "escalate")
