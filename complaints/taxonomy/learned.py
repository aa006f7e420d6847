"""What the examples teach: one linear weight a feature and label, learned by `training.py` and kept in `weights.bin`.

The tables know what is sure and can say why; the examples know the many ways people put things. One lane a category,
a second one for each category in which emergencies happen (`SAF-01!`: this, and now), and one for "an emergency now",
whatever it be. `manage.py learn_taxonomy` writes the file anew from `examples/`.
"""

import json
import math
import sys
import zlib
from array import array
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from complaints.taxonomy.features import runs
from complaints.taxonomy.notions import GRAVE

WEIGHTS = Path(__file__).with_name("weights.bin")
# Length of every text before the weights, so that a long one is not louder; what a sign of the tables counts beside it.
TEXT_LENGTH = 6.0
SIGN = 2.0
# Weights are kept as bytes around this zero, and added up in lanes of four bytes: no text fills them.
ZERO = 128
LANE = 4
NOW = "!"  # ends the name of a lane of emergencies
# The two ways of telling an emergency are heard together: the lane for all of them, and how far the best lane of an
# emergency is before the best of calm matters, whose distances are larger.
OF_ALL, OF_LANES = 0.5, 0.35


class Reading(NamedTuple):
    """What the weights say of one text: a score for each category, one for an emergency, how much of the text they know.

    `grave`: whether anything is in it that emergencies are made of.
    """

    categories: dict[str, float]
    emergency: float
    familiarity: float
    grave: bool


class Learned:
    """The weights, all labels of one feature packed into one large integer: a text is one addition a feature."""

    def __init__(self, labels: list[str], scale: float, bias: list[float], rows: dict[str, bytes]) -> None:
        self.labels, self._scale, self._bias = labels, scale, bias
        self._codes = [label for label in labels if not label.endswith(NOW)]  # these lanes come first
        self._in_danger = [label.removesuffix(NOW) for label in labels if label.endswith(NOW)]
        self._rows = {feature: _packed(row) for feature, row in rows.items()}

    def read(self, text: str, signs: Iterable[str] = ()) -> Reading:
        """Read the normalised `text`; `signs` come from `features.signs` and count for the emergency only."""
        found = runs(text)
        known = self._rows.keys() & found
        sums = self._sums(known)
        share = self._scale * TEXT_LENGTH / math.sqrt(len(known) or 1)
        scores = [bias + share * value for bias, value in zip(self._bias, sums, strict=True)]
        alarm = scores.pop() + self._scale * SIGN * self._sums(self._rows.keys() & set(signs))[-1]
        categories, emergency = self._heard(scores, alarm)
        pairs = [run for run in found if len(run) == 2]
        familiarity = sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0
        return Reading(categories, emergency, familiarity, not GRAVE.isdisjoint(found))

    def _heard(self, scores: list[float], alarm: float) -> tuple[dict[str, float], float]:
        """Bring the lanes together: a category is as likely as the better of its two, an emergency as said above."""
        calm, now = scores[: len(self._codes)], scores[len(self._codes) :]
        categories = dict(zip(self._codes, calm, strict=True))
        emergency = OF_ALL * alarm + OF_LANES * (max(now, default=0.0) - max(calm))
        for code, score in zip(self._in_danger, now, strict=True):
            categories[code] = max(score, categories[code])
        return categories, emergency

    def _sums(self, features: set[str]) -> list[int]:
        lanes = len(self.labels) + 1
        total = sum(map(self._rows.__getitem__, features))
        zero = ZERO * len(features)
        return [value - zero for value in array("I", total.to_bytes(lanes * LANE, sys.byteorder))]


def _packed(row: bytes) -> int:
    return int.from_bytes(array("I", list(row)).tobytes(), sys.byteorder)


def write(learned_from: str, labels: list[str], bias: list[float], rows: dict[str, list[float]]) -> bytes:
    """Return the file of these weights. `learned_from`: digest of what they were learned from; the last lane is the emergency."""
    scale = max(abs(weight) for row in rows.values() for weight in row) / (ZERO - 1)
    head = {"from": learned_from, "labels": labels, "scale": scale, "bias": [round(value, 6) for value in bias]}
    features = sorted(rows)
    kept = b"".join(bytes(round(weight / scale) + ZERO for weight in rows[feature]) for feature in features)
    return json.dumps(head).encode() + b"\n" + zlib.compress("\n".join(features).encode() + b"\n\n" + kept, 9)


def parts(file: bytes) -> tuple[dict[str, object], dict[str, bytes]]:
    """Take a file of weights apart: its head and one row of bytes a feature."""
    head, _, packed = file.partition(b"\n")
    names, _, kept = zlib.decompress(packed).partition(b"\n\n")
    facts = json.loads(head)
    width = len(facts["labels"]) + 1
    rows = (kept[at : at + width] for at in range(0, len(kept), width))
    return facts, dict(zip(names.decode().split("\n"), rows, strict=True))


@cache
def learned() -> Learned:
    """Return what `weights.bin` holds; reading it takes about a tenth of a second, once."""
    facts, rows = parts(WEIGHTS.read_bytes())
    return Learned(facts["labels"], facts["scale"], facts["bias"], rows)  # type: ignore[arg-type]
