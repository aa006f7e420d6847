"""The answer to a question: plain sentences with their articles, at most `ANSWER_MAX` characters, or an honest "nothing found".

Three states that are never mixed: found; not found; not available now (`library.Down`). Only the first cites.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from complaints.taxonomy import normalise, understand
from complaints.workflow import Urgency
from mediation.legal import library
from mediation.legal.citations import Judged, Verdict, find, judge
from mediation.legal.library import Down, Library, cite
from mediation.legal.ranking import Hit, asked
from mediation.models import Article

ANSWER_MAX = 200  # characters of the sentences with their articles (domain.md §8.4)
QUESTION_MAX = 200
MOST = 3  # articles of an answer
NEAR = 0.55  # of the best score: what is further away is not quoted beside it
SHARE_ALONE = 0.5  # of what was asked, where no word of the map helped
SCORE_ALONE = 9.0
SHARE_MAPPED = 0.06
NOT_BY_SEARCH = {"施行"}  # found by a citation only
DANGERS = ("打我", "打老婆", "打老人", "打孩子", "家暴", "被打", "砍", "持刀", "杀", "自杀", "跳楼", "煤气味", "燃气泄漏", "漏气", "煤气泄漏",
           "着火", "起火", "冒烟", "爆炸", "绑架", "强奸", "跟踪我", "触电")  # fmt: skip


class State(StrEnum):
    """How an answer ended."""

    FOUND = "found"
    NONE = "none"
    DOWN = "down"


@dataclass(frozen=True)
class Sentence:
    """One plain sentence and the article it comes from."""

    words: str
    source: str

    def __str__(self) -> str:
        return f"{self.words.rstrip('。')}（{self.source}）。"


@dataclass(frozen=True)
class Answer:
    """What is shown. `notes`: what a citation in the question is worth; `articles`: those quoted below, in order."""

    state: State
    sentences: tuple[Sentence, ...] = ()
    articles: tuple[Article, ...] = ()
    notes: tuple[str, ...] = ()
    danger: bool = False
    hits: tuple[Hit, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The answer as read out: every sentence with its article."""
        return "".join(map(str, self.sentences))


def is_danger(question: str) -> bool:
    """Whether somebody may be in danger right now: then the emergency numbers come first."""
    words = normalise(question)
    return any(word in words for word in DANGERS) or understand(question).urgency == Urgency.P0


def answer(question: str, today: date) -> Answer:
    """The answer to a question by the law of `today`. Never raises: what cannot be read is the third state."""
    danger = is_danger(question)
    try:
        held = library.current()
    except Down:
        return Answer(State.DOWN, danger=danger)
    cited = find(question, held.laws)
    judged = [judge(one, held, today) for one in cited]
    if any(one.citation.number or one.verdict == Verdict.REPEALED for one in judged):
        return _by_citation(judged, held, danger)
    return by_search(question, held, today, danger)


def _by_citation(judged: list[Judged], held: Library, danger: bool) -> Answer:
    """Somebody names an article: it is shown, or called what it is. A wrong one is never answered with another matter."""
    notes = tuple(one.sentence or _unheld(one) for one in judged if one.sentence or one.verdict == Verdict.UNHELD)
    articles = [article for one in judged for article in _shown(one, held)]
    if not articles:
        return Answer(State.NONE, notes=notes, danger=danger)
    return _made(list(dict.fromkeys(articles)), notes, danger)


def _shown(one: Judged, held: Library) -> list[Article]:
    if one.verdict == Verdict.GOOD and one.article:
        return [one.article]
    if one.verdict == Verdict.REPEALED and one.law and one.law.successor:
        now = one.article.now if one.article else None
        heir = held.article(one.law.successor, now) if now else None
        return [heir] if heir else []
    return []


def _unheld(one: Judged) -> str:
    return f"{one.citation}：法条库里没有收录这一条，不能答。"


def by_search(question: str, held: Library, today: date, danger: bool) -> Answer:
    """What the best articles say, or that there are none about it."""
    hits = search(question, held, today)
    if not hits or not is_about(hits[0], question):
        return Answer(State.NONE, danger=danger)
    near = [hit for hit in hits if hit.score >= NEAR * hits[0].score]
    return _made([held.articles[hit.key] for hit in near], (), danger, tuple(hits))


def search(question: str, held: Library, today: date) -> list[Hit]:
    """The articles in force on `today` that fit best, three at most."""

    def allowed(key: tuple[str, int, int]) -> bool:
        return library.in_force(held, key, today) and held.articles[key].topic not in NOT_BY_SEARCH

    return held.index.search(question, held.words, allowed, MOST)


def is_about(best: Hit, question: str) -> bool:
    """Whether the best article found is about what was asked at all, or only shares a word with it."""
    if not asked(question):
        return False
    if best.mapped:
        return best.share >= SHARE_MAPPED or best.score >= SCORE_ALONE
    return best.share >= SHARE_ALONE and best.score >= SCORE_ALONE


def _made(articles: list[Article], notes: tuple[str, ...], danger: bool, hits: tuple[Hit, ...] = ()) -> Answer:
    sentences: list[Sentence] = []
    for article in articles:
        said = Sentence(article.plain, cite(article))
        if sum(len(str(one)) for one in [*sentences, said]) > ANSWER_MAX:
            break
        sentences.append(said)
    return Answer(State.FOUND, tuple(sentences), tuple(articles[: len(sentences)]), notes, danger, hits)
