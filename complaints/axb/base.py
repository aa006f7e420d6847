"""What every provider of private numbers has in common (domain.md §6.8)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta


class Unavailable(Exception):
    """No private number this time. `reason`: for the log and the record, without any telephone number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreadable(ValueError):
    """What came in as call records is nothing that this provider documents."""


@dataclass(frozen=True)
class Bound:
    """`number` (E.164) leads from A to B and back until the `subscription` ends."""

    subscription: str
    number: str


@dataclass(frozen=True)
class Record:
    """One call over X, as the provider says. `key`: its own number for the call. `caller`: who rang X (E.164), to compare, not to keep."""

    key: str
    subscription: str
    caller: str
    at: datetime
    answered: bool
    seconds: int


class Exchange(ABC):
    """A provider. Called outside any transaction; every call ends in bounded time."""

    @abstractmethod
    def bind(self, worker: str, resident: str, *, lasts: timedelta) -> Bound:
        """Bind two E.164 mobiles for `lasts`; the provider unbinds by itself after it. Raises `Unavailable`."""

    @abstractmethod
    def unbind(self, subscription: str) -> None:
        """End a binding early. Raises `Unavailable` when that has to be tried again."""

    @abstractmethod
    def read(self, body: bytes) -> list[Record]:
        """The call records in what the provider sent to our address. Raises `Unreadable`."""

    def close(self) -> None:  # noqa: B027 - nothing to close is the usual case
        """Give back connections."""

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
