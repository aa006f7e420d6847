"""The default: no provider."""

from __future__ import annotations

from datetime import timedelta

from complaints.axb.base import Bound, Exchange, Record, Unavailable, Unreadable


class NoExchange(Exchange):
    """Has no numbers; the worker dials the resident's own."""

    def bind(self, worker: str, resident: str, *, lasts: timedelta) -> Bound:
        """Always `Unavailable`."""
        raise Unavailable("none")

    def unbind(self, subscription: str) -> None:
        """Always `Unavailable`: a binding of an earlier configuration ends by itself."""
        raise Unavailable("none")

    def read(self, body: bytes) -> list[Record]:
        """Always `Unreadable`."""
        raise Unreadable
