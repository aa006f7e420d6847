"""Names nobody can guess: case numbers, place codes, secret links."""

from __future__ import annotations

import secrets
from datetime import datetime

# Crockford's base 32: no I, L, O, U, so that a number read over the phone has one spelling.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def pick(length: int) -> str:
    """`length` random characters of `ALPHABET` (5 bits each)."""
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(length))


def case_code(day: datetime) -> str:
    """受理编号: `BA`, the local day and six random characters, e.g. `BA2611237K3M9Q`."""
    return f"BA{day:%y%m%d}{pick(6)}"


def cluster_code(day: datetime) -> str:
    """串并编号: `CB`, the local day and four random characters, e.g. `CB2611237K3M`."""
    return f"CB{day:%y%m%d}{pick(4)}"


def place_code() -> str:
    """The opaque payload of a QR code: 50 random bits, never an address (domain.md §2.3)."""
    return pick(10)


def token() -> str:
    """A secret link's key: 192 random bits, URL-safe, 32 characters."""
    return secrets.token_urlsafe(24)


def spoken(typed: str) -> str:
    """A case number as typed by a person, brought to the form we store: upper case, no blanks, O→0, I and L→1."""
    cleaned = "".join(typed.upper().split()).replace("-", "")
    return cleaned[:2] + cleaned[2:].translate(str.maketrans("OIL", "011"))
