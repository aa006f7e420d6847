"""Opening hours of a week as people write them, pure: `周一至周五 08:30-12:00、13:30-17:30；周六 09:00-12:00`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import time
from itertools import pairwise

DAYS = "一二三四五六日"
DAY = r"(?:周|星期|礼拜)?([一二三四五六日天])"
SPAN = re.compile(r"(\d{1,2})[:时点](\d{2})?分?\s*(?:-|到|至)\s*(\d{1,2})[:时点](\d{2})?分?")
RANGE = re.compile(DAY + r"\s*(?:-|到|至)\s*" + DAY)
EVERY, WORKING, WEEKEND = "每天", "工作日", "周末"
EXAMPLE = "请像“周一至周五 08:30-12:00、13:30-17:30；周六 09:00-12:00”这样写。"

Span = tuple[time, time]
Week = dict[str, list[list[str]]]  # as stored: "0" is Monday, hours as "08:30"; a day that is left out is closed


def parse(text: str) -> Week:
    """The week that `text` describes; {} for a blank one.

    Raises `ValueError` with a Chinese sentence that names the part it cannot read and shows how to write it.
    """
    week: dict[int, list[Span]] = {}
    for part in _parts(text):
        head = SPAN.split(part, maxsplit=1)[0]
        spans = [_span(found, part) for found in SPAN.finditer(part)]
        left = re.sub(r"[\s、,，和及]+", "", SPAN.sub("", part[len(head) :]))
        days = _days(head, part)
        if not spans or left:
            raise ValueError(f"看不懂“{part.strip()}”里的时间。{EXAMPLE}")
        for day in days:
            week.setdefault(day, []).extend(spans)
    return {str(day): [[_clock(a), _clock(b)] for a, b in _apart(day, spans)] for day, spans in sorted(week.items())}


def spans(week: Mapping[str, list[list[str]]], weekday: int) -> list[Span]:
    """The open hours of a weekday (0: Monday), earliest first; [] when closed."""
    return [(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in week.get(str(weekday), [])]


def lines(week: Mapping[str, list[list[str]]]) -> list[tuple[list[int], str]]:
    """The week in groups of neighbouring days with the same hours: `([0, 1], "08:30-12:00、13:30-17:30")`."""
    groups: list[tuple[list[int], str]] = []
    for day in range(7):
        words = "、".join(f"{begins}-{ends}" for begins, ends in week.get(str(day), []))
        if words and groups and groups[-1][1] == words and groups[-1][0][-1] == day - 1:
            groups[-1][0].append(day)
        elif words:
            groups.append(([day], words))
    return groups


def spoken(week: Mapping[str, list[list[str]]]) -> str:
    """The week in words that `parse` reads back; "" for an empty one."""
    return "；".join(f"{named(days)} {words}" for days, words in lines(week))


def without(open_hours: Iterable[Span], closed: Iterable[Span]) -> list[Span]:
    """What is left of `open_hours` when the `closed` spans are cut out."""
    left = list(open_hours)
    for begins, ends in closed:
        cut = [(a, min(b, begins)) for a, b in left if a < begins] + [(max(a, ends), b) for a, b in left if b > ends]
        left = sorted((a, b) for a, b in cut if a < b)
    return left


def _parts(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[–—−~]", "-", plain)
    return [part for part in re.split(r"[;\n。]", plain) if part.strip()]


def _days(head: str, part: str) -> list[int]:
    if EVERY in head:
        return list(range(7))
    if WORKING in head:
        return list(range(5))
    if WEEKEND in head:
        return [5, 6]
    found: set[int] = set()
    for first, last in RANGE.findall(head):
        begin, end = _number(first), _number(last)
        found.update(range(begin, end + 1) if begin <= end else [*range(begin, 7), *range(end + 1)])
    found.update(_number(one) for one in re.findall(DAY, RANGE.sub("", head)))
    if not found:
        raise ValueError(f"看不懂“{part.strip()}”是星期几。{EXAMPLE}")
    return sorted(found)


def _number(day: str) -> int:
    return 6 if day == "天" else DAYS.index(day)


def _span(found: re.Match[str], part: str) -> Span:
    first, begin, last, end = (int(piece or 0) for piece in found.groups())
    try:
        span = time(first, begin), time(last, end)
    except ValueError as fault:
        raise ValueError(f"“{part.strip()}”里没有这样的钟点。{EXAMPLE}") from fault
    if span[0] >= span[1]:
        raise ValueError(f"“{part.strip()}”里关门要晚于开门，过半夜的请分成两天写。")
    return span


def _apart(day: int, found: list[Span]) -> list[Span]:
    ordered = sorted(found)
    for (_, ends), (begins, _) in pairwise(ordered):
        if begins < ends:
            raise ValueError(f"周{DAYS[day]}有两段时间重叠了，请改成不重叠的。")
    return ordered


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def named(days: list[int]) -> str:
    """Neighbouring days in words: 每天, 周一, 周一至周五."""
    if len(days) == 7:
        return EVERY
    if len(days) == 1:
        return f"周{DAYS[days[0]]}"
    return f"周{DAYS[days[0]]}至周{DAYS[days[-1]]}"
