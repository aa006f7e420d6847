"""The field keys in use, newest first: what new data is sealed with, and what older data can still be opened with.

Keys from a file (settings.FIELD_KEYS_FILE) are read again when the file has changed, so that a new key reaches every running
process without a restart: looked at once a second at most, and at once when a value names a key nobody knows yet. Keys from
the bare environment stay what they were at the start.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from django.conf import settings

from binan.kit import keyfile

log = logging.getLogger(__name__)
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
        if path is None:
            return
        if self._file != path:
            self._file, self._stamp, self._keys = path, None, settings.FIELD_KEYS
        self._looked = time.monotonic()
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
            if stamp != self._stamp:
                self._stamp = stamp  # before reading: a bad file is told of once, not every second
                self._keys = keyfile.read(path)
        except (OSError, ValueError):
            log.exception("the file of field keys could not be read; going on with the keys known so far")


RING = Ring()
