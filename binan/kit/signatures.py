"""Calls that a partner signs: HMAC-SHA256 over the moment and the body (trust.md threat 13)."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

FRESH = timedelta(minutes=5)  # how far a partner's watch may be off


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of `body` sent at `timestamp` (seconds since 1970), in hex."""
    return hmac.new(secret.encode(), f"{timestamp}\n".encode() + body, "sha256").hexdigest()


def genuine(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether whoever knows the secret has signed this body within the last five minutes. A fresh copy passes: what it says has
    to count once by its own key."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and signature.isascii()):
        return False
    fresh = abs(now.timestamp() - int(timestamp)) <= FRESH.total_seconds()
    return hmac.compare_digest(sign(secret, timestamp, body), signature.lower()) and fresh
