"""The quick look before the patterns: it saves time and never an alarm."""

from hypothesis import given
from hypothesis import strategies as st

from complaints.taxonomy import normalise
from complaints.taxonomy.needles import Needles
from complaints.taxonomy.understanding import DANGERS
from tests.complaints.texts import EVALUATION, EXAMPLES

PATTERNS = [row.pattern for row in DANGERS]
NEEDLES = Needles(PATTERNS)
TEXTS = [normalise(sample.text) for sample in EXAMPLES + EVALUATION]


def matching(text: str) -> set[int]:
    return {number for number, pattern in enumerate(PATTERNS) if pattern.search(text)}


def test_no_pattern_that_matches_a_text_of_the_corpus_is_ruled_out():
    for text in TEXTS:
        assert matching(text) <= set(NEEDLES.candidates(text)), text


@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=2), st.integers(0, 30), st.integers(0, 30))
def test_nor_is_one_in_any_mixture_of_two_texts(pair, first, second):
    mixed = pair[0][:first] + pair[1][second:]
    assert matching(mixed) <= set(NEEDLES.candidates(mixed))


def test_most_patterns_are_ruled_out_for_an_ordinary_text():
    assert len(NEEDLES.candidates("楼下广场舞音响开到十点半,孩子没法写作业,打过两次电话")) < len(PATTERNS) / 5
