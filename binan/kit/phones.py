"""Telephone numbers: read as people type them, kept as E.164, shown masked."""

from __future__ import annotations

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Refused

HOME = "CN"
# Mainland mobiles as nearly all are typed and stored: what the library would say of them, without asking it.
PLAIN = re.compile(r"(?:\+86)?(1(?:[38][0-9]|[59][0-35-9])[0-9]{8})")
SENTENCE = _("请填 11 位手机号，比如 138 0000 0000；固定电话请带区号。")


def parse(typed: str) -> str:
    """The number in E.164, `+86` by default, mobile or fixed line. Raises `Refused("phone", …)` with what to type."""
    if plain := PLAIN.fullmatch(typed):
        return f"+86{plain[1]}"
    try:
        number = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException as fault:
        raise Refused("phone", SENTENCE, fields={"phone": SENTENCE}) from fault
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise Refused("phone", SENTENCE, fields={"phone": SENTENCE})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether an E.164 number can take an SMS."""
    if PLAIN.fullmatch(number):
        return True
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def local(number: str) -> str:
    """An E.164 number as dialled in China: `13800138001`, `0571…`; foreign numbers keep their `+`."""
    if not number.startswith("+86"):
        return number
    national = number[3:]
    return national if is_mobile(number) else f"0{national}"


def grouped(number: str) -> str:
    """An E.164 number as it is read out and written down, in groups that stay together: `0571 8765 4321`."""
    shown = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.startswith("+86")
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(phonenumbers.parse(number), shown).replace(" ", "\u00a0")


def mask(number: str) -> str:
    """`138****8001`: three first and four last digits (domain.md §5)."""
    shown = local(number) if number else ""
    return f"{shown[:3]}****{shown[-4:]}" if len(shown) > 7 else "****" if shown else ""
