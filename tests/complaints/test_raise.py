"""Danger that is found out later goes up as fast as danger that was told at once; what was due before stays due (domain.md §3.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.models import Complaint, Deadline
from complaints.services import classifying, escalation, handling, postponing
from tests.cases import StoryCase
from tests.world import GAS


class Raising(StoryCase):
    def alarm(self, case: Complaint) -> None:
        """The resident adds that she smells gas."""
        handling.add_info(case, text="现在楼道里一股很重的煤气味道，快点来人！", photos=[], now=self.now)
        case.refresh_from_db()
        self.assertEqual(case.urgency, "P0")

    def due(self, case: Complaint) -> dict[str, datetime]:
        open_ = Deadline.objects.filter(complaint=case, met_at=None, void_at=None)
        return dict(open_.values_list("kind", "due_at"))

    def test_in_the_first_minutes_it_climbs_like_danger_and_the_call_stays_due_when_it_was(self) -> None:
        case = self.file()
        due = self.due(case)["contact"]
        self.wait(seconds=20)
        self.alarm(case)
        self.assertEqual(self.due(case)["contact"], due)
        self.wait(minutes=1)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.puyan)
        self.wait(minutes=2)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)

    def test_also_when_the_call_is_late_already(self) -> None:
        case = self.dialled()
        self.wait(minutes=6)
        self.alarm(case)
        self.assertLess(self.due(case)["contact"], self.now)
        self.wait(minutes=3)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)
        self.assertEqual([kind for kind in self.entries(case) if kind == "miss"], ["miss"])

    def test_what_is_told_without_danger_leaves_the_way_up_and_a_granted_extension_as_they_were(self) -> None:
        case = self.contacted()
        to = self.due(case)["close"] + timedelta(days=1)
        postponing.extend(case, staff=self.world.wang, due_at=to, reason="等配件", now=self.now)
        postponing.grant_extension(case, staff=self.world.dispatcher, now=self.now)
        plan = Deadline.objects.get(complaint=case, kind="close").plan
        handling.add_info(case, text="他们家的小孩七岁。", photos=[], now=self.now)
        row = Deadline.objects.get(complaint=case, kind="close")
        self.assertEqual((row.due_at, row.plan), (to, plan))

    def test_in_a_second_handling_danger_has_all_its_promises(self) -> None:
        case = self.closed()
        escalation.reopen(case, staff=self.world.dispatcher, reason="没办好。", now=self.now)
        case.refresh_from_db()
        self.alarm(case)
        minutes = {kind: (at - self.now) // timedelta(minutes=1) for kind, at in self.due(case).items()}
        self.assertEqual(minutes, {"contact": 5, "set_out": 5, "on_site": 15, "second_close": 120})

    def test_danger_that_is_handled_again_is_answered_as_soon_as_danger(self) -> None:
        case = self.closed(text=GAS)
        escalation.reopen(case, staff=self.world.duty_officer, reason="没办好。", now=self.now)
        self.assertEqual(self.due(case)["second_close"] - self.now, timedelta(hours=2))

    def test_the_desk_raises_it_with_the_same_effect(self) -> None:
        case = self.file()
        self.wait(seconds=20)
        classifying.reclassify(
            case, staff=self.world.wang, category="SAF-01", urgency="P0", reason="有煤气味", now=self.now
        )
        self.wait(minutes=3)
        case.refresh_from_db()
        self.assertEqual(case.unit, self.world.district)
