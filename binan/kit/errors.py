"""One family of refusals: what a service says when it will not do what was asked (convention 10)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise


class Refused(Exception):
    """A refusal with a machine code, a sentence that says what to do next, and the HTTP status it maps to.

    A lazy sentence is read in the language of the moment: that of the person who is refused.
    """

    status = 422

    def __init__(
        self, code: str, sentence: str | Promise, *, fields: Mapping[str, str | Promise] | None = None
    ) -> None:
        self.code = code
        self.sentence = str(sentence)
        self.fields = {name: str(words) for name, words in (fields or {}).items()}
        super().__init__(self.sentence)


class Damaged(Refused):
    """What was kept can not be read any more: changed on the disk, or its key is gone."""

    status = 500


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

    def __init__(self, code: str, sentence: str | Promise, *, retry_after: int) -> None:
        super().__init__(code, sentence)
        self.retry_after = retry_after
