"""退回来了: what was promised before a case was sent out goes on where it stood; nothing is reset in our favour (domain.md §3.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.clocks import clocks
from complaints.models import Complaint, Deadline, Supervision
from complaints.services import escalation, following, supervising
from tests.cases import StoryCase
from tests.world import ANSWER


class TakingBack(StoryCase):
    def away_for(self, case: Complaint, **length: float) -> None:
        """The police get it and, after so long, do not take it."""
        following.transfer(case, staff=self.world.dispatcher, to="police", result=ANSWER, now=self.now)
        self.watch.shift(timedelta(**length))
        following.follow_up(case, staff=self.world.dispatcher, outcome="returned", reason="不收。", now=self.now)
        case.refresh_from_db()

    def test_sent_out_in_the_last_minutes_and_taken_back_gains_no_time(self) -> None:
        case = self.contacted()
        self.wait(hours=23, minutes=58)
        self.away_for(case, days=2)
        close = Deadline.objects.get(complaint=case, kind="close")
        self.assertEqual(close.due_at, self.now + timedelta(minutes=2))
        self.assertEqual((case.pressing_kind, case.pressing_at), ("close", close.due_at))  # what the row counts down
        self.assertContains(self.login(self.world.li).get(f"/desk/{case.code}/"), "办结反馈")
        self.wait(minutes=2)
        self.assertEqual(Supervision.objects.get(complaint=case).grade, "yellow")
        self.assertEqual(self.entries(case).count("miss"), 1)

    def test_what_was_late_when_it_left_is_late_when_it_comes_back_and_goes_on_to_the_red_card(self) -> None:
        case = self.contacted()
        self.wait(hours=24)
        supervising.answer_supervision(case, staff=self.world.wang, text="马上办。", now=self.now)
        due = Deadline.objects.get(complaint=case, kind="close").due_at
        self.away_for(case, days=2)
        self.assertEqual(Deadline.objects.get(complaint=case, kind="close").due_at, due)
        self.wait(hours=24)
        self.assertEqual(list(Supervision.objects.order_by("pk").values_list("grade", flat=True)), ["yellow", "red"])
        self.assertEqual(Deadline.objects.filter(complaint=case, kind="close").count(), 1)

    def test_a_second_handling_that_comes_back_is_no_first_one(self) -> None:
        case = self.closed()
        escalation.reopen(case, staff=self.world.dispatcher, reason="没办好。", now=self.now)
        self.away_for(case, days=1)
        open_ = Deadline.objects.filter(complaint=case, met_at=None, void_at=None)
        self.assertEqual(
            {row.kind: row.due_at - self.now for row in open_},
            {"contact": timedelta(minutes=5), "second_close": timedelta(hours=48)},
        )

    def test_nobody_calls_off_the_way_up_to_the_district_by_sending_the_case_out(self) -> None:
        case = self.dialled()
        self.wait(minutes=6)
        self.away_for(case, hours=3)
        self.assertEqual(case.unit, self.world.puyan)
        self.wait(minutes=4)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)

    def test_the_replay_shows_no_clock_while_it_was_away_and_the_first_due_moment_before(self) -> None:
        case, begun = self.contacted(), self.now
        self.watch.shift(timedelta(hours=1))
        self.away_for(case, days=2)
        rows, entries = list(case.deadlines.all()), list(case.entries.order_by("seq"))

        def due(at: datetime) -> list[datetime | None]:
            return [clock.due_at for clock in clocks(rows, entries, at) if clock.kind == "close"]

        self.assertEqual(due(begun + timedelta(minutes=1)), [begun + timedelta(hours=24)])
        self.assertEqual(due(begun + timedelta(days=1)), [])
        self.assertEqual(due(self.now), [self.now + timedelta(hours=23)])
