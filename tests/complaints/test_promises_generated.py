"""For any sequence of actions and clock moments no promise fires twice, none is lost, and no P0 contact comes later for it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import complaints.clock
from binan.kit.errors import Refused
from complaints.clock import MOMENTS
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.services import postponing
from complaints.services.deadlines import movable
from tests.cases import GeneratedCase, examples
from tests.complaints.test_state_machine import Player
from tests.world import GAS, NOISE

LIFT = "3幢电梯又坏了，等了半天都不下来。"
GAPS = (0, 0, 1, 29, 61, 299, 301, 1000, 7000, 40_000, 90_000, 300_000)  # seconds
SILENT = {*MOMENTS, "acknowledge", "supervised"}  # what comes of them is an act of its own


class Postponing(Player):
    """A player who, more often than not, does what moves promises, and gets it granted."""

    WHO = {"suspend": "dispatcher", "resume": "dispatcher", "acknowledge": "dispatcher"}
    MOVES = ("more_time", "more_time", "suspend", "suspend", "resume", "release", "claim", "call_back", "reclassify", "triage",
             "escalate", "acknowledge")  # fmt: skip

    def step(self, case: Complaint) -> None:
        if self.draw(st.integers(0, 3)) == 0:
            super().step(case)
            return
        name = self.draw(st.sampled_from(self.MOVES))
        if name == "more_time":
            self.more_time(case)
        else:
            self.attempt(name, self.WHO.get(name, "wang"), case)

    def more_time(self, case: Complaint) -> None:
        """Ask for an hour or a day beyond what is promised; the district agrees."""
        rows = [row for row in Deadline.objects.filter(complaint=case, met_at=None, void_at=None) if movable(row)]
        if not rows or not case.handler:
            return
        due, now = (
            max(row.due_at for row in rows) + timedelta(hours=self.draw(st.sampled_from([1, 2, 24]))),
            self.test.now,
        )
        try:
            postponing.extend(case, staff=case.handler, due_at=due, reason="等配件", now=now)
            postponing.grant_extension(case, staff=self.world.duty_officer, now=now)
            for row in Deadline.objects.filter(complaint=case, due_at=due):  # nobody is reminded of what lies behind
                assert all(datetime.fromisoformat(at) > now for at, *_ in row.plan[row.done :]), row.plan
        except Refused as refusal:
            assert refusal.sentence


class NothingTwiceNothingLost(GeneratedCase):
    @pytest.mark.slow
    @settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_the_clock_and_the_people_agree(self, data) -> None:
        self.watch.move_to("2026-11-23T10:30:00+00:00")
        make = data.draw(st.sampled_from([self.file, self.claimed, self.contacted, self.contacted]))
        case = make(text=data.draw(st.sampled_from([NOISE, NOISE, GAS, LIFT])))
        player = Postponing(self, data.draw)
        for _ in range(data.draw(st.integers(1, 16))):
            player.step(Complaint.objects.select_related("unit", "handler").get(pk=case.pk))
            self.watch.shift(timedelta(seconds=data.draw(st.sampled_from(GAPS))))
            if data.draw(st.booleans()):  # the clock may be behind, and there may be two
                complaints.clock.tick(self.now)
                self.assertEqual(complaints.clock.tick(self.now), 0)
                self.nothing_lost(case)
            self.nothing_twice(case)
            self.danger_is_called_in_time(case)

    def nothing_lost(self, case: Complaint) -> None:
        """After a tick every step whose moment has come was taken, of every promise that runs."""
        running = Deadline.objects.filter(complaint=case, met_at=None, void_at=None, paused_at=None)
        for row in running:
            come = sum(1 for at, *_ in row.plan if datetime.fromisoformat(at) <= self.now)
            self.assertEqual(row.done, come, (row.kind, row.plan))
            ahead = row.plan[row.done][0] if row.done < len(row.plan) else None
            self.assertEqual(row.next_at, datetime.fromisoformat(ahead) if ahead else None)
            self.assertEqual(row.missed_at is not None, row.due_at <= self.now and row.kind not in MOMENTS, row.kind)
            self.assertEqual([at for at, what, *_ in row.plan if what == "due"][-1], row.due_at.isoformat())

    def nothing_twice(self, case: Complaint) -> None:
        """One entry for each promise that the clock found missed; one due moment in each plan. What somebody kept late before
        the clock looked is missed too, and her act is its entry."""
        rows = list(Deadline.objects.filter(complaint=case))
        missed = [row for row in rows if row.missed_at and row.kind not in SILENT]
        found = Counter(row.kind for row in missed if row.missed_at != row.met_at)
        told = Counter(entry.body["kind"] for entry in TimelineEntry.objects.filter(complaint=case, kind="miss"))
        self.assertLessEqual(found, told)
        self.assertLessEqual(told, Counter(row.kind for row in missed))
        for row in rows:
            self.assertEqual([what for _, what, *_ in row.plan].count("due"), 1, row.plan)
            self.assertEqual([at for at, *_ in row.plan], sorted(at for at, *_ in row.plan))
            self.assertIsNone(row.next_at if row.met_at or row.void_at or row.paused_at else None)

    def danger_is_called_in_time(self, case: Complaint) -> None:
        """Neither 延期 nor 挂账 has touched a contact, and no danger is suspended."""
        for row in Deadline.objects.filter(complaint=case, kind="contact"):
            self.assertIsNone(row.paused_at)
            self.assertLessEqual(row.due_at - row.opened_at, timedelta(minutes=5))
        fresh = Complaint.objects.get(pk=case.pk)
        self.assertFalse(fresh.urgency == "P0" and fresh.suspended_until)
