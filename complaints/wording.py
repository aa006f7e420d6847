"""常用语: where canned phrases are offered, and what may stand in braces in one. The phrases are a table (`models.Phrase`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from binan.kit.masking import mask_text

# What a phrase may leave open: the server fills it from the case before anybody sees it.
PLACEHOLDERS = {
    "地点": "观潮名苑6幢2单元",
    "单位": "东冠社区",
    "编号": "BA261123ABCD",
    "承办人": "王社工",
}  # with an example
LENGTH_MAX = 120  # characters
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Slot:
    """A field that phrases are offered for. `hers`: the resident reads what is written there."""

    label: str
    hers: bool = False


# "verb.field" → what it is called. A field that is not here keeps the phrases its form has.
SLOTS: dict[str, Slot] = {
    "reply.text": Slot("回复居民", hers=True),
    "close.result": Slot("办结：办理结果", hers=True),
    "close.no_evidence": Slot("办结：没有照片的原因"),
    "note.text": Slot("备注"),
    "call_back.summary": Slot("通话摘要"),
    "decline.result": Slot("不予受理：给居民的答复", hers=True),
    "transfer.result": Slot("转出：给居民的答复", hers=True),
    "extend.reason": Slot("延期：给居民的理由", hers=True),
    "refuse_deletion.reason": Slot("不同意删除：给居民的理由", hers=True),
    "release.reason": Slot("退回认领：原因"),
    "escalate.reason": Slot("上报：原因"),
    "decline_offer.reason": Slot("不接移交：原因"),
    "reclassify.reason": Slot("改分类：理由"),
}


def objection(slot: str, text: str) -> str:
    """Why a phrase cannot be kept, as a sentence; "" when it can."""
    known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for name in BRACES.findall(text):
        if name not in PLACEHOLDERS:
            return f"不认识{{{name}}}。花括号里只能写 {known}，由系统按事情填上。"
    if re.search(r"[{}]", BRACES.sub("", text)):
        return f"花括号要成对，里面只能写 {known}。"
    if slot in SLOTS and SLOTS[slot].hers and mask_text(text) != text:
        return "居民会读到这句话，不要写个人的电话、证件、车牌或门牌。"
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The phrase with its braces filled; a name without a value stays as it is written."""
    return BRACES.sub(lambda found: values.get(found[1], found[0]), text)
