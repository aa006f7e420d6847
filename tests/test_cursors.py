"""A cursor brings back where a page ended; whatever else somebody puts into an address is refused in words."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binan.kit import cursors
from binan.kit.errors import Refused

MOMENTS = st.datetimes(timezones=st.just(UTC))


@given(st.integers(0, 9), MOMENTS, st.integers(0, cursors.LARGEST))
def test_a_page_goes_on_where_it_ended(lane: int, at: datetime, pk: int) -> None:
    assert cursors.place(cursors.cursor(lane, at, pk), int, datetime, int) == (lane, at, pk)


def of(raw: str) -> str:
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        "-1",
        "９",
        "9" * 30,
        "\0",
        "你",
        of(""),
        of("a"),
        of("-1"),
        of(str(2**63)),
        of("9" * 5000),
        of("1|2"),
        of("0x1"),
    ],
)
def test_a_key_that_is_not_ours_is_refused(wrong: str) -> None:
    with pytest.raises(Refused, match="从第一页重新打开"):
        cursors.place(wrong, int)


@pytest.mark.parametrize("moment", ["2026-11-23", "2026-11-23T18:30:00", "0001-01-01T00:00:00+14:00", "soon"])
def test_a_moment_without_its_zone_or_beyond_the_calendar_is_refused(moment: str) -> None:
    with pytest.raises(Refused):
        cursors.place(of(f"{moment}|1"), datetime, int)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    try:
        cursors.place(text, datetime, int)
    except Refused:
        return
    assert text  # a cursor of ours, found by chance
