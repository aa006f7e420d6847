"""The storage of everything people send in and everything we issue: each file lies sealed on the disk (threats 16 and 17).

Sealed whole with the newest field key, its name bound to it: a file that somebody changed, cut off, put into another's place
or laid beside ours does not open (`crypto.Unreadable`). Names are random and no file is ever renamed, so binding them costs
nothing. Files have at most some 15 MB; one that is opened is held in memory twice for a moment, sealed and open.
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from binan.kit import crypto

HIDDEN = "."  # how names of ours begin that are no files of people: parts being written, the lock, a restore under way
AS_TEXT = {"ink": "mediation.ink", "papers": "mediation.document.file"}  # folder → what was bound to its files before
HEAD = 64  # bytes that tell which key a file needs: magic, length and name


class Vault(FileSystemStorage):
    """`FileSystemStorage`, sealed. Files are written once, read whole and deleted; `open` knows `rb` alone."""

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("sealed files are read whole or written anew")
        return ContentFile(crypto.unseal_bytes(Path(self.path(name)).read_bytes(), label(name)), name=name)

    def _save(self, name: str, content: File) -> str:
        path, data = Path(self.path(name)), content.read()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._part(
            path, crypto.seal_bytes(data if isinstance(data, bytes) else data.encode(), label(name))
        ) as part:
            os.link(part, path)  # never over another file: names are random, so one that is there is a fault
        return name

    def delete(self, name: str) -> None:
        """Delete the file; one that is not there any more is no fault."""
        with self._alone():
            super().delete(name)

    def reseal(self, name: str) -> bool:
        """Seal the file with the newest key; returns whether that had to be done. One that was deleted meanwhile stays deleted.

        Raises `crypto.Unreadable`.
        """
        path, found = Path(self.path(name)), self.key_of(name)
        if found in (None, crypto.newest()[0]):
            return False
        try:
            data = crypto.unseal_bytes(path.read_bytes(), label(name))
        except FileNotFoundError:
            return False
        return self.replace(name, data)

    def replace(self, name: str, data: bytes) -> bool:
        """Put `data` sealed into the place of a file that is there; returns whether it still was."""
        path = Path(self.path(name))
        with self._part(path, crypto.seal_bytes(data, label(name))) as part, self._alone():
            if not path.exists():
                return False
            part.replace(path)
        return True

    def key_of(self, name: str) -> str | None:
        """The name of the key that the file is sealed with, "" when it is not sealed; None when there is no such file."""
        try:
            with Path(self.path(name)).open("rb") as file:
                return crypto.key_of(file.read(HEAD))
        except FileNotFoundError:
            return None

    def names(self) -> Iterator[str]:
        """The names of all files, folder by folder in order; what comes or goes meanwhile may be there or not."""
        for folder, folders, files in os.walk(self.location):
            folders[:] = sorted(each for each in folders if not each.startswith(HIDDEN))
            for name in sorted(each for each in files if not each.startswith(HIDDEN)):
                yield Path(folder, name).relative_to(self.location).as_posix()

    @contextmanager
    def _part(self, path: Path, sealed: bytes) -> Iterator[Path]:
        """The bytes in a file beside `path`, on the disk; a program that is killed leaves no half file under a true name."""
        part = path.with_name(f"{HIDDEN}{secrets.token_hex(8)}.part")
        try:
            with part.open("xb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            yield part
        finally:
            with suppress(FileNotFoundError):
                part.unlink()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else deletes or replaces meanwhile, in any process that shares the folder."""
        Path(self.location).mkdir(parents=True, exist_ok=True)
        with Path(self.location, f"{HIDDEN}lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def shelf() -> Vault:
    """The vault in use."""
    return cast(Vault, default_storage)


def read(name: str) -> bytes:
    """The bytes of a stored file. Raises `crypto.Unreadable` for one that was changed, `FileNotFoundError` for none."""
    with default_storage.open(name) as file:
        return bytes(file.read())


def label(name: Any) -> str:
    """What is bound to a file: that it is one, and its name."""
    return f"file:{name}"


def seal_plain() -> int:
    """Seal the files that older versions left plain, or sealed as text in files of two folders; returns how many.

    What lies on the disk at this one moment is believed. Killed in between it goes on where it stopped: a sealed file is left alone.
    """
    files, done = shelf(), 0
    for name in list(files.names()):
        if files.key_of(name) == "":
            raw, text = Path(files.path(name)).read_bytes(), AS_TEXT.get(name.partition("/")[0])
            try:
                data = base64.b64decode(crypto.unseal(raw.decode("ascii"), text)) if text else raw
            except (crypto.Unreadable, UnicodeDecodeError):
                continue  # was unreadable before; what names it says so, and `rotate_keys` lists it
            done += files.replace(name, data)
    return done
