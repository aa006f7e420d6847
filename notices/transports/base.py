"""What every way of sending has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Retry(Exception):
    """Not sent this time: try again, not before `after`. `unsure`: it may have been accepted, so ask before sending again."""

    def __init__(self, reason: str, *, after: timedelta = timedelta(0), unsure: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.unsure = unsure


class Dead(Exception):
    """Sending this again as it is can not succeed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Receipt:
    """The provider has accepted the message under this `number`."""

    number: str


class Fate(Enum):
    """What became of an accepted message."""

    UNDERWAY = "underway"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Report:
    """What the provider says of a message it has accepted; `reason` when it failed."""

    fate: Fate
    reason: str = ""


class Transport(ABC):
    """One way to send a text to a telephone. Called outside any transaction; every call ends in bounded time."""

    reports = False  # whether the provider can say later that a message arrived

    @abstractmethod
    def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> Receipt:
        """Send the text `template` (a name of `notices.texts`) with its variables to `phone` (E.164).

        `out_id` is our number for it, for `ask`. Raises `Retry` or `Dead`.
        """

    @abstractmethod
    def ask(self, phone: str, out_id: str, sent_at: datetime, number: str = "") -> Report | None:
        """What became of the message tried at `sent_at`; `number` is its receipt's, where there is one.

        Returns None when the provider has never accepted it. Raises `Retry` when it can not be asked now.
        """

    def close(self) -> None:  # noqa: B027 - nothing to close is the usual case
        """Give back connections."""
