"""Which patterns are worth trying on a text: what must be in it, read from the patterns themselves.

A text is searched for hundreds of alternatives of which nearly all need some two characters that it does not have.
`Needles` knows for every alternative of every pattern a few such sets ("煤气 or 燃气 or ...") and rules a pattern out
without running it. It never rules out a pattern that could match; a test compares.
"""

import operator
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from re import _parser as syntax  # type: ignore[attr-defined]
from typing import Any

Clause = frozenset[str]
# More sets than this narrow nothing further; a set of more characters is in every text.
MOST_CLAUSES = 3
LARGEST_SET = 60


def grams(text: str) -> set[str]:
    """Return every character of `text` and every two that stand together."""
    return {*text, *map(operator.add, text, text[1:])}


class Needles:
    """An index over patterns: a rare clause of each alternative leads to it, the others confirm it."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._by_gram: dict[str, list[tuple[int, tuple[Clause, ...]]]] = defaultdict(list)
        self._always: set[int] = set()
        for number, pattern in enumerate(patterns):
            for clauses in _alternatives(pattern.pattern):
                self._add(number, clauses)

    def _add(self, number: int, clauses: list[Clause]) -> None:
        if not clauses:
            self._always.add(number)
            return
        key, *others = sorted(clauses, key=_commonness)[:MOST_CLAUSES]
        for gram in key:
            self._by_gram[gram].append((number, tuple(others)))

    def candidates(self, text: str) -> list[int]:
        """Return, in order, the numbers of the patterns that may match somewhere in `text`."""
        has = grams(text)
        numbers = set(self._always)
        for gram in self._by_gram.keys() & has:
            for number, clauses in self._by_gram[gram]:
                if number not in numbers and not any(map(has.isdisjoint, clauses)):
                    numbers.add(number)
        return sorted(numbers)


def _alternatives(pattern: str) -> list[list[Clause]]:
    """Return the clauses of each top-level alternative: every one of them must hold where it matches."""
    items = list(syntax.parse(pattern))
    if len(items) == 1 and items[0][0] is syntax.BRANCH:
        return [_clauses(branch) for branch in items[0][1][1]]
    return [_clauses(items)]


def _clauses(items: Iterable[tuple[Any, Any]]) -> list[Clause]:
    """Return sets of which each has one member in every text that these items match."""
    found: list[Clause] = []
    before = ""
    for op, value in items:
        if op is syntax.LITERAL:
            found.append(frozenset({before + chr(value)}))
            before = chr(value)
            continue
        before = ""
        found += _inner(op, value)
    return found


def _inner(op: Any, value: Any) -> list[Clause]:
    if op is syntax.IN:
        members = _members(value)
        return [members] if members else []
    if op is syntax.SUBPATTERN:
        return _clauses(value[-1])
    if op is syntax.BRANCH:
        best = [min(_clauses(branch), key=_commonness, default=None) for branch in value[1]]
        return [frozenset().union(*filter(None, best))] if all(best) else []
    if op in (syntax.MAX_REPEAT, syntax.MIN_REPEAT) and value[0] > 0:
        return _clauses(value[2])
    return []


def _members(value: list[tuple[Any, Any]]) -> Clause:
    """Return the characters of a set; empty if it is open (negated, a class, a wide range)."""
    found: set[str] = set()
    for op, what in value:
        if op is syntax.LITERAL:
            found.add(chr(what))
        elif op is syntax.RANGE and what[1] - what[0] < LARGEST_SET:
            found.update(map(chr, range(what[0], what[1] + 1)))
        else:
            return frozenset()
    return frozenset(found)


def _commonness(clause: Clause) -> float:
    """Estimate how often a text has one of these: a single character is about as common as eight pairs."""
    return sum(1 if len(gram) > 1 else 8 for gram in clause)
