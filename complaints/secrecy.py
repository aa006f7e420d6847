"""What stands against an action because it would tell others who told it, as pure functions like those of `objections`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binan.kit.names import mask_given


def tells_nobody(case: Any, values: Mapping[str, Any]) -> str:
    """What another unit is asked to do says nothing of who told it: it is not shown her name and number either."""
    text = str(values.get("text", ""))
    number = str(case.phone).removeprefix("+86")
    if mask_given(text, case.name) != text or (number and number in "".join(one for one in text if one.isdigit())):
        return "这段话里有诉求人的称呼或电话。协办单位不知道诉求人是谁，请去掉再发；要联系本人，由主办单位联系。"
    return ""
