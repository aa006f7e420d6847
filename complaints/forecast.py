"""Which hours will probably break the promise to call: arrivals against people on duty, as plain arithmetic.

Erlang's C formula (Erlang 1917; Cooper, Introduction to Queueing Theory, ch. 3): calls come at random, each binds one person for
about `MINUTES`, whoever is free takes the next. It is the figure of a queue that goes on: where as much comes as can be done, or
more, everybody counts as late; an hour that begins with nobody waiting is a little better than it says.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTES = 12.0  # one case binds a person so long before she can ring the next: the call and its record (our judgement)
PROMISE = 5.0  # minutes within which a resident is called (complaints.promises)
WORTH = 0.5  # broken promises of an hour below which it is not named
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """One hour to come: how many cases are expected in it, and how many people are on duty."""

    starts_at: datetime
    arrivals: float
    people: int

    @property
    def broken(self) -> float:
        """How many of its cases will probably not be called in time."""
        return self.arrivals * late_share(self.arrivals, self.people)


@dataclass(frozen=True)
class Stretch:
    """Hours in a row with the same people in which promises will probably break."""

    starts_at: datetime
    ends_at: datetime
    arrivals: float
    people: int
    broken: float


def waits(load: float, people: int) -> float:
    """The chance that nobody is free when a case comes (Erlang C). `load`: cases an hour times hours each binds a person."""
    if people <= load:
        return 1.0
    if load <= 0:
        return 0.0
    free = 1.0  # Erlang B by its recursion, which does not overflow
    for n in range(1, people + 1):
        free = load * free / (n + load * free)
    return free / (1 - (load / people) * (1 - free))


def late_share(arrivals: float, people: int, *, minutes: float = MINUTES, promise: float = PROMISE) -> float:
    """The share of an hour's cases that wait longer than `promise` minutes, from 0 to 1."""
    if arrivals <= 0:
        return 0.0
    if people <= 0:
        return 1.0
    load = arrivals * minutes / 60
    return waits(load, people) * math.exp(-max(0.0, people - load) * promise / minutes)


def stretches(hours: Iterable[Hour]) -> list[Stretch]:
    """The hours worth naming, those in a row with the same people together, in order."""
    found: list[list[Hour]] = []
    for hour in sorted(hours, key=lambda one: one.starts_at):
        if hour.broken < WORTH:
            continue
        last = found[-1][-1] if found else None
        if last and last.starts_at + HOUR == hour.starts_at and last.people == hour.people:
            found[-1].append(hour)
        else:
            found.append([hour])
    return [_together(run) for run in found]


def _together(run: Sequence[Hour]) -> Stretch:
    return Stretch(
        run[0].starts_at, run[-1].starts_at + HOUR, sum(hour.arrivals for hour in run), run[0].people,
        sum(hour.broken for hour in run),
    )  # fmt: skip
