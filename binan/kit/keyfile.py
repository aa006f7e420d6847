"""Field keys as they are written, in the environment and in a file."""

from __future__ import annotations

import base64
import binascii
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LENGTH = 32  # bytes: AES-256


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
    path = path.resolve()  # a link stays a link
    text = ",".join(f"{name}:{base64.urlsafe_b64encode(key).decode()}" for name, key in keys.items())
    beside = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
        if path.exists():  # whoever runs the command: the processes that read it go on reading it
            before = path.stat()
            os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fchmod(file.fileno(), before.st_mode & 0o777)
    beside.replace(path)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Whoever changes the keys does it alone on this machine: read the file within, two new keys at once would lose one."""
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fresh() -> bytes:
    """A new random key."""
    return secrets.token_bytes(LENGTH)
