"""Whatever happens to a case: what the replay says of a past moment is what the boards showed then (issue 4, 12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints.access import COLUMN
from complaints.models import Complaint, Deadline
from complaints.models.complaint import Lane
from complaints.promises import PROMISES
from complaints.replaying import Then
from complaints.selectors import replay
from governance.access import title_of
from governance.levels import Level
from governance.models import Unit
from tests.cases import GeneratedCase, examples
from tests.complaints.test_state_machine import Player
from tests.world import GAS, NOISE


def shown(case: Complaint) -> dict[str, Any]:
    """What a board shows of a case now, by its columns."""
    waiting = Deadline.objects.filter(
        complaint=case, met_at=None, void_at=None, paused_at=None, due_at=case.pressing_at
    )
    return {
        "stage": case.stage,
        "unit": case.unit_id,
        "said_unit": case.unit.name,
        "handler": case.handler_id if case.is_open else None,
        "title": title_of(case.handler) if case.handler and case.is_open else "",
        "urgency": case.urgency,
        "round": case.round,
        "suspended": bool(case.suspended_until),
        "unacknowledged": case.unacknowledged,
        "due_at": case.pressing_at if case.pressing_kind else None,
        # Of two promises due in the same instant the board may name either.
        "kinds": {row.kind for row in waiting if PROMISES[row.kind].shown} if case.pressing_kind else {""},
    }


def told(then: Then, was: dict[str, Any]) -> dict[str, Any]:
    """The same of the replay."""
    clock = then.pressing
    found = {name: getattr(then, name) for name in was if name not in ("due_at", "kinds", "handler", "title")}
    found |= {
        "handler": then.handler if then.is_open else None,
        "title": then.title if then.is_open else "",
        "due_at": clock.due_at if clock else None,
    }
    return found | {"kinds": was["kinds"] if (clock.kind if clock else "") in was["kinds"] else {clock and clock.kind}}


class Replayed(GeneratedCase):
    """The units whose boards are looked at carry their superiors."""

    @property
    def units(self) -> list[Unit]:
        world = self.world
        return [world.district, world.puyan, world.dongguan, world.guanshan, world.zhongxing, world.grid]

    def on_boards(self) -> dict[int, set[str]]:
        """The codes on each unit's board now."""
        open_ = Complaint.objects.filter(lane__lt=Lane.DONE)
        scopes = {u.pk: {} if u.level == Level.DISTRICT else {COLUMN[Level(u.level)]: u} for u in self.units}
        return {pk: set(open_.filter(**where).values_list("code", flat=True)) for pk, where in scopes.items()}

    @pytest.mark.slow
    @settings(max_examples=examples(120), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_what_the_boards_showed_is_what_the_replay_tells(self, data):
        self.watch.move_to("2026-11-23T10:30:00+00:00")
        case = self.file(data.draw(st.sampled_from([NOISE, GAS])))
        player, seen = Player(self, data.draw), {}
        for _ in range(data.draw(st.integers(1, 16))):
            case = Complaint.objects.select_related("unit", "handler").get(pk=case.pk)
            seen[self.now] = shown(case), self.on_boards()  # of several steps in one instant the last one stands
            player.step(case)
        case = Complaint.objects.select_related("unit", "handler").get(pk=case.pk)
        seen[self.now] = shown(case), self.on_boards()
        for at, (was, boards) in seen.items():
            self.compare(case, at, was, boards)

    def compare(self, case: Complaint, at: datetime, was: dict[str, Any], boards: dict[int, set[str]]) -> None:
        then = replay.steps(case, at=at).then
        said = told(then, was)
        if case.erased_at:  # what was erased may be missing, never wrong
            said = {name: was[name] if value in (None, "") else value for name, value in said.items()}
        self.assertEqual(said, was)
        for unit in self.units:
            found = replay.board(unit, at=at)
            codes = {line.case.code for line in found.lines}
            if not case.erased_at:
                self.assertEqual(codes, boards[unit.pk], unit)
                self.assertEqual(found.unsure, [])
            self.assertLessEqual(codes, boards[unit.pk], unit)
