"""The life of a code on the wall: what may be done with its plate, by whom, and what it needs. The table is the law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices

from binan.kit.workflow import Action, stays, table
from binan.kit.workflow import allowed as _allowed

WORKER, KEEPER = "worker", "keeper"  # who works where it hangs; who heads that unit or one above, or keeps the admin
QUIET = timedelta(days=30)  # a posted code that nobody has scanned for so long is looked for
UNCHECKED = timedelta(days=90)  # after so long a posted plate is due for a look
NOTE_MAX = 100  # characters
WHY_MIN = 4


class Stage(TextChoices):
    """Where the plate of a place is in its life."""

    NEW = "NEW", "待印"
    PRINTED = "PRINTED", "待张贴"
    POSTED = "POSTED", "在用"
    DAMAGED = "DAMAGED", "破损"
    RETIRED = "RETIRED", "停用"


class Damage(TextChoices):
    """What is wrong with a plate."""

    TORN = "torn", "撕破或不见了"
    FADED = "faded", "褪色、污损，扫不出"
    COVERED = "covered", "被东西挡住"
    PASTED = "pasted", "被人贴上别的码"


LIVING = (Stage.NEW, Stage.PRINTED, Stage.POSTED, Stage.DAMAGED)
_ANY = frozenset({WORKER, KEEPER})


def _said_why(subject: Any, values: Mapping[str, Any]) -> str:
    return "" if len(str(values.get("note", "")).strip()) >= WHY_MIN else f"请写明原因，至少 {WHY_MIN} 个字。"


def _known(subject: Any, values: Mapping[str, Any]) -> str:
    return "" if values.get("what") in Damage.values else "请选择哪里不对。"


ACTIONS = table(
    Action("printed", "印好了", {Stage.NEW: Stage.PRINTED, Stage.DAMAGED: Stage.PRINTED, **stays(Stage.PRINTED)}, _ANY),
    Action(
        "post",
        "贴好了",
        {Stage.NEW: Stage.POSTED, Stage.PRINTED: Stage.POSTED, Stage.DAMAGED: Stage.POSTED},
        _ANY,
    ),
    Action("check", "看过，完好", stays(Stage.POSTED), _ANY),
    Action("damage", "有破损", dict.fromkeys((Stage.NEW, Stage.PRINTED, Stage.POSTED), Stage.DAMAGED), _ANY, needs=("what",), checks=(_known,)),
    Action(
        "replace", "换新码", dict.fromkeys(LIVING, Stage.NEW), frozenset({KEEPER}), needs=("note",), checks=(_said_why,)
    ),
    Action(
        "retire", "停用", dict.fromkeys(LIVING, Stage.RETIRED), frozenset({KEEPER}), needs=("note",), checks=(_said_why,)
    ),
    Action("revive", "恢复使用", {Stage.RETIRED: Stage.NEW}, frozenset({KEEPER})),
)  # fmt: skip


def allowed(stage: str, standings: Iterable[str]) -> list[Action]:
    """What somebody with these `standings` may do with a plate in `stage`."""
    return _allowed(ACTIONS, stage, standings)
