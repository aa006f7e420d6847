"""How well texts are understood: `manage.py evaluate_taxonomy FILE`, and the tests, ask the same four questions."""

from collections.abc import Iterable
from typing import NamedTuple

from complaints.taxonomy.examples import Example
from complaints.taxonomy.understanding import Understanding, understand

TOP_1 = 0.85  # share of texts whose category is right at first choice that we mean to reach on unseen texts


class Verdict(NamedTuple):
    """One text, what a person said of it and what was understood."""

    example: Example
    seen: Understanding


class Evaluation(NamedTuple):
    """`first`, `three`: shares right at first choice and among three. `missed`: emergencies taken for calm; `invented`: the reverse."""

    number: int
    first: float
    three: float
    wrong: list[Verdict]
    missed: list[Verdict]
    invented: list[Verdict]

    @property
    def reached(self) -> bool:
        """Whether the goals hold: 85 of 100 right at first choice, no emergency missed, none invented."""
        return self.first >= TOP_1 and not self.missed and not self.invented


def evaluate(examples: Iterable[Example]) -> Evaluation:
    """Understand every example and compare; raises `ValueError` when there is none."""
    verdicts = [Verdict(example, understand(example.text, example.nature)) for example in examples]
    if not verdicts:
        raise ValueError("nothing to evaluate")
    wrong = [each for each in verdicts if each.seen.category != each.example.code]
    among = [each for each in wrong if each.example.code in each.seen.alternatives[:2]]
    number = len(verdicts)
    return Evaluation(
        number,
        1 - len(wrong) / number,
        1 - (len(wrong) - len(among)) / number,
        wrong,
        [each for each in verdicts if each.example.urgency == "P0" != each.seen.urgency],
        [each for each in verdicts if each.seen.urgency == "P0" != each.example.urgency],
    )
