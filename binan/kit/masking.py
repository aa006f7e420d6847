"""Masking of personal data in what many eyes see: names, and numbers inside free text (domain.md §5)."""

from __future__ import annotations

import re
import unicodedata

from binan.kit.names import mask_name, mask_names

__all__ = ["mask_name", "mask_person", "mask_text", "plain", "title"]

# Longest first, so that an ID number is not read as a telephone number with something behind it.
PATTERNS = (
    (re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXx])(?![\dA-Za-z])"), r"\1***********\2"),  # 身份证
    (re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)"), r"\1********\2"),  # 银行卡
    (re.compile(r"(?<!\d)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)"), r"\1****\2"),  # 手机
    (re.compile(r"(?<!\d)(0\d{2,3})[ -]?\d{3,4}(\d{4})(?!\d)"), r"\1****\2"),  # 固话
    (
        re.compile(
            r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·・ ]?[A-Z0-9]{2,3}([A-Z0-9]{3})(?![A-Za-z0-9])"
        ),
        r"\1·***\2",
    ),  # 车牌
    (re.compile(r"(\d+ ?[幢栋座号])([ ,，]?\d{1,2} ?单元)?[ ,，]?\d{3,4} ?[室号]?"), r"\1**室"),  # 门牌只到幢
    (re.compile(r"(?<![\d*])\d{3,4} ?室"), "**室"),
    (re.compile(r"((?:微信|[vV加]信|VX|vx|wechat)[号:： ]{0,2}[a-zA-Z]{2})[a-zA-Z0-9_-]{3,}"), r"\1***"),
)


def mask_text(text: str) -> str:
    """Free text with telephone, ID, card, plate, room and WeChat numbers masked."""
    shown = text
    for pattern, replacement in PATTERNS:
        shown = pattern.sub(replacement, shown)
    return shown


def mask_person(text: str, name: str) -> str:
    """What somebody told, for those who are not to know who she is: her numbers masked, and her name, `name` as she gave it."""
    return mask_names(mask_text(text), name)


def title(text: str, length: int = 36, *, name: str = "") -> str:
    """The first words of a text for a list: one line, at most `length` characters, masked. `name`: of who told it."""
    line = " ".join(mask_person(plain(text), name).split())
    return line if len(line) <= length else line[: length - 1] + "…"


def plain(text: str) -> str:
    """Text without control, zero-width and direction-changing characters; line breaks and tabs stay."""
    if text.isprintable():  # none of them is: what nearly everybody types needs no look at each character
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
