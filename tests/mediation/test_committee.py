"""Who sits on a committee and for how long (人民调解法 arts. 8 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from mediation.committee import Office, next_reminder, objections, term_ends


@dataclass
class Seat:
    office: str = Office.MEMBER
    woman: bool = False


CHAIR, WOMAN, MAN = Seat(Office.CHAIR), Seat(woman=True), Seat()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([CHAIR, WOMAN, MAN], []),
        ([Seat(Office.CHAIR, woman=True), *[MAN] * 8], []),
        ([CHAIR, WOMAN], ["3 到 9 名委员"]),
        ([CHAIR, WOMAN, *[MAN] * 8], ["现在是 10 名"]),
        ([WOMAN, MAN, MAN], ["一名主任，现在是 0 名"]),
        ([CHAIR, CHAIR, WOMAN], ["现在是 2 名"]),
        ([CHAIR, MAN, MAN], ["应当有妇女委员"]),
        ([], ["现在是 0 名", "现在是 0 名", "妇女委员"]),
    ],
)
def test_three_to_nine_members_one_chair_and_women(members: list[Seat], said: list[str]) -> None:
    found = objections(members)
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_a_term_is_three_years_also_from_a_leap_day() -> None:
    assert term_ends(date(2024, 3, 1)) == date(2027, 3, 1)
    assert term_ends(date(2024, 2, 29)) == date(2027, 2, 28)


def test_its_end_is_told_two_months_and_two_weeks_before_on_the_day_and_every_month_after() -> None:
    began, ends = date(2024, 1, 10), date(2027, 1, 10)
    told, days = None, []
    for _ in range(5):
        told = next_reminder(began, told)
        days.append((told - ends).days)
    assert days == [-60, -14, 0, 30, 60]


def test_after_a_pause_only_what_is_still_to_come_is_told() -> None:
    began, ends = date(2024, 1, 10), date(2027, 1, 10)
    assert next_reminder(began, ends - timedelta(days=20)) == ends - timedelta(days=14)
    assert next_reminder(began, ends + timedelta(days=29)) == ends + timedelta(days=30)


def test_a_new_term_has_its_own_reminders() -> None:
    assert next_reminder(date(2027, 1, 12), date(2027, 1, 10)) == date(2029, 11, 13)
