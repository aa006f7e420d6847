"""What time itself does in the house: files that were asked for are drawn, old ones go."""

from __future__ import annotations

from datetime import datetime

from governance.services import prints


def draw(now: datetime) -> int:
    """Draw a printing that waits; seconds of work, so in a thread of its own."""
    return prints.work(now)


def sweep(now: datetime) -> int:
    """Forget printed files after a week."""
    return prints.forget(now)
