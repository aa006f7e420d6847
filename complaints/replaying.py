"""What a case was at a past moment, read from its timeline and its promises: its columns of today have moved on (issue 4, 12).

An entry says the stage it left the case in, who acted and the name of the unit that answered for it; where the case went with
it say the actions that move it. A promise keeps when it was opened, met and ended; what 延期 and 挂账 moved is moved back.
What was erased for privacy is not guessed: it is None here, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from complaints.clocks import Clock, Entry, Promised, clocks
from complaints.fairness import TAKEN
from complaints.promises import PROMISES, RAISED_BY
from complaints.vocabulary import OPEN, Stage, Urgency
from governance.levels import Level

RISEN = frozenset(
    {"escalate", "send_back", "reopen", "raise_follow_up"}
)  # it went up its own chain, or stayed where it was
GIVEN = frozenset({"delegate", "accept_offer"})  # it may have gone to another chain: other boards show it from then on
OFFER_OVER = frozenset({"accept_offer", "decline_offer", "retract_offer", "offer_lapse"})


@dataclass(frozen=True)
class Node:
    """One unit as a timeline speaks of it."""

    pk: int
    name: str
    level: int
    parent: int | None


@dataclass(frozen=True)
class Net:
    """Every unit there is or was, by key."""

    nodes: Mapping[int, Node]

    def chain(self, pk: int) -> list[Node]:
        """The unit and those above it, the lowest first."""
        found, at = [], self.nodes.get(pk)
        while at:
            found.append(at)
            at = self.nodes.get(at.parent) if at.parent else None
        return found

    def above(self, pk: int | None, name: str) -> int | None:
        """That of the unit and those above it which has this name."""
        return next((node.pk for node in self.chain(pk) if node.name == name), None) if pk else None

    def named(self, name: str) -> int | None:
        """The unit of this name; None for several, or none."""
        found = [node.pk for node in self.nodes.values() if node.name == name]
        return found[0] if len(found) == 1 else None

    def boards(self, pk: int | None, *, grid: bool = True) -> frozenset[int] | None:
        """The units whose boards show a case that was given to this one, besides the district's."""
        if pk is None:
            return None
        return frozenset(n.pk for n in self.chain(pk) if n.level > Level.DISTRICT and (grid or n.level < Level.GRID))

    def off(
        self, boards: frozenset[int] | None, kind: str, body: Mapping[str, Any], home: int | None
    ) -> frozenset[int] | None:
        """The boards without the grid that had a 特急 for its alarm alone, once it is none; where the entry is erased without the
        grid of its place (`home`): what is not known is not shown."""
        gone = body.get("off") if body else home
        node = self.nodes.get(gone) if gone and kind == "reclassify" else None
        return boards - {node.pk} if node and boards and node.level == Level.GRID else boards

    def near(self, boards: frozenset[int] | None, home: int | None) -> frozenset[int] | None:
        """The boards of a 特急: while its community shows it, the grid of its place (`home`) does too."""
        node = self.nodes.get(home) if home else None
        if node and boards and node.level == Level.GRID and node.parent in boards:
            return boards | {node.pk}
        return boards


