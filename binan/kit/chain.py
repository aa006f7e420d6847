"""Hash chains: what makes a record of what happened one that nobody edits unseen (threat 18; docs/decisions/0001, 0028)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from binan.kit.sealed import canonical

GENESIS = "0" * 64  # what the first link hangs on


def body_digest(salt: str, body: Any) -> str:
    """SHA-256 over salt and the canonical JSON of a body, in hex. The chain covers this alone, so that a body may be erased for
    privacy while the chain stays whole; without the salt nobody tries bodies out."""
    return hashlib.sha256((salt + canonical(body)).encode()).hexdigest()


def link(covered: Sequence[Any]) -> str:
    """The hash of one link, in hex: over the canonical JSON of everything it covers, the hash before it among them."""
    return hashlib.sha256(canonical(list(covered)).encode()).hexdigest()


def moment(at: datetime) -> str:
    """The one spelling of a moment that hashes cover: UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
