"""One family of refusals: what a service says when it will not do what was asked (convention 10)."""

from __future__ import annotations


class Refused(Exception):
    """A refusal with a machine code, a Chinese sentence that says what to do next, and the HTTP status it maps to."""

    status = 422

    def __init__(self, code: str, sentence: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.fields = fields or {}


class Moved(Refused):
    """Somebody was faster, or the object has left the stage in which this was possible."""

    status = 409


class NotAllowed(Refused):
    """The person may see the object but not do this with it."""

    status = 403


class Nowhere(Refused):
    """There is nothing at this address."""

    status = 404


class TooOften(Refused):
    """Too many attempts from one client; `retry_after` in seconds."""

    status = 429

    def __init__(self, code: str, sentence: str, *, retry_after: int) -> None:
        super().__init__(code, sentence)
        self.retry_after = retry_after
