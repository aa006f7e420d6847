"""Article numbers as statutes and people write them: 九百四十四, 1254, １２."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100, "千": 1000}
SAME = str.maketrans("〇两０１２３４５６７８９", "零二0123456789")


def value(written: str) -> int | None:
    """The number that is written, in Chinese or Arabic numerals; None when it is no number below ten thousand."""
    text = written.translate(SAME).strip()
    if text.isascii():
        return int(text) if text.isdigit() and len(text) < 5 else None
    if not set(text) <= set(DIGITS) | set(UNITS):
        return None
    if not set(text) & set(UNITS):  # 一二五四, digit by digit
        return int("".join(str(DIGITS.index(one)) for one in text)) if len(text) < 5 else None
    total, digit = 0, 0
    for one in text:
        if one in UNITS:
            total += (digit or 1) * UNITS[one]
            digit = 0
        else:
            digit = DIGITS.index(one)
    return total + digit


def chinese(number: int) -> str:
    """The number as a statute writes it: 十九, 一百零一, 一千二百五十四 (0 < number < 10000)."""
    words, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + sign
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words


def article(number: int, sub: int = 0) -> str:
    """第一千二百五十四条, 第二百九十一条之二."""
    return f"第{chinese(number)}条" + (f"之{chinese(sub)}" if sub else "")
