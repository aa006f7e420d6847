"""Who should mediate, pure: candidates put in order, each with its reasons (work.md B5.4, domain.md §4.1 arts. 19 and 21).

Nothing here is weighed against anything: the first difference in the order of `_rank` decides, so the reasons a member of
staff reads are the whole truth. Parties are never shown them: what fits a case tells what the case is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from django.utils import timezone

from mediation.committee import Language


class Skill(IntEnum):
    """How near somebody's speciality is to a category; the lower the nearer."""

    OWN = 0
    HOUSE = 1
    ANY = 2


@dataclass(frozen=True)
class Matter:
    """What is to be mediated. `category`: its code; `name`: the category in words; `street`: key of its subdistrict, None
    outside; `language`: a value of `Language`, "" when 普通话 does."""

    category: str
    name: str
    street: int | None = None
    language: str = ""


@dataclass(frozen=True)
class Candidate:
    """A mediator as the rules need her. `house`, `own`: beginnings of category codes of her organisation and of herself;
    `street`: key and name of the subdistrict her organisation serves, (None, "") for the whole district; `running`: her open
    mediations, `at_once`: how many there may be; `against`: why she had better not; `notes`: what to know of her, which puts
    her behind her colleagues and bars nobody; `refused`: whether a side has had her changed; `free`: when she and a room have
    time first, None for not within reach."""

    key: int
    organisation: int
    name: str
    house: Sequence[str] = ()
    own: Sequence[str] = ()
    street: tuple[int | None, str] = (None, "")
    languages: Sequence[str] = ()
    running: int = 0
    at_once: int = 20
    against: Sequence[str] = ()
    notes: Sequence[str] = ()
    refused: bool = False
    free: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether she has as many open mediations as she takes on."""
        return self.running >= self.at_once


@dataclass(frozen=True)
class Fit:
    """A candidate in her place: why she fits, and what speaks against her; who has nothing against her is suggested."""

    candidate: Candidate
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def suggested(self) -> bool:
        """Whether nothing speaks against her."""
        return not self.against


def order(candidates: Iterable[Candidate], matter: Matter, now: datetime) -> list[Fit]:
    """The candidates with their reasons, the best first; those with something against them come last, in the same order."""
    found = sorted(candidates, key=lambda one: _rank(one, matter, now))
    return [Fit(one, tuple(_reasons(one, matter, now)), tuple(_against(one, matter))) for one in found]


def timed(candidates: Iterable[Candidate], free: Mapping[int, datetime]) -> list[Candidate]:
    """The candidates with when they are first free; `free`: by their key."""
    return [replace(one, free=free.get(one.key)) for one in candidates]


def skill(candidate: Candidate, category: str) -> Skill:
    """How near her speciality is to the category."""
    if category.startswith(tuple(candidate.own)):
        return Skill.OWN
    return Skill.HOUSE if category.startswith(tuple(candidate.house)) else Skill.ANY


def speaks(candidate: Candidate, language: str) -> bool:
    """Whether a session can be held in the language; 普通话 goes without saying."""
    return language in ("", Language.MANDARIN) or language in candidate.languages


def _rank(one: Candidate, matter: Matter, now: datetime) -> tuple[object, ...]:
    """Nothing against her; her house is made for it; the street's own; made for nothing else; nothing noted of her; she herself
    is made for it; today; least burdened; soonest."""
    load = one.running / one.at_once if one.at_once else 1.0
    return (
        bool(_against(one, matter)),
        not matter.category.startswith(tuple(one.house)),
        one.street[0] is None or one.street[0] != matter.street,
        bool(one.house),
        bool(one.notes),
        skill(one, matter.category),
        not _today(one.free, now),
        load,
        one.free or datetime.max.replace(tzinfo=now.tzinfo),
        one.name,
    )


def _reasons(one: Candidate, matter: Matter, now: datetime) -> Iterable[str]:
    near = skill(one, matter.category)
    if near == Skill.OWN:
        yield f"本人专长“{matter.name}”"
    elif near == Skill.HOUSE:
        yield f"所在组织专门调解“{matter.name}”"
    if one.street[0] is None:
        yield "面向全区"
    elif one.street[0] == matter.street:
        yield f"就在{one.street[1]}"
    if matter.language and speaks(one, matter.language):
        yield f"会{Language(matter.language).label}"
    yield f"手上 {one.running} 件，最多 {one.at_once} 件"
    if one.free:
        day = "今天" if _today(one.free, now) else f"{timezone.localtime(one.free):%m月%d日}"
        yield f"最早{day} {timezone.localtime(one.free):%H:%M} 有空"


def _against(one: Candidate, matter: Matter) -> Iterable[str]:
    found = list(one.against)
    if one.refused:
        found.append("有一方已经请求换人")
    if one.is_full:
        found.append(f"手上已有 {one.running} 件，满了")
    if not speaks(one, matter.language):
        found.append(f"不会{Language(matter.language).label}")
    return found


def _today(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and timezone.localdate(moment) == timezone.localdate(now)
