"""督办 as rules: three grades, the points of each, how long its answer may take, and what follows when none comes (domain.md §3.5).

The last part are checks of the workflow, as in complaints/objections.py: what stands against a verb of complaints/acts/overseeing.py.

A supervision counts for a unit, never for a person. The points are those of a real grid platform [R1]: 黄牌 5, 红牌 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices


class Grade(TextChoices):
    """How grave a supervision is, the gravest last."""

    NORMAL = "normal", "普通"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"


POINTS: dict[str, int] = {Grade.NORMAL: 0, Grade.YELLOW: 5, Grade.RED: 10}
ANSWER_WITHIN: dict[str, timedelta] = {
    Grade.NORMAL: timedelta(hours=24), Grade.YELLOW: timedelta(hours=12), Grade.RED: timedelta(hours=4),
}  # fmt: skip
ANSWER_MAX = timedelta(days=7)  # an answer that may take longer is no supervision
# What the clock gives by itself: the promise of an answer broken, and twice its length gone by (domain.md §3.3).
CARDS = {1: Grade.YELLOW, 2: Grade.RED}
WORDS: dict[str, str] = {Grade.NORMAL: "督办", Grade.YELLOW: "黄牌", Grade.RED: "红牌"}
_ORDER = list(Grade)


def gravest(grades: Iterable[str]) -> str:
    """The gravest of these grades, "" for none."""
    return max(grades, key=lambda grade: _ORDER.index(Grade(grade)), default="")


def raised(grade: str) -> str:
    """One grade up; the gravest stays what it is."""
    return _ORDER[min(_ORDER.index(Grade(grade)) + 1, len(_ORDER) - 1)]


def unsupervised(case: Any, values: Mapping[str, Any]) -> str:
    """No superior waits for an answer: a case under 督办 does not end before."""
    return "这件事正在督办，还没有回复。请先“回复督办”，再办结、转出或不予受理。" if case.supervision_due_at else ""


def uninstructed(case: Any, values: Mapping[str, Any]) -> str:
    """No leader's note waits for feedback: a case does not end over her head."""
    return "领导批示还没有反馈。请先“办理反馈”，再结束这件事。" if case.instructed else ""


def not_oneself(case: Any, values: Mapping[str, Any]) -> str:
    """Nobody urges herself."""
    return "这件事由您承办，不用催自己。" if values.get("own") else ""


def known_grade(case: Any, values: Mapping[str, Any]) -> str:
    """普通, 黄牌 or 红牌."""
    return "" if values.get("grade") in Grade.values else "请选择督办等级。"


def from_above(case: Any, values: Mapping[str, Any]) -> str:
    """Whoever supervises stands above the unit that has it in hand; above the district is nobody, so its own people may."""
    return "" if values.get("above") else f"这件事在{values['supervised']}手上，要由上一级来督办。"


def not_standing_still(case: Any, values: Mapping[str, Any]) -> str:
    """挂账 has been agreed to above."""
    return "这件事正在挂账，恢复办理以后才能督办。" if case.suspended_until else ""


def supervised(case: Any, values: Mapping[str, Any]) -> str:
    """A superior waits for an answer."""
    return "" if case.supervision_due_at else "这件事没有等待回复的督办：可能已经回复，或者已经撤销。"


def of_the_unit(case: Any, values: Mapping[str, Any]) -> str:
    """Whoever answers is the handler or works in the unit that is asked."""
    return "" if values.get("answers") else f"要由承办人或者{values['asked_of']}来答复。"


def still_stands(case: Any, values: Mapping[str, Any]) -> str:
    """It has not been lifted before."""
    return "" if values.get("grade") else "没有这次督办，或者已经撤销。"


def from_that_level(case: Any, values: Mapping[str, Any]) -> str:
    """Lifted by the level that issued it, or one above."""
    return "" if values.get("may") else "要由发出督办的那一级或者上级来撤销。"


def instructed(case: Any, values: Mapping[str, Any]) -> str:
    """A leader's note waits for feedback."""
    return "" if case.instructed else "没有等待反馈的批示。"
