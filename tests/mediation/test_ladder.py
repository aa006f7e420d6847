"""When a clause locks, whatever is said in whatever order, and when the clauses make an agreement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.accord.ladder import Said, settled, standing, state, waiting
from mediation.accord.words import Reply, State

PARTIES = st.lists(st.integers(1, 5), unique=True, max_size=5)
SAID = st.lists(st.builds(Said, st.integers(1, 5), st.integers(1, 3), st.sampled_from(Reply.values)), max_size=30)
pytestmark = pytest.mark.anywhere


@given(SAID, PARTIES, st.integers(1, 3))
def test_it_locks_exactly_when_everybody_said_yes_last_to_this_version(said, parties, version):
    last = {
        party: [one.reply for one in said if (one.party, one.version) == (party, version)][-1:] for party in parties
    }
    everybody = bool(parties) and all(words == [Reply.YES] for words in last.values())
    assert state(said, parties, version) == (State.LOCKED if everybody else State.OPEN)
    assert (waiting(said, parties, version) == []) == (everybody or not parties)


@given(SAID, PARTIES)
def test_a_new_version_is_open_whatever_was_said_to_the_old_ones(said, parties):
    assert state(said, parties, 4) == State.OPEN
    assert standing(said, 4) == {}


@given(SAID, PARTIES.filter(bool), st.sampled_from([Reply.NO, Reply.CHANGE]), st.data())
def test_one_who_takes_it_back_opens_it(said, parties, reply, data):
    yes = [*said, *(Said(party, 1, Reply.YES) for party in parties)]
    assert state(yes, parties, 1) == State.LOCKED
    back = data.draw(st.sampled_from(parties))
    assert state([*yes, Said(back, 1, reply)], parties, 1) == State.OPEN
    assert waiting([*yes, Said(back, 1, reply)], parties, 1) == [back]


@given(SAID, PARTIES.filter(bool), st.integers(1, 3))
def test_nobody_locks_it_for_somebody_who_was_never_asked(said, parties, version):
    assert state(said, [*parties, 99], version) == State.OPEN


@pytest.mark.parametrize(
    ("states", "made"),
    [
        ([], False),
        (["dropped"], False),
        (["locked"], True),
        (["locked", "dropped"], True),
        (["locked", "open"], False),
        (["open"], False),
    ],
)
def test_the_green_list_is_an_agreement_when_nothing_is_open(states, made):
    assert settled(states) is made
