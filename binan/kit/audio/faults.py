"""What is no recording, and how much work one may make."""

from __future__ import annotations

PIECES_MAX = 100_000  # frames, blocks or boxes: many times those of the longest recording we take


class NotSound(ValueError):
    """The bytes are no recording that we know; the text says why, for tests and logs, never for residents."""


def counted(pieces: int) -> int:
    """`pieces` + 1; raises `NotSound` when nobody honest makes so many."""
    if pieces >= PIECES_MAX:
        raise NotSound("too many pieces")
    return pieces + 1
