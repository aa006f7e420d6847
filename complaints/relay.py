"""Who answered for a case before, and which level has not signed for it: read from its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from complaints import triage
from complaints.audience import alarmed
from complaints.models import Complaint, TimelineEntry
from complaints.promises import PROMISES
from complaints.workflow import Urgency
from governance.models import Unit

GIVEN_BY = (
    "accept",
    "escalate",
    "delegate",
    "send_back",
    "reopen",
    "take_back",
    "raise_follow_up",
)  # the entry names the unit that got it
# By which it was given to whoever may say that it is not hers; the way up gives nobody more time for that (domain.md §3.5).
SENT_BY = ("accept", "delegate", "send_back", "reopen", "take_back")
BY_ACT = PROMISES["acknowledge"].met_by  # what shows that a level has it in hand


@dataclass(frozen=True)
class Signed:
    """One level that was told: `entry` shows that it knows, None: nobody there has signed yet."""

    unit: Unit
    entry: TimelineEntry | None


@dataclass(frozen=True)
class Triaged:
    """The latest answers of a danger's card, in words."""

    entry: TimelineEntry
    title: str
    points: int
    urgency: str
    calls: list[str]
    lines: list[tuple[str, str]]


def owners(entries: Iterable[TimelineEntry]) -> list[str]:
    """The units that have answered for the case, one after the other, the one in charge last."""
    found: list[str] = []
    for entry in entries:
        name = cast(dict[str, Any], entry.body).get("unit")
        if entry.kind in GIVEN_BY and name and found[-1:] != [name]:
            found.append(name)
    return found


def signatures(case: Complaint, entries: list[TimelineEntry]) -> list[Signed]:
    """The levels that have to know, lowest first: for 特急 all of them at once, else the one it went up to."""
    given = [unit for unit in (case.subdistrict, case.community) if unit]
    told = {unit.pk: unit for unit in (*alarmed(case), *given)}  # 特急: also the levels it has climbed from
    units = list(told.values()) if case.urgency == Urgency.P0 else [case.unit] if case.came_from else []
    since = max((entry.seq for entry in entries if entry.kind in GIVEN_BY), default=0)
    return [
        Signed(unit, _signed(unit, entries, since if unit.pk == case.unit_id and case.came_from else 0))
        for unit in sorted(units, key=lambda unit: -unit.level)
    ]


def _signed(unit: Unit, entries: list[TimelineEntry], since: int) -> TimelineEntry | None:
    for entry in entries:
        if entry.seq <= since or entry.kind not in BY_ACT:
            continue
        at = cast(dict[str, Any], entry.body).get("unit_id") if entry.kind == "acknowledge" else entry.unit_id
        if at == unit.pk:
            return entry
    return None


def triaged(entries: Iterable[TimelineEntry]) -> Triaged | None:
    """What was answered last to the questions of a danger; None when nobody has asked, or it was erased."""
    entry = next((one for one in reversed(list(entries)) if one.kind == "triage" and one.body), None)
    if entry is None:
        return None
    body = cast(dict[str, Any], entry.body)
    card = next(card for card in triage.CARDS if card.name == body["card"])
    words = dict(triage.ANSWERS)
    lines = [
        (question.text, words[body["answers"][question.key]])
        for question in card.questions
        if question.key in body["answers"]
    ]
    return Triaged(entry, card.title, body["points"], str(Urgency(body["urgency"]).label), body["calls"], lines)


def asked(entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    """The request for more time that waits: `due`, `reason`, and `who` asked; {} when it was erased."""
    entry = next((one for one in reversed(list(entries)) if one.kind == "extend"), None)
    return cast(dict[str, Any], entry.body) if entry else {}


def notes(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """The leader's notes that wait for feedback, newest first."""
    found: list[TimelineEntry] = []
    for entry in entries:
        if entry.kind == "leader_feedback":
            found = []
        elif entry.kind == "leader_note" and entry.body:
            found.insert(0, entry)
    return found
