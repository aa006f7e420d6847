"""Masking of personal data in what many eyes see: names, and numbers inside free text (domain.md §5)."""

from __future__ import annotations

import re
import unicodedata

from binan.kit.names import mask_name, mask_names

__all__ = ["mask_name", "mask_person", "mask_text", "plain", "title"]

# Full-width digits, letters and signs as people type them, one for one: the rest of the text stays as it was written.
WIDE = {
    wide: wide - 0xFEE0
    for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0B, 0xFF0D)
}
GAP = r"[ ./、·•—–-]{0,2}"  # what people put between the groups of a number
SPLIT = GAP.replace("0,", "1,")
# Longest first, so that an ID number is not read as a telephone number with something behind it.
PATTERNS = (
    (re.compile(r"(?<!\d)(\d{3})\d{3}[ -]?\d{8}[ -]?(\d{3}[\dXx])(?![\dA-Za-z])"), r"\1***********\2"),  # 身份证
    (re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)"), r"\1********\2"),  # 银行卡
    (re.compile(r"(?<!\d)(\d{4})(?:[ -]\d{4}){2}(?:[ -]\d{1,4}){1,2}(?!\d)"), r"\1********"),  # 银行卡，四个一组
    (re.compile(rf"(?<!\d)(?:\+?86{GAP})?(1[3-9]\d){GAP}\d{{4}}{GAP}(\d{{4}})(?!\d)"), r"\1****\2"),  # 手机
    (re.compile(rf"(?<!\d)(1[3-9]\d){SPLIT}\d{{3}}{SPLIT}\d(\d{{4}})(?!\d)"), r"\1****\2"),  # 手机，三三五
    (
        re.compile(rf"(?<!\d)(1[3-9]\d)(?:\d{SPLIT}\d{{3}}|\d\d{SPLIT}\d\d|\d{{3}}{SPLIT}\d){GAP}(\d{{4}})(?!\d)"),
        r"\1****\2",
    ),
    (re.compile(r"(?<!\d)(1 [3-9] \d)(?: \d){4}((?: \d){4})(?!\d)"), r"\1****\2"),  # 手机，一个一个写
    (re.compile(rf"(?<!\d)[(（]?(0\d{{2,3}})[)）]?{GAP}\d{{3,4}}{GAP}(\d{{4}})(?!\d)"), r"\1****\2"),  # 固话
    (
        re.compile(
            r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·・ ]?[A-Z0-9]{2,3}([A-Z0-9]{3})(?![A-Za-z0-9])"
        ),
        r"\1·***\2",
    ),  # 车牌
    (re.compile(r"(\d+ ?(?:号楼|[幢栋座]))([ ,，]?\d{1,2} ?单元)?[ ,，]?\d{3,4} ?[室号]?"), r"\1**室"),  # 门牌只到幢
    # 5号 is a door or a day: what follows a day of a month, and sums, are no room.
    (re.compile(r"(?<![月\d])(\d+ ?号)([ ,，]?\d{1,2} ?单元)?[ ,，]?\d{3,4}(?![\d元块万]) ?[室号]?"), r"\1**室"),
    (re.compile(r"(?<![\d*-])(\d{1,3})-\d{1,2}-\d{3,4}(?![\d元块万年日月-])"), r"\1-**-**"),  # 幢-单元-室
    (re.compile(r"(?<![\d*])\d{3,4} ?(?:室|房(?![价租东产屋子]))"), "**室"),
    (
        re.compile(
            r"((?:微信|[vV加]信|VX|vx|WX|wx|[Ww]e[Cc]hat)(?:号码?)?[是为:： ]{0,3}[a-zA-Z]{2})[a-zA-Z0-9_-]{3,}"
        ),
        r"\1***",
    ),
    (re.compile(r"((?:QQ|qq|扣扣)(?:号码?)?[是为:： ]{0,3}\d{2})\d{3,}"), r"\1***"),
)


def mask_text(text: str) -> str:
    """Free text with telephone, ID, card, plate, room, WeChat and QQ numbers masked, however they are typed. Text without one comes
    back as it was, so that a caller may ask by comparing."""
    shown = plainly = text.translate(WIDE)
    for pattern, replacement in PATTERNS:
        shown = pattern.sub(replacement, shown)
    return text if shown == plainly else shown


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
