"""Where a page of a list ended, as one word in an address: keyset paging for every list that grows.

A cursor is made by nobody else; one that is not ours is refused with a sentence, whatever it holds.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from binan.kit.errors import Refused

NOT_OURS = "翻页的位置不对，请从第一页重新打开。"
LARGEST = 2**63 - 1  # of a key in either database


def cursor(*parts: datetime | int) -> str:
    """The cursor of a page whose last row has these values, in the order the list is sorted by."""
    raw = "|".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in parts)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def place(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The values in a cursor, each an `int` or an aware `datetime` (UTC) as `kinds` says. Raises `Refused` on one that is not ours."""
    try:
        parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        return tuple(
            _moment(part) if kind is datetime else _number(part) for part, kind in zip(parts, kinds, strict=True)
        )
    except (ValueError, OverflowError) as fault:  # also binascii.Error and UnicodeDecodeError
        raise Refused("cursor", NOT_OURS) from fault


def _moment(part: str) -> datetime:
    at = datetime.fromisoformat(part)
    if timezone.is_naive(at):
        raise ValueError("naive")
    return at.astimezone(UTC)


def _number(part: str) -> int:
    if not 0 <= (number := int(part)) <= LARGEST:
        raise ValueError("out of range")
    return number
