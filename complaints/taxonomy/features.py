"""What the learned weights look at in a text: runs of characters, English words, notions, and signs the tables find."""

import itertools
import operator
import re
from collections.abc import Iterable

from complaints.taxonomy.judgement import MARKERS
from complaints.taxonomy.notions import notions

# Where it is says nothing about what it is.
_ADDRESS = re.compile(r"[a-z]?\d+(?:幢|栋|号楼|单元|室|座)\d*")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[a-z']{2,}")
FEWEST_WORDS = 3  # so many English words make a sentence; fewer are names in a Chinese one


def runs(text: str) -> set[str]:
    """Return every run of one to three characters of the normalised `text` without its address; all numbers count as one.

    An English sentence adds its words and pairs of words; what the words stand for is added in every language.
    """
    text = f" {_NUMBER.sub('0', _ADDRESS.sub('', text))} "
    pairs = list(map(operator.add, text, text[1:]))
    found = {*text, *pairs, *map(operator.add, pairs, text[2:])}
    words = _WORD.findall(text)
    if len(words) >= FEWEST_WORDS:
        found.update(f"_{word}" for word in words)
        found.update(map("_".join, itertools.pairwise(words)))
    return found | notions(found)


def signs(text: str, verdicts: Iterable[tuple[str, str]]) -> set[str]:
    """Return what the tables have to say: `verdicts` are (category, how much of the danger stands); words of time and doubt."""
    found = {f"={name}" for name, pattern in MARKERS.items() if pattern.search(text)}
    for code, stands in verdicts:
        found.update((f"={stands}", f"={code} {stands}"))
    return found
