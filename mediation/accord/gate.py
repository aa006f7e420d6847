"""What art. 29 of the people's mediation law still lacks in an agreement, each with a sentence and where to put it right."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Lack:
    """Something missing. `field`: what it is called in forms and in the anchor the page links to."""

    field: str
    sentence: str


@dataclass(frozen=True)
class Duty:
    """One obligation as far as the gate looks: whether it says when, or that it was done on the spot; `left`: what those of it are
    called who take no part any more, whom an agreement cannot bind."""

    number: int
    dated: bool
    left: Sequence[str] = ()


@dataclass(frozen=True)
class Draft:
    """An agreement that somebody wants to issue.

    `nameless`: what the parties without a name are called (诉求方). `unnamed`: those whose name the other side may not read
    yet. `open_clauses`: numbers of the clauses that not everybody has agreed to. `duties`: the obligations as rows.
    `gone`: what those who left are called (诉求方2), each with the words by which a text means her. `combined`: facts, points at
    issue and responsibility are written in one text, as the short form has it.
    """

    facts: str
    issues: str
    responsibility: str
    content: str
    performance: str
    nameless: Sequence[str] = ()
    unnamed: Sequence[str] = ()
    open_clauses: Sequence[int] = ()
    duties: Sequence[Duty] = field(default_factory=tuple)
    gone: Mapping[str, Collection[str]] = field(default_factory=dict)
    combined: bool = False


def lacks(draft: Draft) -> list[Lack]:
    """All that is missing, in the order of art. 29; none when the agreement may be issued."""
    return [*_parties(draft), *_facts(draft), *_content(draft), *_performance(draft), *_gone(draft)]


def _parties(draft: Draft) -> list[Lack]:
    found = [Lack("parties", f"还没有{who}的姓名，请补上。") for who in draft.nameless]
    found += [
        Lack("may_name", f"{who}还没有同意让对方知道姓名。书面协议上要写姓名：请先问过本人，或者改用口头协议。")
        for who in draft.unnamed
    ]
    return found


def _facts(draft: Draft) -> list[Lack]:
    found = []
    if not draft.facts.strip():
        found.append(Lack("facts", "还没有写主要事实。"))
    if not draft.combined:
        if not draft.issues.strip():
            found.append(Lack("issues", "还没有写双方争的是什么。"))
        if not draft.responsibility.strip():
            found.append(Lack("responsibility", "还没有写各方的责任。"))
    return found


def _content(draft: Draft) -> list[Lack]:
    found = [
        Lack("clauses", f"第 {number} 条还有人没有同意：请谈妥、改写或者去掉这一条。") for number in draft.open_clauses
    ]
    if not draft.content.strip():
        found.append(Lack("content", "还没有协议内容：请写一条双方都同意的。"))
    return found


def _performance(draft: Draft) -> list[Lack]:
    found = [
        Lack("obligations", f"第 {duty.number} 项还没有写什么时候做到。") for duty in draft.duties if not duty.dated
    ]
    found += [
        Lack("left", f"第 {duty.number} 项里的{'、'.join(duty.left)}已经退出，协议约束不了，请去掉这一项。")
        for duty in draft.duties
        if duty.left
    ]
    if not draft.performance.strip() and not draft.duties:
        found.append(Lack("performance", "还没有写履行方式和时限。"))
    return found


def _gone(draft: Draft) -> list[Lack]:
    """No word may rest on somebody who left: she signs nothing, and it would bind nobody (art. 29)."""
    said = f"{draft.content}\n{draft.performance}"
    return [
        Lack("left", f"协议内容里写到了已经退出的{who}：请改写，只写留下的人之间的事。")
        for who, words in draft.gone.items()
        if any(_means(said, word) for word in words)
    ]


def _means(said: str, word: str) -> bool:
    """Whether a text has this very word: 诉求方2 is not in 诉求方21."""
    return re.search(rf"{re.escape(word)}(?!\d)", said) is not None
