"""What may happen to a case, by whom, and what it needs: the table is the law (convention 1)."""

from __future__ import annotations

from collections.abc import Iterable

from binan.kit.workflow import Action, table
from binan.kit.workflow import allowed as _allowed
from complaints.acts import ending, handling, overseeing, speaking, steering, together
from complaints.acts.standings import (
    APPROVER,
    ARBITER,
    ASSISTANT,
    HANDLER,
    JUDGED,
    MEMBER,
    OFFEREE,
    OVERSEER,
    RESIDENT,
    RETURNER,
    REVISITOR,
    SUPERIOR,
    SYSTEM,
)
from complaints.vocabulary import (
    ENDED,
    OPEN,
    WORKING,
    ClosingKind,
    Identity,
    Nature,
    SendBackReason,
    Source,
    Stage,
    SuspendCause,
    Urgency,
)

__all__ = [
    "ACTIONS", "APPROVER", "ARBITER", "ASSISTANT", "ENDED", "HANDLER", "JUDGED", "MEMBER", "OFFEREE", "ON_EXTENSION", "ON_OFFER", "ON_REQUEST",
    "ON_VOICE", "OPEN", "OVERSEER", "RESIDENT", "RETURNER", "REVISITOR", "SUPERIOR", "SYSTEM", "WORKING", "ClosingKind", "Identity", "Nature",
    "SendBackReason", "Source", "Stage", "SuspendCause", "Urgency", "allowed", "helps_with",
]  # fmt: skip

ACTIONS: dict[str, Action] = table(
    *handling.ROWS, *steering.ROWS, *together.ROWS, *ending.ROWS, *speaking.ROWS, *overseeing.ROWS
)
ON_REQUEST = frozenset({"grant_deletion", "refuse_deletion"})  # drawn only where somebody has asked
ON_OFFER = frozenset({"retract_offer"})  # drawn only while somebody has been asked; hand_over only while nobody has
ON_EXTENSION = frozenset({"grant_extension", "refuse_extension"})  # the same
ON_VOICE = frozenset({"transcribe"})  # drawn only where there is something to hear


def helps_with(verb: str) -> bool:
    """Whether a unit that assists may have business with this verb: to every other one the case is not there for it."""
    return ASSISTANT in ACTIONS[verb].by


def allowed(stage: str, standings: Iterable[str]) -> list[Action]:
    """The actions somebody with these standings may do now, in the table's order."""
    return _allowed(ACTIONS, stage, standings)
