"""The field keys in use, newest first: what new data is sealed with, and what older data can still be opened with.

Keys from a file (settings.FIELD_KEYS_FILE) are read again when the file has changed, so that a new key reaches every running
process without a restart: looked at once a second at most, and at once when a value names a key nobody knows yet. Keys from
the bare environment stay what they were at the start.
"""

from __future__ import annotations

import base64
import binascii
import logging
import os
import secrets
import time
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
LENGTH = 32  # bytes: AES-256
LOOK_EVERY = 1.0  # seconds between two looks at the file


class Ring:
    """The keys of one process. Thread-safe by replacing, never changing, what it holds."""

    def __init__(self) -> None:
        self._file: Path | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._looked = 0.0
        self._keys: dict[str, bytes] = {}

    def keys(self) -> dict[str, bytes]:
        """Name → key, newest first; the first seals what is written now."""
        if settings.FIELD_KEYS_FILE is None:
            return settings.FIELD_KEYS
        if self._file != settings.FIELD_KEYS_FILE or time.monotonic() - self._looked >= LOOK_EVERY:
            self.look()
        return self._keys

    def named(self, name: str) -> bytes | None:
        """The key of this name, also one that was added a moment ago; None when there is none."""
        found = self.keys().get(name)
        if found is None and settings.FIELD_KEYS_FILE is not None:
            self.look()
            found = self._keys.get(name)
        return found

    def look(self) -> None:
        """Read the file again if it has changed. One that cannot be read changes nothing: the house goes on with the keys it has."""
        path = settings.FIELD_KEYS_FILE
        if self._file != path:
            self._file, self._stamp, self._keys = path, None, settings.FIELD_KEYS
        self._looked = time.monotonic()
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
            if stamp != self._stamp:
                self._keys, self._stamp = read(path), stamp
        except (OSError, ValueError):
            log.exception("the file of field keys could not be read; going on with the keys known so far")


RING = Ring()


def parse(text: str) -> dict[str, bytes]:
    """Keys as they are written, `name:base64url(32 bytes)`, comma-separated. Raises `ValueError`."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        try:
            key = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        except binascii.Error as fault:
            raise ValueError("not base64url") from fault
        if not (name.isascii() and name.isalnum() and len(name) <= 40) or len(key) != LENGTH or name in keys:
            raise ValueError("a field key is a name of letters and digits, and 32 bytes")
        keys[name] = key
    return keys


def read(path: Path) -> dict[str, bytes]:
    """The keys of a file. Raises `OSError`, and `ValueError` for a file without keys."""
    keys = parse(path.read_text(encoding="ascii").replace("\n", ","))
    if not keys:
        raise ValueError("no field key in the file")
    return keys


def write(path: Path, keys: dict[str, bytes]) -> None:
    """Put these keys into the file, whole or not at all, for its owner only."""
    text = ",".join(f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in keys.items())
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    RING.look()


def fresh() -> bytes:
    """A new random key."""
    return secrets.token_bytes(LENGTH)
