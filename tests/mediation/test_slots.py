"""The arithmetic of free time against a list of minutes: whatever the bits say, the slow way says."""
# ruff: noqa: DTZ001 - local times without a zone, as the bits read them

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation import slots

pytestmark = pytest.mark.anywhere
DAY = date(2026, 11, 24)
FREE = st.integers(0, slots.ALL)
LENGTH = st.integers(1, 16)
MOMENT = st.datetimes(datetime(2026, 11, 23), datetime(2026, 11, 26))


def quarters(free: int) -> set[int]:
    return {n for n in range(slots.QUARTERS) if free >> n & 1}


def span(n: int) -> tuple[datetime, datetime]:
    return slots.at(DAY, n), slots.at(DAY, n + 1)


@given(FREE, LENGTH)
def test_a_session_stays_in_what_is_free(free, length):
    open_ = quarters(free)
    slow = {n for n in range(slots.QUARTERS) if all(n + k in open_ for k in range(length))}
    assert quarters(slots.starts(free, length)) == slow


@given(MOMENT, MOMENT)
def test_what_is_taken_takes_every_quarter_it_touches(one, two):
    first, last = min(one, two), max(one, two)
    slow = {n for n in range(slots.QUARTERS) if span(n)[0] < last and span(n)[1] > first}
    assert quarters(slots.touched(first, last, DAY)) == slow or first == last


@given(MOMENT, MOMENT)
def test_a_duty_gives_whole_quarters_only(one, two):
    first, last = min(one, two), max(one, two)
    slow = {n for n in range(slots.QUARTERS) if first <= span(n)[0] and span(n)[1] <= last}
    assert quarters(slots.whole(first, last, DAY)) == slow


@given(st.times(), st.times())
def test_hours_give_whole_quarters_only(begins, ends):
    begins, ends = begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)
    first, last = datetime.combine(DAY, begins), datetime.combine(DAY, ends)
    slow = {n for n in range(slots.QUARTERS) if first <= span(n)[0] and span(n)[1] <= last}
    assert quarters(slots.within(begins, ends)) == slow


@given(MOMENT)
def test_nothing_begins_in_the_past(now):
    assert quarters(slots.after(now, DAY)) == {n for n in range(slots.QUARTERS) if span(n)[0] >= now}


@given(FREE, LENGTH, st.integers(1, 5))
def test_three_offered_never_overlap_and_are_the_earliest(free, length, most):
    found = list(slots.each(free))
    picked = slots.apart(found, length, most)
    assert found == sorted(quarters(free))
    assert picked == sorted(picked) and set(picked) <= set(found) and len(picked) <= most
    assert all(two - one >= length for one, two in pairwise(picked))
    assert picked[:1] == found[:1]
    if len(picked) < most:
        assert all(any(abs(n - p) < length for p in picked) for n in found)


@given(st.lists(FREE, max_size=4), st.lists(FREE, max_size=4), FREE, FREE, LENGTH)
def test_what_blocked_a_day_is_named_only_when_something_did(rooms, mediators, parties, rest, length):
    here = [quarters(slots.starts(free & rest, length)) for free in rooms]
    who = [quarters(slots.starts(free & rest, length)) for free in mediators]
    possible = set().union(*here) & set().union(*who) & quarters(slots.starts(parties, length))
    named = slots.blocker(rooms, mediators, parties, rest, length)
    assert (named == "") == bool(possible)
    if named == slots.MEDIATOR:
        assert not any(who)


def test_the_parts_of_a_day_and_an_hour_in_quarters():
    assert [slots.length(m) for m in (15, 30, 50, 60)] == [1, 2, 4, 4]
    assert sum(slots.within(*part).bit_count() for part in slots.PARTS.values()) == 14 * 4
    assert slots.at(DAY, 57) == datetime.combine(DAY, time(14, 15))
    assert slots.touched(datetime(2026, 11, 24, 9), datetime(2026, 11, 24, 9, 0, 1), DAY).bit_count() == 1
    assert timedelta(days=1) == slots.QUARTER * slots.QUARTERS
