"""终止调解告知书: that it is over, and what each side may still do (人民调解法 arts. 17, 23, 25 and 26).

The same for every party, on paper and on the telephone: it says neither who ended it nor why (domain.md §0.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation import crowd
from mediation.models import Mediation, Office, Party
from mediation.ways import Course, ways
from mediation.workflow import ENDINGS, Answer, Stage

ARTICLES: dict[str, str] = {
    Stage.REFUSED: "《中华人民共和国人民调解法》第十七条、第二十六条",
    Stage.TERMINATED: "《中华人民共和国人民调解法》第二十三条、第二十六条",
    Stage.FAILED: "《中华人民共和国人民调解法》第二十六条",
    Stage.HALTED: "《中华人民共和国人民调解法》第二十六条",
}
STILL_OPEN = "当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。"


@dataclass(frozen=True)
class Open:
    """A way that stays open, and the offices that take it as administrators entered them."""

    course: Course
    offices: tuple[Office, ...]


@dataclass(frozen=True)
class Termination:
    """What the notice says. `matter`: the summary both sides may read; `reason`: why, in words that blame nobody."""

    code: str
    organisation: str
    mediator: str
    matter: str
    reason: str
    ended_at: datetime
    articles: str
    still_open: str
    ways: tuple[Open, ...]


def termination_of(mediation: Mediation) -> Termination | None:
    """The notice of a mediation that ended without an agreement; None while it runs, for one that reached an agreement and
    for one whose case was over."""
    if mediation.stage not in ARTICLES or mediation.ended_at is None:
        return None
    return _notice(mediation, mediation.stage, mediation.outcome, mediation.ended_at)


def _notice(mediation: Mediation, stage: str, reason: str, ended_at: datetime) -> Termination:
    category = Mediation.objects.values_list("complaint__category", flat=True).get(pk=mediation.pk)
    return Termination(
        mediation.code, str(mediation.organisation), str(mediation.mediator or ""), mediation.shareable_summary, reason,
        ended_at, ARTICLES[stage], STILL_OPEN, open_ways(category),
    )  # fmt: skip


def notice_for(party: Party) -> Termination | None:
    """The notice one party gets: that of the mediation, or of her own leaving while the others go on; None for neither."""
    if party.left_at and crowd.was_parted(party):
        return _notice(party.mediation, Stage.FAILED, ENDINGS[Stage.FAILED], party.left_at)
    if party.left_at is None or party.answer not in (Answer.REFUSED, Answer.ENDED):
        return termination_of(party.mediation) if party.is_in else None
    stage = Stage.REFUSED if party.answer == Answer.REFUSED else Stage.TERMINATED
    return _notice(party.mediation, stage, ENDINGS[stage], party.left_at)


def open_ways(category: str) -> tuple[Open, ...]:
    """The ways that stay open in a dispute of this category, each with its offices."""
    found: dict[str, list[Office]] = {}
    for office in Office.objects.filter(active=True):
        found.setdefault(office.kind, []).append(office)
    return tuple(Open(course, tuple(found.get(course.office, ()))) for course in ways(category))
