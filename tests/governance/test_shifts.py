"""The arithmetic of a roster, without a database."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from governance.shifts import (
    DAYS_MAX,
    REST,
    Load,
    Span,
    fewest,
    is_night,
    is_weekend,
    load,
    on_day,
    rotation,
    short_rests,
    without,
)

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 11, 23)
DAY, NIGHT = (time(8), time(20)), (time(20), time(8))


def shift(kind: tuple[time, time], n: int) -> Span:
    return on_day(*kind, MONDAY + timedelta(days=n), CHINA)


def hours(*pairs: tuple[int, int]) -> list[Span]:
    zero = datetime(2026, 11, 23, tzinfo=CHINA)
    return [Span(zero + timedelta(hours=a), zero + timedelta(hours=b)) for a, b in pairs]


def test_a_night_shift_ends_on_the_next_day() -> None:
    night = shift(NIGHT, 0)
    assert (night.starts_at.day, night.starts_at.hour, night.ends_at.day, night.ends_at.hour) == (23, 20, 24, 8)
    assert night.hours == shift(DAY, 0).hours == 12
    assert on_day(time(8), time(8), MONDAY, CHINA).hours == 24


def test_what_is_left_uncovered() -> None:
    assert without(hours((0, 24)), hours((8, 20))) == hours((0, 8), (20, 24))
    assert without(hours((0, 24)), hours((0, 12), (11, 24))) == []
    assert without(hours((0, 12), (12, 24)), hours((5, 6))) == hours((0, 5), (6, 24))
    assert without(hours((0, 12)), []) == hours((0, 12))


def test_the_fewest_at_once_are_those_between_two_changes() -> None:
    (day,) = hours((8, 20))
    assert fewest(day, hours((8, 14), (14, 20))) == 1
    assert fewest(day, hours((8, 14), (15, 20))) == fewest(day, hours((9, 20))) == fewest(day, []) == 0
    assert fewest(day, hours((0, 24), (6, 12), (11, 20), (20, 23))) == 2


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
)
def test_every_hour_is_wanted_and_served_or_left(wanted: list, served: list) -> None:
    def covered(spans: list[Span], hour: Span) -> bool:
        return any(span.starts_at <= hour.starts_at and hour.ends_at <= span.ends_at for span in spans)

    asked, there = (hours(*((a, a + length) for a, length in pairs)) for pairs in (wanted, served))
    left = without(asked, there)
    for hour in hours(*((n, n + 1) for n in range(81))):
        assert covered(left, hour) == (covered(asked, hour) and not covered(there, hour))


def test_nights_and_weekends_are_known() -> None:
    assert is_night(shift(NIGHT, 0))
    assert not is_night(shift(DAY, 0))
    assert is_night(on_day(time(8), time(8), MONDAY, CHINA))
    assert [is_weekend(shift(DAY, n)) for n in range(7)] == [False] * 5 + [True] * 2


def test_a_rest_of_less_than_eleven_hours_is_named_with_its_length() -> None:
    found = short_rests([shift(DAY, 1), shift(NIGHT, 0), shift(DAY, 3)])
    assert found == [(shift(DAY, 1), timedelta())]
    assert short_rests(hours((0, 8), (19, 20))) == []
    assert short_rests(hours((0, 8), (18, 20))) == [(hours((18, 20))[0], timedelta(hours=10))]


WEEK = [shift(kind, n) for n in range(7) for kind in (DAY, NIGHT)]


def rounds(people: str, weeks: int) -> dict[str, list[Span]]:
    """So many weeks of a station, filled one after the other."""
    held: dict[str, list[Span]] = {who: [] for who in people}
    for n in range(weeks):
        places = [Span(s.starts_at + timedelta(weeks=n), s.ends_at + timedelta(weeks=n)) for s in WEEK]
        past = {who: load(spans) for who, spans in held.items()}
        for place, who in zip(places, rotation(places, list(people), busy=held, past=past, away={}), strict=True):
            assert who, place
            held[who].append(place)
    return held


def test_five_people_share_four_weeks_evenly_and_rest() -> None:
    held = rounds("甲乙丙丁戊", 4)
    loads = [load(spans) for spans in held.values()]
    for what in ("shifts", "nights", "weekends"):
        counts = [getattr(one, what) for one in loads]
        assert max(counts) - min(counts) <= 2, (what, counts)
    for spans in held.values():
        assert all(after.starts_at - before.ends_at >= REST for before, after in pairwise(sorted(spans)))
        for week in {span.starts_at.isocalendar()[1] for span in spans}:
            assert len({s.starts_at.date() for s in spans if s.starts_at.isocalendar()[1] == week}) <= DAYS_MAX


def test_two_people_cannot_hold_a_station_alone_and_what_is_open_stays_open() -> None:
    turns = rotation(WEEK, "甲乙", busy={}, past={}, away={})
    assert turns.count(None) == 2  # each has a free day
    assert turns.count("甲") == turns.count("乙") == 6


def test_whoever_is_away_or_had_more_nights_is_spared() -> None:
    night = shift(NIGHT, 0)
    assert rotation([night], "甲乙", busy={}, past={"甲": Load(3, 3, 0, 36)}, away={}) == ["乙"]
    assert rotation([night], "甲乙", busy={}, past={}, away={"甲": [night]}) == ["乙"]
    assert rotation([night], "甲乙", busy={"甲": [shift(DAY, 0)]}, past={}, away={}) == ["乙"]
    assert rotation([night], "甲", busy={"甲": [shift(DAY, 0)]}, past={}, away={}) == [None]
