"""Reference data kept in the process for seconds: places and rosters are read with every scan and change a few times a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
SIZE = 5000  # values; the district has ten thousand codes, of which few are scanned at once
_kept: dict[tuple[str, Hashable], tuple[float, Any]] = {}


def remember(kind: str, key: Hashable, seconds: float, read: Callable[[], T]) -> T:
    """What `read()` returned for `key` at most `seconds` ago, or what it returns now. Treat the value as read-only.

    Another process may know of a change up to `seconds` later; do not use it for what must be exact.
    """
    now = time.monotonic()
    found = _kept.get((kind, key))
    if found and now < found[0]:
        return found[1]
    value = read()
    if len(_kept) >= SIZE:
        _kept.clear()
    _kept[kind, key] = (now + seconds, value)
    return value


def recall(kind: str, key: Hashable) -> Any:
    """What is remembered for `key`, or None."""
    found = _kept.get((kind, key))
    return found[1] if found and time.monotonic() < found[0] else None


def forget() -> None:
    """Drop everything: after a change in this process, and between tests."""
    _kept.clear()
