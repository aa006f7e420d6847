"""What the examples teach: complement naive Bayes over runs of one to three characters, counted when first asked.

The tables know what is sure and can say why; the examples know the many ways people put things. A new line in
`examples.txt` (a correction by staff) teaches more; there is nothing else to train. An emergency counts as a label of
its own, `SAF-02!` beside `SAF-02`.
"""

import math
import operator
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from complaints.taxonomy.text import normalise

EXAMPLES = Path(__file__).with_name("examples.txt")
EMERGENCY = "!"
# Keeps a run seen once from deciding alone.
SMOOTHING = 0.3
# Width of a lane and how finely a weight is kept in it.
LANE = 64
SCALE = 1 << 32
# Where it is says nothing about what it is.
_ADDRESS = re.compile(r"[a-z]?\d+(?:幢|栋|号楼|单元|室|座)\d*")
_NUMBER = re.compile(r"\d+")


def runs(text: str) -> set[str]:
    """Return every run of one to three characters of the normalised `text` without its address; all numbers count as one."""
    text = f" {_NUMBER.sub('0', _ADDRESS.sub('', text))} "
    pairs = list(map(operator.add, text, text[1:]))
    return {*text, *pairs, *map(operator.add, pairs, text[2:])}


class Learned:
    """Weights of character runs for each label, from labelled texts.

    The weights of one run for all labels are packed into one large integer, one lane of 64 bits a label: adding up a
    text is one addition a run, whatever the number of labels.
    """

    def __init__(self, labelled: Iterable[tuple[str, str]]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        sizes: Counter[str] = Counter()
        for label, text in labelled:
            for run in runs(normalise(text)):
                counts[run][label] += 1
                sizes[label] += 1
        total = sizes.total() + SMOOTHING * len(counts)
        self._labels = list(sizes)
        self._per_run = [math.log(total - size) for size in sizes.values()]
        shift = {label: LANE * lane for lane, label in enumerate(self._labels)}
        alike: dict[int, int] = {}  # most runs have been seen once: one integer for all that weigh the same
        self._weights = {run: alike.setdefault(w := _packed(by_label, shift), w) for run, by_label in counts.items()}

    def scores(self, text: str) -> dict[str, float]:
        """Return a score a run for every label; only differences between labels mean something."""
        known = [self._weights[run] for run in self._weights.keys() & runs(text)]
        share = 1 / (len(known) or 1)
        sums = array("Q", sum(known).to_bytes(len(self._labels) * LANE // 8, sys.byteorder))
        unit = share / SCALE
        return {
            label: per_run * bool(known) + weight * unit
            for label, per_run, weight in zip(self._labels, self._per_run, sums, strict=True)
        }

    def familiarity(self, text: str) -> float:
        """Return the share of the pairs of characters of the normalised `text` that some example has, 0 to 1."""
        pairs = [run for run in runs(text) if len(run) == 2]
        return sum(pair in self._weights for pair in pairs) / len(pairs) if pairs else 0


def _packed(by_label: Counter[str], shift: dict[str, int]) -> int:
    """How much one run speaks for each label that has it: the rarer among all the others, the more."""
    total = by_label.total() + SMOOTHING
    return sum(round(math.log(total / (total - n)) * SCALE) << shift[label] for label, n in by_label.items())


@cache
def learned() -> Learned:
    """Return what `examples.txt` teaches; counting takes about a third of a second, once."""
    return Learned(_labelled(EXAMPLES.read_text(encoding="utf-8")))


def _labelled(lines: str) -> Iterable[tuple[str, str]]:
    """Read `category | urgency | mark | text` lines; lines with # are notes."""
    for line in lines.splitlines():
        if line and not line.startswith("#"):
            code, urgency, _, text = (part.strip() for part in line.split("|", 3))
            yield code + EMERGENCY * (urgency == "P0"), text
