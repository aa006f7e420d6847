"""What the law asks of those who mediate, pure: who sits on a committee, for how long, what a mediator's file holds
(人民调解法 arts. 7–10, 13, 14, 34)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from django.db.models import TextChoices

FEWEST, MOST = 3, 9  # members (art. 8)
TERM_YEARS = 3  # art. 9
BEFORE = (timedelta(days=60), timedelta(days=14), timedelta(0))  # when the end of a term is told; then every month
AGAIN = timedelta(days=30)


class Tier(TextChoices):
    """Where a committee stands, as the Ministry of Justice's statistics tell them apart (domain.md §4.3)."""

    VILLAGE = "village", "村、居（社区）"
    STREET = "street", "街道"
    ENTERPRISE = "enterprise", "企事业单位"
    PROFESSIONAL = "professional", "专业性、行业性"


class Office(TextChoices):
    """What a member is on the committee."""

    CHAIR = "chair", "主任"
    DEPUTY = "deputy", "副主任"
    MEMBER = "member", "委员"


class Engagement(TextChoices):
    """How a mediator came to it: as a member, or engaged by the committee (art. 13)."""

    MEMBER = "member", "委员担任"
    ENGAGED = "engaged", "聘任"


class Education(TextChoices):
    """How far somebody went to school: art. 14 asks for "a certain level"."""

    SECONDARY = "secondary", "高中（中专）及以下"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    GRADUATE = "graduate", "研究生"


class Language(TextChoices):
    """What a session can be held in."""

    MANDARIN = "zh", "普通话"
    LOCAL = "local", "杭州话、萧山话"
    ENGLISH = "en", "英语"
    CANTONESE = "yue", "粤语"
    SICHUAN = "chuan", "四川话"
    HENAN = "yu", "河南话"
    SIGN = "sign", "手语"


class Sits(Protocol):
    """A member as the rules need her."""

    office: str
    woman: bool


def objections(members: Iterable[Sits]) -> list[str]:
    """What is wrong with a committee, in sentences; [] when it is as art. 8 wants it."""
    found = list(members)
    chairs = sum(one.office == Office.CHAIR for one in found)
    rules = [
        (not FEWEST <= len(found) <= MOST, f"人民调解委员会由 {FEWEST} 到 {MOST} 名委员组成，现在是 {len(found)} 名（第八条）。"),
        (chairs != 1, f"要有一名主任，现在是 {chairs} 名（第八条）。"),
        (not any(one.woman for one in found), "应当有妇女委员（第八条）。"),
    ]  # fmt: skip
    return [sentence for broken, sentence in rules if broken]


def term_ends(began: date) -> date:
    """The day on which a term that began on `began` is over: three years later (art. 9)."""
    year = began.year + TERM_YEARS
    leap = began.month == 2 and began.day == 29
    return date(year, 2, 28) if leap else began.replace(year=year)


def next_reminder(began: date, told: date | None) -> date:
    """The next day on which the end of the term is told: 60 and 14 days before, on the day, and then every 30 days until
    there is a new one; `told`: when it was last, None for never."""
    ends = term_ends(began)
    days = [ends - before for before in BEFORE]
    if told is None or told < days[-1]:
        return next(day for day in days if told is None or day > told)
    return ends + AGAIN * ((told - ends) // AGAIN + 1)
