"""Encryption of personal data at rest, and the blind index that finds it again.

AES-256-GCM with a list of keys (newest first) and HMAC-SHA256 for look-ups; see trust.md §1 and threat 16.
A sealed value reads `<key id>.<base64url(nonce + ciphertext + tag)>`; the column's label is bound to it as associated
data, so a value cannot be carried into another column.
"""

from __future__ import annotations

import base64
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from binan.kit.keyring import RING

NONCE = 12  # bytes, as NIST SP 800-38D recommends for GCM


class Unreadable(Exception):
    """A sealed value whose key is gone or that was tampered with."""


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def newest() -> tuple[str, bytes]:
    """Name and bytes of the key that seals what is written now."""
    return next(iter(RING.keys().items()))


def seal(text: str, label: str) -> str:
    """Encrypt `text` for the column `label` with the newest key."""
    name, key = newest()
    nonce = os.urandom(NONCE)
    sealed = _cipher(key).encrypt(nonce, text.encode(), label.encode())
    return f"{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, label: str) -> str:
    """Decrypt what `seal` made for `label`; raises `Unreadable` when the key is unknown or the value was changed."""
    name, _, encoded = sealed.partition(".")
    key = RING.named(name)
    if key is None:
        raise Unreadable(f"no field key {name!r} for {label}")
    try:
        raw = base64.urlsafe_b64decode(encoded)
        return _cipher(key).decrypt(raw[:NONCE], raw[NONCE:], label.encode()).decode()
    except (InvalidTag, ValueError) as fault:
        raise Unreadable(f"{label} was changed or belongs to another column") from fault


MAGIC = b"\x89BINAN1\n"  # no picture, no recording and no text begins like this


def seal_bytes(data: bytes, label: str) -> bytes:
    """Encrypt a file's bytes: magic, length and name of the key, nonce, ciphertext with its tag. Header and label are bound."""
    name, key = newest()
    head, nonce = MAGIC + bytes([len(name)]) + name.encode("ascii"), os.urandom(NONCE)
    return head + nonce + _cipher(key).encrypt(nonce, data, head + label.encode())


def key_of(sealed: bytes) -> str:
    """The name of the key that the beginning of a sealed file speaks of; "" for what is no sealed file."""
    if not sealed.startswith(MAGIC) or len(sealed) <= len(MAGIC):
        return ""
    start = len(MAGIC) + 1
    return sealed[start : start + sealed[start - 1]].decode("ascii", "replace")


def unseal_bytes(sealed: bytes, label: str) -> bytes:
    """What `seal_bytes` was given for `label`; raises `Unreadable` when it was changed, cut off, moved or never sealed."""
    name = key_of(sealed)
    key = RING.named(name) if name else None
    if key is None:
        raise Unreadable(f"no field key {name!r} for {label}" if name else f"{label} is not sealed")
    end = len(MAGIC) + 1 + sealed[len(MAGIC)]
    # Views, not slices: the longest files are some 15 MB, and each copy would be held at once.
    view = memoryview(sealed)
    try:
        return _cipher(key).decrypt(view[end : end + NONCE], view[end + NONCE :], sealed[:end] + label.encode())
    except (InvalidTag, ValueError) as fault:
        raise Unreadable(f"{label} was changed or belongs to another place") from fault


def blind(value: str, label: str) -> str:
    """The blind index of `value` under the newest key: 32 hex characters (128 bits), equal for equal values only."""
    return _blind(newest()[1], value, label)


def blinds(value: str, label: str) -> list[str]:
    """The blind index under every key still in use, for look-ups while keys rotate."""
    return [_blind(key, value, label) for key in RING.keys().values()]


def _blind(key: bytes, value: str, label: str) -> str:
    return hmac.new(_column_key(key, label), value.encode(), "sha256").hexdigest()[:32]


@lru_cache(maxsize=256)
def _column_key(key: bytes, label: str) -> bytes:
    """A key of its own for each column: equal phones in two tables do not show as equal."""
    return hmac.digest(key, b"blind index:" + label.encode(), "sha256")
