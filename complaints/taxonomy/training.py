"""How the weights are learned: linear support vectors, one label against the rest, by dual coordinate descent.

Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM" (2008), L2-loss. Pure Python, the same
result each time; about a minute for eight thousand texts. Nothing of this is imported by the running service.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from complaints.taxonomy.categories import CATEGORIES
from complaints.taxonomy.examples import Example
from complaints.taxonomy.features import runs
from complaints.taxonomy.learned import NOW, SIGN, TEXT_LENGTH
from complaints.taxonomy.text import normalise
from complaints.taxonomy.understanding import signs_in

ROUNDS = 12
# Softer for the emergency: single odd words must not carry an alarm alone.
SOFTNESS_OF_CATEGORIES = 0.1
SOFTNESS_OF_EMERGENCY = 0.05
FEWEST = 3  # a feature in fewer versions, and so in one text only, is a name or an accident
FEWEST_EMERGENCIES = 15  # a category with fewer has no lane of its own for them

_MARKS = re.compile(r"[,。!;:、]+")
_CJK = r"[\u3400-\u9fff]"
_SPACE = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")


class Point(NamedTuple):
    """One text as numbers: its runs, the weight of each, its signs, its lane, whether it is an emergency."""

    runs: list[int]
    each: float
    signs: list[int]
    lane: str
    emergency: bool


# What people say around anything; it must speak for nothing. The same for every text, so that it says nothing of one.
BEFORE = (
    "你好,",
    "您好我是这里的住户,",
    "麻烦你们,",
    "我住3幢,",
    "跟你们反映一下,",
    "帮帮忙,",
    "不好意思打扰了,",
    "我想说一下,",
    "同志,",
    "在吗,",
)
AFTER = (
    ",谢谢",
    ",快点",
    ",你们管不管",
    ",怎么办",
    ",麻烦尽快",
    ",急",
    ",我在2单元",
    ",等你们消息",
    ",拜托了",
    ",真的没办法了",
)


def versions(text: str) -> Iterator[str]:
    """Return the text normalised, and a second time without its marks or with words around it that mean nothing.

    People speak and type both ways, and neither says anything of the matter.
    """
    marked = normalise(_SPACE.sub(",", text)).rstrip("。!")
    yield marked
    if not re.search(_CJK, marked):
        return
    chance = random.Random(marked)  # noqa: S311 - the same choice each time, nothing secret
    bare = _MARKS.sub("", marked)
    wrapped = normalise(chance.choice(BEFORE) + marked + chance.choice(AFTER))
    yield wrapped if bare == marked else chance.choice((bare, wrapped))


def learn(examples: Sequence[tuple[Example, bool]]) -> tuple[list[str], list[float], dict[str, list[float]]]:
    """Return lanes, biases (that of any emergency last) and a row of weights for each feature.

    `examples`: text and whether what the danger tables find in it may be learned from.
    """
    texts = [
        (sorted(runs(text)), sorted(signs_in(text)) if fair else [], example)
        for example, fair in examples
        for text in versions(example.text)
    ]
    counts = Counter(feature for found, signs, _ in texts for feature in (*found, *signs))
    number = {feature: at for at, feature in enumerate(sorted(f for f, n in counts.items() if n >= FEWEST))}
    lanes = _lanes(example for example, _ in examples)
    points = [_point(number, *row, lanes) for row in texts]
    calm = [point._replace(signs=[]) for point in points]
    columns = [
        _column(calm, [1 if point.lane == lane else -1 for point in points], len(number), SOFTNESS_OF_CATEGORIES)
        for lane in lanes
    ]
    emergencies = [1 if point.emergency else -1 for point in points]
    columns.append(_column(points, emergencies, len(number), SOFTNESS_OF_EMERGENCY))
    rows = {feature: [weights[at] for weights, _ in columns] for feature, at in number.items()}
    return lanes, [bias for _, bias in columns], rows


def _lanes(examples: Iterable[Example]) -> list[str]:
    """Return the categories, then a second lane of those with emergencies enough to learn from."""
    emergencies = Counter(example.code for example in examples if example.urgency == "P0")
    return [*CATEGORIES, *(code + NOW for code in CATEGORIES if emergencies[code] >= FEWEST_EMERGENCIES)]


def _point(number: dict[str, int], found: list[str], signs: list[str], example: Example, lanes: list[str]) -> Point:
    known = [number[feature] for feature in found if feature in number]
    each = TEXT_LENGTH / math.sqrt(len(known) or 1)
    known_signs = [number[feature] for feature in signs if feature in number]
    emergency = example.urgency == "P0"
    now = example.code + NOW
    return Point(known, each, known_signs, now if emergency and now in lanes else example.code, emergency)


def _column(points: list[Point], wanted: list[int], size: int, softness: float) -> tuple[list[float], float]:
    """Learn one label: the weights and the bias that tell `wanted` 1 from -1."""
    chance = random.Random(1)  # noqa: S311 - the same order each time
    weights, bias, alphas = [0.0] * size, 0.0, [0.0] * len(points)
    slack = 1 / (2 * softness)
    order = list(range(len(points)))
    for turn in range(ROUNDS):
        chance.shuffle(order)
        active = []
        for at in order:
            known, each, signs, _, _ = points[at]
            of_text = each * sum(map(weights.__getitem__, known))
            score = bias + of_text + SIGN * sum(map(weights.__getitem__, signs))
            gradient = wanted[at] * score - 1 + slack * alphas[at]
            if alphas[at] > 0 or gradient < 1:
                active.append(at)
            if alphas[at] == 0 and gradient >= 0:
                continue
            size_of_point = each * each * len(known) + SIGN * SIGN * len(signs) + 1
            alpha = max(0.0, alphas[at] - gradient / (size_of_point + slack))
            step, alphas[at] = (alpha - alphas[at]) * wanted[at], alpha
            bias += step
            for feature in known:
                weights[feature] += step * each
            for feature in signs:
                weights[feature] += step * SIGN
        # Most rounds go over the points near the border only.
        order = list(range(len(points))) if turn % 4 == 3 else active
    return weights, bias
