"""The stream of a backup: a tar within age (https://age-encryption.org/v1), written and read piece by piece through a pipe.

Memory stays at some 20 MB however large the house is. age notices each changed byte and a cut-off end, but only when it has
been read to there: nothing that was unpacked counts before the whole file was read (`opened`).
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage
from pyrage import x25519

from binan.backup import BackupRefused

SPOILT = "这份备份不完整或被改动过，不能用。请换另一份备份。"
WRONG = "这把私钥打不开这份备份。请换成做备份时那个公钥对应的私钥。"
FULL = "备份写不下去（{fault}）。请检查磁盘还有没有空间，再运行一次；以前的备份没有动。"
NO_IDENTITY = "私钥文件里没有 AGE-SECRET-KEY-… 一行。请用 backup --make-identity 生成并离线保存的那一份。"


def pair() -> tuple[str, str]:
    """A new pair: the recipient for BINAN_BACKUP_TO, and the identity to be kept offline."""
    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def identity(text: str) -> x25519.Identity:
    """The identity in the text of its file. Raises `BackupRefused`."""
    for line in (each.strip() for each in text.splitlines()):
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                return x25519.Identity.from_str(line)
            except pyrage.IdentityError as fault:
                raise BackupRefused(NO_IDENTITY) from fault
    raise BackupRefused(NO_IDENTITY)


def write(target: IO[bytes], recipients: list[str], fill: Callable[[tarfile.TarFile], None]) -> None:
    """Write what `fill` puts into a tar to `target`, sealed for the recipients. Raises what `fill` raises, and
    `BackupRefused` where no more can be written."""

    def pack(pipe: IO[bytes]) -> None:
        with pipe, tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            fill(tar)

    reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    with _beside(pack, writer), reader:
        try:
            pyrage.encrypt_io(reader, target, [x25519.Recipient.from_str(each) for each in recipients])
        except pyrage.EncryptError as fault:
            raise BackupRefused(FULL.format(fault=fault)) from fault


@contextmanager
def opened(path: Path, key: x25519.Identity) -> Iterator[Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    """The files within a backup in their order. What is read is certain only after the block has ended without an error.

    Raises `BackupRefused` for a wrong identity and a file that was changed or cut off.
    """
    reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    file = path.open("rb")

    def decrypt(pipe: IO[bytes]) -> None:
        with pipe, file:
            _decrypt(file, pipe, key)

    with _beside(decrypt, writer), reader:
        try:
            with tarfile.open(fileobj=reader, mode="r|") as tar:
                yield _members(tar)
        except tarfile.TarError as fault:
            raise BackupRefused(SPOILT) from fault
        while reader.read(2**16):  # to the end: only there age knows that nothing is missing
            pass


def _decrypt(file: IO[bytes], pipe: IO[bytes], key: x25519.Identity) -> None:
    try:
        pyrage.decrypt_io(file, pipe, [key])
    except pyrage.DecryptError as fault:
        raise BackupRefused(WRONG if "No matching keys" in str(fault) else SPOILT) from fault
    except OSError as fault:
        if "Broken pipe" in str(fault):  # the reader has given up; its own fault is the cause
            raise BrokenPipeError from fault
        raise BackupRefused(SPOILT) from fault


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for member in tar:
        file = tar.extractfile(member)
        if not member.isfile() or file is None:
            raise BackupRefused(SPOILT)
        yield member, file


@contextmanager
def _beside(work: Callable[[IO[bytes]], None], pipe: IO[bytes]) -> Iterator[None]:
    """Do `work` in a thread during the block. Its fault is the first cause: at the other end of the pipe it looks like an end.
    A broken pipe is none: the block has given up."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work(pipe)
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, name="backup")
    thread.start()
    try:
        yield
    finally:
        thread.join()
        if faults and not isinstance(faults[0], BrokenPipeError):
            raise faults[0]
