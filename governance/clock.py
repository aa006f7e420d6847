"""What time itself does in the house: the audit is hung on its chain and looked over each night, plates are drawn, old files go."""

from __future__ import annotations

from datetime import datetime

from governance.services import chaining, prints


def tick(now: datetime) -> int:
    """Chain the last second's entries, and once a night look over the day's. In a thread of its own: a night's look may take a
    minute, and no promise waits for it."""
    return chaining.chain(now) or chaining.anchor(now)  # what waits for its place is no fault of the night


def draw(now: datetime) -> int:
    """Draw a printing that waits; seconds of work, so in a thread of its own."""
    return prints.work(now)


def sweep(now: datetime) -> int:
    """Forget printed files after a week."""
    return prints.forget(now)
