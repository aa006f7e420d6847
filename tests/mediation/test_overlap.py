"""Two secret ranges: both sides learn whether they meet, and no sequence of tries tells a number."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mediation.accord.overlap import CENT, MET, NO_MORE, NOT_YOUR_TURN, TURNS, Range, answers, meet, objection, step

pytestmark = pytest.mark.anywhere
YUAN = st.integers(0, 3000).map(Decimal)
RANGES = st.tuples(YUAN, YUAN).map(lambda ends: Range(min(ends), max(ends)))
TRIES = st.lists(RANGES, max_size=40)


def play(tries: list[Range], theirs: list[Range]) -> list[Range]:
    """What of `tries` the rules let one side write while the other answers each turn with `theirs`."""
    mine: list[Range] = []
    for one in tries:
        if not objection(one, mine, theirs[: len(mine)]):
            mine.append(one)
    return mine


def may_stand(low: Decimal, high: Decimal) -> bool:
    """Whether a side could have written this range."""
    return low <= high and not objection(Range(low, high), [], [])


@st.composite
def attacks(draw):
    """A range, and tries of somebody who guesses well: their ends lie close to its ends, or far out, or so low that a step would
    be nothing."""
    secret = draw(RANGES.filter(lambda one: may_stand(one.low, one.high)))
    close = st.builds(
        lambda end, by: max(Decimal(0), end + by), st.sampled_from((secret.low, secret.high)), st.integers(-2, 2)
    )
    ends = st.tuples(*[st.one_of(close, st.sampled_from((Decimal(0), Decimal(10), Decimal(9000))), YUAN)] * 2)
    return secret, draw(st.lists(ends.map(lambda two: Range(min(two), max(two))), max_size=25))


@settings(max_examples=300)
@given(attacks())
def test_whatever_a_side_tries_both_ends_of_the_other_stay_open(attack):
    """The attacker writes what she likes, the other keeps one range: for each end of it there is another range, that end a
    twenty-first or more of itself away, which would have given her the very same answers."""
    secret, tries = attack
    mine = play(tries, [secret] * TURNS)
    assume(mine)
    seen = answers(mine, [secret] * TURNS)
    far_low, far_high = (max(CENT, (end / 21).quantize(CENT)) for end in (secret.low, secret.high))
    told = {end for one in [*mine, secret] for end in (one.low, one.high)} | {Decimal(0), Decimal(9000)}
    steps = {CENT, far_low, far_high, step(secret), *map(step, mine)}
    near = sorted({end + by for end in told for by in {Decimal(0), *steps, *(-by for by in steps)}})
    alike = [
        (low, high)
        for low, high in itertools.product(near, near)
        if may_stand(low, high) and answers(mine, [Range(low, high)] * TURNS) == seen
    ]
    assert max(abs(low - secret.low) for low, _ in alike) >= far_low
    assert max(abs(high - secret.high) for _, high in alike) >= far_high


@given(TRIES, TRIES)
def test_nobody_gets_more_answers_than_there_are_turns_nor_one_the_other_did_not_risk(tries, others):
    mine: list[Range] = []
    theirs: list[Range] = []
    for one, other in zip(tries, others, strict=False):
        for new, own, opposite in ((one, mine, theirs), (other, theirs, mine)):
            if not objection(new, own, opposite):
                own.append(new)
    known = answers(mine, theirs)
    assert len(known) <= TURNS
    assert len(known) == min(len(mine), len(theirs))
    assert True not in known[:-1]  # after "yes" nobody writes any more
    assert abs(len(mine) - len(theirs)) <= 1


@given(TRIES)
def test_a_range_only_widens_by_nothing_or_a_step(tries):
    mine = play(tries, [Range(Decimal(10**7), Decimal(10**8))] * TURNS)
    assume(mine)
    for old, new in itertools.pairwise(mine):
        for by in (old.low - new.low, new.high - old.high):
            assert by == 0 or by >= step(new)


def of(low: int, high: int) -> Range:
    return Range(Decimal(low), Decimal(high))


def test_it_goes_turn_by_turn_and_ends():
    mine, theirs = [of(0, 1000)], [of(3000, 5000)]
    assert objection(of(0, 1500), mine, []) == NOT_YOUR_TURN
    assert objection(of(0, 1500), mine, theirs) == ""
    assert objection(of(0, 1500), [*mine, of(0, 1500)], [*theirs, of(1400, 5000)]) == MET
    assert (
        objection(of(0, 2500), [*mine, of(0, 1500), of(0, 2000)], [*theirs, of(2500, 5000), of(2400, 5000)]) == NO_MORE
    )


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (Range(Decimal("NaN"), Decimal(100)), "两个金额"),
        (Range(Decimal(-1), Decimal(100)), "两个金额"),
        (Range(Decimal("0.001"), Decimal(100)), "两个金额"),
        (of(0, 9), "上限"),
        (of(0, 200_000_000), "上限"),
        (of(990, 1000), "太窄"),
        (of(50, 1000), "下限"),
    ],
)
def test_a_range_that_would_tell_too_much_is_refused_with_a_reason(new, words):
    assert words in objection(new, [], [])


def test_a_little_wider_or_narrower_is_refused():
    first, theirs = [of(500, 1000)], [of(3000, 5000)]
    for low, high in ((500, 1050), (500, 1100), (450, 1000), (500, 900), (700, 1000), (600, 1200)):
        assert "只能放宽" in objection(of(low, high), first, theirs)
    for low, high in ((500, 1000), (500, 1200), (400, 1000), (0, 2000)):
        assert objection(of(low, high), first, theirs) == ""


def test_two_tries_do_not_close_in_on_a_number():
    """[0, 1000] and then [1100, …]: a "no" to both would put the other between them."""
    assert objection(of(1100, 5000), [of(0, 1000)], [of(1001, 1102)]) != ""


def test_a_small_first_range_buys_no_finer_step():
    """[0, 10] makes a step of one yuan only for sums of that size: nobody goes from 2999 to 3000 with it."""
    mine, theirs = [of(0, 10), of(0, 2999)], [of(3000, 5000)] * 2
    assert "只能放宽" in objection(of(0, 3000), mine, theirs)
    assert objection(of(0, 3400), mine, theirs) == ""


def test_meeting_is_the_same_from_both_sides():
    assert meet(of(0, 10), of(10, 20)) and meet(of(10, 20), of(0, 10))
    assert not meet(of(0, 9), of(10, 20))
