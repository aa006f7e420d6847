"""Which articles a question is about: BM25 over pairs of characters, helped by a map from everyday words (work.md G2).

Pure Python, no word segmentation: the map matters, the tokenizer hardly. `score` is the one place to change if a better
judge comes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Key = tuple[str, int, int]
RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
# What people wrap a question in; it says nothing about the matter.
CHAFF = re.compile(
    "怎么办|怎么处理|怎么样|怎么说|怎么算|怎么|可以吗|可不可以|能不能|行不行|合法吗|违法吗|犯法吗|有没有|是不是|会不会|要不要|该不该|请问|你好|您好|谢谢"
    "|什么|哪些|哪里|多少|多久|多长|几天|应该|需要|可以|能否|是否|我们|他们|你们|自己|别人|人家|一个|这个|那个|现在|已经|还是|但是|如果|因为|所以"
    "|我家|我的|他的|我想|想问|问一下|了解|关于|规定|法律|根据|按照|情况|问题|[我你他她它的了吗呢吧啊呀嘛么着过把被给跟和与就都还很也不没]"
)
K1, B = 1.4, 0.6
WEIGHTS = {"title": 3.0, "topic": 1.5, "plain": 1.0, "text": 0.4}
MAPPED = 2.5  # a ticked word of the map against a pair of characters
NARROW = 2  # characters of a title that, standing in the question, count as naming the matter


@dataclass(frozen=True)
class Paper:
    """What of an article is searched."""

    key: Key
    title: str
    topic: str
    plain: str
    text: str

    @property
    def whole(self) -> str:
        """Where a term of the map is looked for."""
        return f"{self.title}\n{self.topic}\n{self.plain}"


@dataclass(frozen=True)
class Hit:
    """An article found. `share`: how much of what was asked stands in it, 0 to 1; `mapped`: by a ticked word."""

    key: Key
    score: float
    share: float
    mapped: bool


def pairs(text: str) -> list[str]:
    """The pairs of characters of a text; a run of one character is that character."""
    found: list[str] = []
    for run in RUN.findall(text):
        found += [run[n : n + 2] for n in range(len(run) - 1)] or [run]
    return found


def asked(question: str) -> list[str]:
    """The pairs of a question that may say what it is about, each once."""
    return list(dict.fromkeys(pair for pair in pairs(CHAFF.sub(" ", question)) if len(pair) == 2))


class Index:
    """The papers, weighed. Built once for a version of the corpus: some 500 articles in tenths of a second."""

    def __init__(self, papers: list[Paper]) -> None:
        self.papers = papers
        self._counts: list[Counter[str]] = [self._weighed(paper) for paper in papers]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(len(papers), 1)
        self._held: dict[str, list[int]] = {}
        for n, counts in enumerate(self._counts):
            for pair in counts:
                self._held.setdefault(pair, []).append(n)

    @staticmethod
    def _weighed(paper: Paper) -> Counter[str]:
        counts: Counter[str] = Counter()
        for name, weight in WEIGHTS.items():
            for pair in pairs(getattr(paper, name)):
                counts[pair] += weight  # type: ignore[assignment]
        return counts

    def rarity(self, number: int) -> float:
        """How telling it is to stand in `number` of the papers."""
        return math.log(1 + (len(self.papers) - number + 0.5) / (number + 0.5))

    def holds(self, term: str) -> bool:
        """Whether a term stands in any title, topic or plain sentence: only then may the map lead to it."""
        return any(term in paper.whole for paper in self.papers)

    def search(
        self, question: str, words: Mapping[str, tuple[str, ...]], allowed: Callable[[Key], bool], most: int = 3
    ) -> list[Hit]:
        """The best papers for a question, best first; `words`: the map; `allowed`: which keys may be shown."""
        tokens = asked(question)
        terms = mapped(question, words)
        weight = {token: self.rarity(len(self._held.get(token, ()))) for token in tokens}
        total = sum(weight.values()) or 1.0
        scores: Counter[int] = Counter()
        shares: Counter[int] = Counter()
        for token in tokens:
            for n in self._held.get(token, ()):
                scores[n] += weight[token] * self._saturated(n, token)  # type: ignore[assignment]
                shares[n] += weight[token] / total  # type: ignore[assignment]
        by_map: set[int] = set()
        for term in terms:
            there = [n for n, paper in enumerate(self.papers) if term in paper.whole]
            for n in there:
                bonus = 1.6 if term in self.papers[n].title else 1.0
                scores[n] += MAPPED * bonus * self.rarity(len(there))  # type: ignore[assignment]
                by_map.add(n)
        ranked = sorted(scores, key=lambda n: (-scores[n], self.papers[n].key))
        hits = [Hit(self.papers[n].key, scores[n], min(shares[n], 1.0), n in by_map) for n in ranked[: most * 8]]
        return [hit for hit in hits if allowed(hit.key)][:most]

    def _saturated(self, n: int, token: str) -> float:
        count = self._counts[n][token]
        return count * (K1 + 1) / (count + K1 * (1 - B + B * self._lengths[n] / self._mean))


def mapped(question: str, words: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The terms of the law that the map knows for what stands in the question, each once; the longest word first."""
    found = sorted((word for word in words if word in question), key=len, reverse=True)
    return list(dict.fromkeys(term for word in found for term in words[word]))
