"""What stands against an action because it would tell others who told it, as pure functions like those of `objections`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binan.kit.masking import WIDE
from binan.kit.names import mask_given
from complaints.objections import CLOSED_CATEGORIES, REASON_MIN

SPREADS = frozenset({"delegate", "cluster", "assist"})  # what would show a report of misconduct to those it may accuse


def stays_above(case: Any, values: Mapping[str, Any]) -> str:
    """A report of misconduct goes to no unit below and stands beside no other case: there sit those it accuses (domain.md §3.2)."""
    if case.category in CLOSED_CATEGORIES:
        return "举报违纪的事不交给下级，也不和别的件串并，请按规定转纪检监察。"
    return ""


def stays_inside(case: Any, values: Mapping[str, Any]) -> str:
    """Nor is it handed over to the head of another unit; a colleague of the one in charge may have it."""
    if case.category in CLOSED_CATEGORIES and values.get("elsewhere"):
        return "举报违纪的事不能移交给别的单位，请按规定转纪检监察。"
    return ""


def opened_by_another(case: Any, values: Mapping[str, Any]) -> str:
    """It becomes another matter, which may go down, by the word of somebody above who has not had it, and for a reason: else whoever
    has it pulls it down to where those sit whom it accuses (domain.md §3.2). The resident says herself what hers is about."""
    if case.category not in CLOSED_CATEGORIES or "above_it" not in values:
        return ""
    if not values["above_it"]:
        return "举报违纪的事要改成别的分类，请上一级没有经手过的同事来改。"
    explained = len(str(values.get("reason", "")).strip()) >= REASON_MIN
    return "" if explained else f"举报违纪的事改成别的分类，要写明理由，至少 {REASON_MIN} 个字。"


def tells_nobody(case: Any, values: Mapping[str, Any]) -> str:
    """What another unit is asked to do says nothing of who told it: it is not shown her name and number either."""
    text = str(values.get("text", "")).translate(WIDE)
    bare, name, number = "".join(text.split()), "".join(case.name.split()), str(case.phone).removeprefix("+86")
    named = mask_given(text, case.name) != text or mask_given(bare, name) != bare
    if named or (number and number in "".join(one for one in bare if one.isdigit())):
        return "这段话里有诉求人的称呼或电话。协办单位不知道诉求人是谁，请去掉再发；要联系本人，由主办单位联系。"
    return ""
