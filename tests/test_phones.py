"""Telephone numbers as people type them; the short way for plain mobiles says what the library says."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from binan.kit import phones
from binan.kit.errors import Refused

MOBILE = phonenumbers.PhoneNumberType.MOBILE


@given(st.from_regex(phones.PLAIN, fullmatch=True))
def test_a_number_taken_the_short_way_is_a_mobile_to_the_library_too(typed: str) -> None:
    number = phonenumbers.parse(typed, "CN")
    assert phonenumbers.is_valid_number(number)
    assert phonenumbers.number_type(number) == MOBILE
    assert phones.parse(typed) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert phones.is_mobile(phones.parse(typed))


@pytest.mark.parametrize(
    ("typed", "kept", "mobile"),
    [
        ("138 0013 8001", "+8613800138001", True),
        ("１３８００１３８００１", "+8613800138001", True),
        ("+86-138-0013-8001", "+8613800138001", True),
        ("0571-87654321", "+8657187654321", False),
        ("+1 650 253 0000", "+16502530000", True),  # a foreigner's: fixed line or mobile, nobody can tell
        ("17200138001", "+8617200138001", True),
    ],
)
def test_a_number_is_kept_in_one_spelling(typed: str, kept: str, mobile: bool) -> None:
    assert (phones.parse(typed), phones.is_mobile(kept)) == (kept, mobile)


@pytest.mark.parametrize("typed", ["", "1380013800", "138001380011", "12345678901", "+8615412345678", "一三八"])
def test_what_nobody_can_ring_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        phones.parse(typed)


@pytest.mark.parametrize(
    ("number", "read"),
    [("+8657187654321", "0571 8765 4321"), ("+8613800138001", "138 0013 8001"), ("+442079460958", "+44 20 7946 0958")],
)
def test_a_number_is_shown_in_groups_that_no_line_breaks(number: str, read: str) -> None:
    assert phones.grouped(number) == read.replace(" ", "\u00a0")
