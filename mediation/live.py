"""After commit: a word to the pages that colleagues have open. No message is needed to be right: the bell says it too."""

from __future__ import annotations

from collections.abc import Iterable

from binan.kit import bus
from governance.services import sessions

RING = "<template data-ring></template>"


def ring(people: Iterable[int]) -> None:
    """Say to every page of these members of staff (by key) that the list of who is called has changed (static/js/ring.js)."""
    bus.send([sessions.group(pk) for pk in people], {"type": "word", "html": RING})
