"""What is being answered just now: the request, or the command of the person who runs the system.

A record of what was done names from where, although the service that writes it is given no request; only the audit reads this.
Set by the outermost face (`binan.watching`, `binan.commanded`), for one thread or task, and taken back when it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

_asked: ContextVar[HttpRequest | str | None] = ContextVar("asked", default=None)


@contextmanager
def answering(what: HttpRequest | str) -> Iterator[None]:
    """Within the block `what` is answered: a request, or the name of a command."""
    before = _asked.set(what)
    try:
        yield
    finally:
        _asked.reset(before)


def request() -> HttpRequest | None:
    """The request that is answered; None outside of one."""
    found = _asked.get()
    return found if isinstance(found, HttpRequest) else None


def command() -> str:
    """The command that is carried out; "" for none."""
    found = _asked.get()
    return found if isinstance(found, str) else ""
