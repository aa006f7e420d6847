"""When a clause locks: everybody has said yes to this very version of it, and nobody took it back since."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from mediation.accord.words import Reply, State


@dataclass(frozen=True)
class Said:
    """What one party said to one version of a clause."""

    party: Hashable
    version: int
    reply: str


def standing(said: Iterable[Said], version: int) -> dict[Hashable, str]:
    """The last word of each party on `version`, in the order in which `said` was spoken; words on other versions do not count."""
    return {one.party: one.reply for one in said if one.version == version}


def state(said: Sequence[Said], parties: Iterable[Hashable], version: int) -> str:
    """Whether `version` of a clause is locked: every one of `parties` said yes to it last. With nobody to ask nothing locks."""
    asked, words = set(parties), standing(said, version)
    agreed = bool(asked) and all(words.get(party) == Reply.YES for party in asked)
    return State.LOCKED if agreed else State.OPEN


def waiting(said: Iterable[Said], parties: Sequence[Hashable], version: int) -> list[Hashable]:
    """Who has not said yes to `version` yet, in the order of `parties`."""
    words = standing(said, version)
    return [party for party in parties if words.get(party) != Reply.YES]


def settled(states: Iterable[str]) -> bool:
    """Whether the clauses in these states make an agreement: at least one is locked and none is still open."""
    found = [one for one in states if one != State.DROPPED]
    return bool(found) and all(one == State.LOCKED for one in found)