@dataclass(frozen=True)
class Then:
    """A case at a moment. None is what the timeline does not tell: `unit` (key), `boards`, `urgency`.

    `said_unit`: the unit as it was called then; `handler`: key of the member of staff, `title`: how she was called (王社工);
    `offered`: who was asked to take it over; `clocks`: the promises that ran, the first due first.
    """

    seq: int = 0
    stage: str = ""
    unit: int | None = None
    said_unit: str = ""
    boards: frozenset[int] | None = frozenset()
    handler: int | None = None
    title: str = ""
    offered: str = ""
    urgency: str | None = None
    round: int = 1
    clocks: tuple[Clock, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether a board showed it."""
        return self.stage in OPEN

    @property
    def burning(self) -> bool:
        """Whether it stood in the lane of 特急."""
        return self.urgency == Urgency.P0

    @property
    def pressing(self) -> Clock | None:
        """The promise the board sorted by: the first one due of those somebody waits for."""
        return next((one for one in self.clocks if not one.paused and PROMISES[one.kind].sorts), None)

    def runs(self, kind: str) -> bool:
        """Whether a promise of this kind ran."""
        return any(one.kind == kind for one in self.clocks)

    @property
    def suspended(self) -> bool:
        """挂账."""
        return self.runs("review")

    @property
    def unacknowledged(self) -> bool:
        """待签收."""
        return self.runs("acknowledge")

    @property
    def rings(self) -> list[str]:
        """What called somebody to it then, in words. Whom it called is not in the timeline."""
        alarm = ["特急警报：还没有人认领"] if self.burning and self.stage == Stage.ACCEPTED else []
        called = [one for one in self.clocks if one.kind in RINGS and (one.warned or one.kind == "take")]
        return alarm + [RINGS[one.kind] for one in called]


RINGS = {
    "take": "正在叫下一位来接",
    "lease": "提醒承办人：认领后还没有联系",
    "call_again": "提醒承办人：该再打一次电话",
}


def fold(
    entries: Iterable[Entry],
    promises: Iterable[Promised],
    *,
    at: datetime,
    net: Net,
    home: int | None = None,
    step: int | None = None,
) -> Then | None:
    """The case as it was at `at`, that moment included; None when it had not been filed yet.

    `entries`: all of the case in order, also those after `at`, which moved its promises since; `home`: the unit of its place, which
    tells apart units of one name; `step`: the number of the last entry to count, where several were written at `at`.
    """
    known = list(entries)
    state: Then | None = None
    for entry in known:
        if entry.at > at or (step and entry.seq > step):
            break
        state = _after(state or Then(), entry, net, home)
    return replace(state, clocks=clocks(list(promises), known, at)) if state else None


def _after(state: Then, entry: Entry, net: Net, home: int | None) -> Then:
    """The state once `entry` was written."""
    body, stage = entry.body or {}, entry.stage_to
    urgency, (unit, boards) = _urgency(state.urgency, entry.kind, body), _unit(state, entry, net, home)
    boards = net.off(boards, entry.kind, body, home)
    handler, title = state.handler, state.title
    if entry.kind in TAKEN:
        handler, title = entry.staff_id, body.get("who", "")
    elif stage == Stage.ACCEPTED:  # whoever let it go, was let go of it, or it is new
        handler, title = None, ""
    offered = body.get("to_title", "（已删除）") if entry.kind == "hand_over" else state.offered
    if entry.kind in OFFER_OVER or handler != state.handler or stage not in OPEN:
        offered = ""
    return replace(
        state, seq=entry.seq, stage=stage, unit=unit, boards=net.near(boards, home) if urgency == "P0" else boards, handler=handler, title=title, offered=offered,
        said_unit=body.get("unit") or (state.said_unit if entry.kind not in RISEN | GIVEN else ""),
        urgency=urgency, round=state.round + (entry.kind == "reopen"),
    )  # fmt: skip


def _unit(state: Then, entry: Entry, net: Net, home: int | None) -> tuple[int | None, frozenset[int] | None]:
    """Which unit answered for it after `entry`, and whose boards showed it."""
    body, kind = entry.body or {}, entry.kind
    name = body.get("unit", "")
    if not name:  # erased: what does not move a case has not moved it
        if kind in GIVEN:
            return None, None
        return (None if kind in RISEN else state.unit), state.boards
    if not state.seq:
        first = net.above(home, name) or net.named(name)
        return first, net.boards(first, grid=False)
    if kind == "delegate":
        return body["unit_id"], net.boards(body["unit_id"])
    if kind == "accept_offer" and name != state.said_unit:
        return entry.unit_id, net.boards(entry.unit_id)
    if name == state.said_unit and state.unit:
        return state.unit, state.boards
    return net.above(state.unit or home, name) or net.named(name), state.boards


def _urgency(known: str | None, kind: str, body: Mapping[str, Any]) -> str | None:
    if kind == "file":
        return body.get("urgency")
    if kind not in RAISED_BY:
        return known
    if not body:
        return None
    changes = kind == "reclassify" or body.get("raised")
    return body.get("urgency", known) if changes else known
