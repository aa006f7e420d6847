"""How well questions are answered: the right article among the first three, and nothing made up for adversarial ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mediation.legal import library
from mediation.legal.answering import MOST, State, answer, by_search, is_about, search
from mediation.legal.citations import Verdict, check_citations
from mediation.legal.library import Library
from mediation.legal.reading import Unreadable
from mediation.models import Article

QUESTIONS = Path(__file__).resolve().parent / "questions"
MARKS = {"none", "cite", "half"}
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Asked:
    """A question and the articles any of which is right."""

    text: str
    right: frozenset[Key]


@dataclass
class Score:
    """Counts over a set. `three`: a right article is among the first three found; `shown`: the answer itself quotes one, within
    its 200 characters; `missed`: the questions whose right article is not among the first three."""

    number: int = 0
    first: int = 0
    three: int = 0
    shown: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right article among the first three."""
        return self.three / self.number if self.number else 0.0


@dataclass
class Trial:
    """Adversarial questions. `invented`: answers that cite what the corpus does not hold, or that is repealed;
    `wrongly_found`: answered although nothing was to be found; `half`: half-related ones that got an answer."""

    number: int = 0
    invented: list[str] = field(default_factory=list)
    wrongly_found: list[str] = field(default_factory=list)
    half: int = 0
    none: int = 0


def lines(path: Path) -> list[list[str]]:
    """The rows of a question file, comments left out. Raises `Unreadable` with the line."""
    try:
        written = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unreadable(f"{path.name}：文件打不开，或者不是 UTF-8 编码。") from fault
    rows = []
    for n, line in enumerate(written, 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = [part.strip() for part in line.split("|")]
        if len(row) != 2 or not all(row):
            raise Unreadable(f"{path.name}：第 {n} 行应当写成“左边 | 右边”。")
        rows.append(row)
    return rows


def questions(path: Path, held: Library) -> list[Asked]:
    """The questions of a file; an article that the corpus does not hold is a fault of the file."""
    return [
        Asked(text, frozenset(_key(path, one.strip(), held) for one in right.split(","))) for text, right in lines(path)
    ]


def _key(path: Path, written: str, held: Library) -> Key:
    law, _, number = written.partition(":")
    number, _, sub = number.partition("-")
    try:
        key = (law, int(number), int(sub or 0))
    except ValueError as fault:
        raise Unreadable(f"{path.name}：看不懂“{written}”。") from fault
    if key not in held.articles:
        raise Unreadable(f"{path.name}：法条库里没有“{written}”。")
    return key


def evaluate(asked: list[Asked], held: Library, today: date) -> Score:
    """Rank each question against `held`; a right article counts only if the answer would be given at all."""
    score = Score(number=len(asked))
    for one in asked:
        hits = search(one.text, held, today)
        found = [hit.key for hit in hits[:MOST]] if hits and is_about(hits[0], one.text) else []
        quoted = [article_key(article) for article in by_search(one.text, held, today, False).articles]
        score.first += bool(found and found[0] in one.right)
        score.shown += bool(one.right & set(quoted))
        if one.right & set(found):
            score.three += 1
        else:
            score.missed.append(one.text)
    return score


def article_key(article: Article) -> Key:
    """How an article is named in a question file."""
    return (article.law.key, article.number, article.sub)


def attack(path: Path, today: date) -> Trial:
    """Ask the adversarial questions of a file as a person would, and look at everything the answers cite."""
    trial = Trial()
    for mark, text in lines(path):
        if mark not in MARKS:
            raise Unreadable(f"{path.name}：看不懂记号“{mark}”。")
        given = answer(text, today)
        trial.number += 1
        if any(one.verdict != Verdict.GOOD for one in check_citations(given.text, today)):
            trial.invented.append(text)
        if mark == "none":
            trial.none += 1
            if given.state == State.FOUND:
                trial.wrongly_found.append(text)
        if mark == "cite" and not given.notes:
            trial.wrongly_found.append(text)
        trial.half += mark == "half" and given.state == State.FOUND
    return trial


def without_map(held: Library) -> Library:
    """The same corpus with an empty map, to see what the map is worth."""
    return library.Library(held.version, held.laws, held.articles, held.index, {})
