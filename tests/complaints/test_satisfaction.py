"""满意率 is never alone: with the share of those who answered, its interval, and what it would be had the silent been unhappy."""

from __future__ import annotations

import pytest

from complaints.satisfaction import Satisfaction, wilson


def test_the_figure_of_the_article_with_its_interval() -> None:
    figure = Satisfaction(invited=700, voted=543, satisfied=533)
    assert figure.rate == 98.16
    assert figure.interval == (96.6, 99.0)
    assert figure.response == 77.57
    assert figure.worst == 76.14


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, (0.0, 100.0)), (0, 10, (0.0, 27.8)), (10, 10, (72.2, 100.0)), (5, 10, (23.7, 76.3))],
)
def test_the_interval_stays_honest_at_the_ends(part: int, whole: int, expected: tuple[float, float]) -> None:
    assert wilson(part, whole) == expected


def test_a_hundred_means_all() -> None:
    assert Satisfaction(100_000, 100_000, 99_999).rate == 99.99
    assert Satisfaction(3, 3, 3).rate == 100.0


def test_both_figures_with_and_without_what_the_district_took_out() -> None:
    figure = Satisfaction(invited=20, voted=10, satisfied=8, excluded=1)
    assert (figure.rate, figure.adjusted.rate) == (80.0, 88.89)
    assert (figure.adjusted.voted, figure.adjusted.invited) == (9, 19)


def test_of_nothing_nothing_is_said() -> None:
    figure = Satisfaction(0, 0, 0)
    assert (figure.rate, figure.response, figure.worst, figure.few) == (0.0, 0.0, 0.0, True)
