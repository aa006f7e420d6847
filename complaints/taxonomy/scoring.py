"""The rule tables at work: one pass over the text finds every word, then rows whose columns are all hit add up."""

from collections import defaultdict
from typing import NamedTuple

from complaints.taxonomy.hints import HINTS
from complaints.taxonomy.rules_city import RULES_CITY
from complaints.taxonomy.rules_home import RULES_HOME
from complaints.taxonomy.rules_people import RULES_PEOPLE
from complaints.taxonomy.words import WORDS


class Rule(NamedTuple):
    """One row: `columns` and `forbidden` are numbers of word columns."""

    code: str
    weight: int
    columns: tuple[int, ...]
    forbidden: tuple[int, ...]


class Tally(NamedTuple):
    """What the rows say for one category: the sum of weights and the words that counted, heaviest first."""

    code: str
    score: float
    words: tuple[str, ...]


MOST_HINTS = 3


class Rulebook:
    """The tables, indexed by the first two characters of every word so that a text is read once."""

    def __init__(self, rules: str, hints: str, groups: str) -> None:
        self._groups = dict(_rows(groups))
        self._columns: dict[frozenset[str], int] = {}
        self._by_start: dict[str, list[tuple[str, bool, tuple[int, ...]]]] = defaultdict(list)
        self.rules = [self._rule(*head.split(), *cells.split(" | ")) for head, cells in _rows(rules)]
        self._hints: dict[int, list[str]] = defaultdict(list)
        for code, words in _rows(hints):
            for word in words.split():
                self._hints[self._column(word)].append(code)
        self._index()
        self._by_column: dict[int, list[int]] = defaultdict(list)
        for number, rule in enumerate(self.rules):
            self._by_column[rule.columns[0]].append(number)

    def _rule(self, code: str, weight: str, *columns: str) -> Rule:
        wanted = tuple(self._column(c) for c in columns if not c.startswith("!"))
        return Rule(code, int(weight), wanted, tuple(self._column(c[1:]) for c in columns if c.startswith("!")))

    def _column(self, cell: str) -> int:
        for name, words in self._groups.items():
            cell = cell.replace(f"<{name}>", words)
        return self._columns.setdefault(frozenset(cell.split()), len(self._columns))

    def _index(self) -> None:
        columns_of: dict[str, list[int]] = defaultdict(list)
        for words, number in self._columns.items():
            for word in words:
                columns_of[word].append(number)
        for word, numbers in columns_of.items():
            plain = word.replace("_", " ").rstrip("*")
            self._by_start[plain[:2]].append((plain, word.endswith("*"), tuple(numbers)))

    def columns_in(self, text: str) -> dict[int, str]:
        """Return the number of each column with a word in the normalised `text`, and its first word found."""
        found: dict[int, str] = {}
        for at in range(len(text)):
            for start in (text[at], text[at : at + 2]):
                for word, is_stem, numbers in self._by_start.get(start, ()):
                    if text.startswith(word, at) and _is_whole(text, at, word, is_stem):
                        for number in numbers:
                            found.setdefault(number, word)
        return found

    def tally(self, text: str) -> list[Tally]:
        """Return the categories with a positive score for the normalised `text`, best first."""
        found = self.columns_in(text)
        scores: dict[str, int] = defaultdict(int)
        words: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number in sorted(number for column in found for number in self._by_column.get(column, ())):
            rule = self.rules[number]
            if all(map(found.__contains__, rule.columns)) and not any(map(found.__contains__, rule.forbidden)):
                scores[rule.code] += rule.weight
                words[rule.code] += [(rule.weight, found[c]) for c in rule.columns]
        self._add_hints(found, scores, words)
        ranked = sorted((code for code, score in scores.items() if score > 0), key=lambda code: -scores[code])
        return [Tally(code, scores[code], _heaviest(words[code])) for code in ranked]

    def _add_hints(
        self, found: dict[int, str], scores: dict[str, int], words: dict[str, list[tuple[int, str]]]
    ) -> None:
        given: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for column in found.keys() & self._hints.keys():
            codes = self._hints[column]
            for code in codes:
                given[code].append((2 if len(codes) == 1 and len(found[column]) > 1 else 1, found[column]))
        for code, hits in given.items():
            heaviest = sorted(hits, reverse=True)[:MOST_HINTS]
            scores[code] += sum(weight for weight, _ in heaviest)
            words[code] += heaviest


def _is_whole(text: str, at: int, word: str, is_stem: bool) -> bool:
    """Latin words count only as whole words (a stem may go on); Chinese has no word ends."""
    if not word[0].isascii() or not word[0].isalnum():
        return True
    if at and text[at - 1].isascii() and text[at - 1].isalnum():
        return False
    end = at + len(word)
    return is_stem or end >= len(text) or not (text[end].isascii() and text[end].isalnum())


def _heaviest(words: list[tuple[int, str]]) -> tuple[str, ...]:
    ordered = sorted(words, key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(word for weight, word in ordered if weight > 0))


def _rows(table: str) -> list[tuple[str, str]]:
    """Read `head | cells` rows; indented lines go on with the row before."""
    lines = table.replace("\n    ", " ").splitlines()
    return [(head, cells) for head, _, cells in (line.partition(" | ") for line in lines if line)]


RULEBOOK = Rulebook(RULES_HOME + RULES_CITY + RULES_PEOPLE, HINTS, WORDS)
