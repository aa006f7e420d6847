"""Every 《…》第…条 of a text, and whether it may stand there: known, repealed, no such article, unknown law.

Contracts and by-laws have clauses too: 《房屋租赁合同》第五条 is nobody's statute and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mediation.legal import library
from mediation.legal.library import Down, Library
from mediation.legal.numerals import article as article_words
from mediation.legal.numerals import value
from mediation.models import Article, Law

NUMBER = "[〇零一二两三四五六七八九十百千0-9０-９]+"
ONE = rf"第\s*({NUMBER})\s*条(?:\s*之\s*({NUMBER}))?(?:\s*第\s*{NUMBER}\s*款)?(?:\s*第\s*[（(]?{NUMBER}[）)]?\s*项)?"
CHAIN = rf"{ONE}(?:\s*(?:、|，|,|和|及|与|至|到|以及|或者|或)\s*{ONE})*"
ARTICLE = re.compile(ONE)
IN_MARKS = re.compile(rf"《([^《》]{{2,80}})》(?:\s*[（(][^（）()]{{0,40}}[）)])?(?:\s*的)?\s*({CHAIN})?")
OF_LAW = re.compile(r"(法|法典|条例|规定|办法|细则|解释|决定|规则|批复|宪法)([（(][^（）()]{0,40}[）)])*$")
DOWN = "法条库现在不能用，文中引用的法条没有核对。请稍后再试，或者由人工核对。"


class Verdict(StrEnum):
    """What a citation is found to be."""

    GOOD = "good"
    UNHELD = "unheld"  # the law is known and long enough, the article is not in our corpus: nothing can be said
    REPEALED = "repealed"
    NOT_YET = "not_yet"
    NO_ARTICLE = "no_article"
    UNKNOWN_LAW = "unknown_law"


@dataclass(frozen=True)
class Citation:
    """A law and one article as written. `number` 0: the law alone; -1: what is written is no number."""

    name: str
    number: int
    sub: int = 0

    def __str__(self) -> str:
        return f"《{self.name}》" + (article_words(self.number, self.sub) if self.number > 0 else "")


@dataclass(frozen=True)
class Judged:
    """A citation and what was found; `sentence`: why it may not stand, "" when nothing speaks against it."""

    citation: Citation
    verdict: Verdict
    sentence: str = ""
    law: Law | None = None
    article: Article | None = None


def find(text: str, names: Iterable[str] = ()) -> list[Citation]:
    """The citations of a text in their order, each once. `names`: laws that people name without 《》 (民法典第288条)."""
    found = [(m.start(), m[1], m[2] or "") for m in IN_MARKS.finditer(text)]
    if known := sorted(names, key=len, reverse=True):
        loose = re.compile(rf"(?<![省市县区])({'|'.join(map(re.escape, known))})\s*(?:的)?\s*({CHAIN})")
        marked = [(m.start(), m.end()) for m in IN_MARKS.finditer(text)]
        found += [
            (m.start(), m[1], m[2])
            for m in loose.finditer(text)
            if not any(a <= m.start() < b for a, b in marked)
        ]  # fmt: skip
    cited = [one for _, name, chain in sorted(found) for one in _of(name, chain)]
    return list(dict.fromkeys(cited))


def _of(name: str, chain: str) -> list[Citation]:
    if not chain:
        return [Citation(name, 0)]
    return [
        Citation(name, value(m[1]) or -1, (value(m[2]) or 0) if m[2] else 0) for m in ARTICLE.finditer(chain)
    ]  # fmt: skip


def judge(citation: Citation, held: Library, today: date) -> Judged:
    """What a citation is on `today` by the corpus `held`."""
    law = held.law(citation.name)
    if law is None:
        return _unknown(citation)
    if law.repealed and today >= law.repealed:
        return _repealed(citation, law, held)
    if today < law.in_force:
        return Judged(citation, Verdict.NOT_YET, f"{citation}：这部法律 {_day(law.in_force)}起才施行。", law)
    if not citation.number:
        return Judged(citation, Verdict.GOOD, law=law)
    if article := held.article(law, citation.number, citation.sub):
        return Judged(citation, Verdict.GOOD, law=law, article=article)
    if citation.number < 0 or (law.articles_total and citation.number > law.articles_total):
        most = f"，最后一条是{article_words(law.articles_total)}" if law.articles_total else ""
        return Judged(citation, Verdict.NO_ARTICLE, f"{citation}：《{law.short}》没有这一条{most}。", law)
    return Judged(citation, Verdict.UNHELD, law=law)


def _unknown(citation: Citation) -> Judged:
    if citation.number and OF_LAW.search(citation.name):
        return Judged(citation, Verdict.UNKNOWN_LAW, f"{citation}：法条库里没有这部法律，请人工核对名称和条文。")
    return Judged(citation, Verdict.UNKNOWN_LAW)


def _repealed(citation: Citation, law: Law, held: Library) -> Judged:
    assert law.repealed
    gone = held.article(law, citation.number, citation.sub) if citation.number > 0 else None
    heir = f"，由《{law.successor.short}》取代" if law.successor else ""
    now = f"，现在看{article_words(gone.now)}" if gone and gone.now else ""
    return Judged(citation, Verdict.REPEALED, f"{citation}：已于 {_day(law.repealed)}废止{heir}{now}。", law, gone)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def check_citations(text: str, today: date) -> list[Judged]:
    """Every citation of a pasted text with what it is on `today`. Raises `library.Down` when the corpus cannot be read."""
    held = library.current()
    return [judge(citation, held, today) for citation in find(text, held.laws)]


def objections(text: str, today: date) -> list[str]:
    """Why an agreement with this text may not be issued yet: one Chinese sentence for each wrong citation, none when all is
    well. A text that cites is not passed while the corpus cannot be read."""
    try:
        return [one.sentence for one in check_citations(text, today) if one.sentence]
    except Down:
        return [DOWN] if any(one.number for one in find(text)) else []
