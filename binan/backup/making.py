"""Making a backup while people work: the database at one moment, then every file, sealed for whoever holds the identity."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils import timezone

from binan.backup import BackupRefused, facts, sealing, stores
from binan.kit.vault import shelf
from binan.operations import noted

STEM, SUFFIX = "binan-", ".age"
MANIFEST, END, MEDIA = "manifest.json", "end.json", "media/"
NOBODY = (
    "没有设置 BINAN_BACKUP_TO，备份不知道加密给谁。请在离线的电脑上运行 manage.py backup --make-identity，"
    "把 age1… 公钥写进 BINAN_BACKUP_TO，私钥离线保存。"
)
RUNNING = "另一份备份正在进行，请等它结束。"


def make(target: Path, *, now: datetime, keep: int = 0) -> Path:
    """Back up into the file `target`, or into a new file in the folder `target`, of whose backups the `keep` newest stay (0: all).

    Returns the file. It appears under its name when it is whole and on the disk, never before. Raises `BackupRefused`.
    """
    if not settings.BACKUP_TO:
        raise BackupRefused(NOBODY)
    path = target / f"{STEM}{timezone.localtime(now):%Y%m%d-%H%M%S}{SUFFIX}" if target.is_dir() else target
    if path.exists():
        raise BackupRefused(f"{path} 已经有了，请换一个名字。")
    with _alone() as folder:
        part = path.with_name(f".{path.name}.part")
        try:
            with part.open("wb") as file:
                _fill(file, folder, now)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _settle(path.parent)
        if target.is_dir():
            _tidy(target, keep)
    noted("backup", file=path.name, bytes=path.stat().st_size)
    return path


def _fill(file: Any, folder: Path, now: datetime) -> None:
    with stores.taken(folder) as snapshot:
        manifest, names = facts.of(snapshot, now), folder / "names"
        # The list right after the moment of the database: what it names is there, unless it was deleted since.
        with names.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{name}\n" for name in shelf().names())

    def fill(tar: tarfile.TarFile) -> None:
        _text(tar, MANIFEST, manifest)
        tar.add(snapshot.path, arcname=snapshot.path.name)
        gone, count = [], 0
        with names.open(encoding="utf-8") as lines:
            for name in (line.rstrip("\n") for line in lines):
                if _media(tar, name):
                    count += 1
                else:
                    gone.append(name)
        _text(tar, END, {"files": count, "gone": gone})

    sealing.write(file, settings.BACKUP_TO, fill)


def _media(tar: tarfile.TarFile, name: str) -> bool:
    """Copy one file as it lies there, sealed; False when it was deleted meanwhile. One that is sealed anew meanwhile is as good."""
    try:
        file = Path(shelf().path(name)).open("rb")  # noqa: SIM115 - what follows may not be mistaken for a missing file
    except FileNotFoundError:
        return False
    with file:
        info = tarfile.TarInfo(MEDIA + name)
        info.size, info.mtime = os.fstat(file.fileno()).st_size, int(os.fstat(file.fileno()).st_mtime)
        tar.addfile(info, file)
    return True


def _text(tar: tarfile.TarFile, name: str, value: dict[str, Any]) -> None:
    data = json.dumps(value, ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


@contextmanager
def _alone() -> Iterator[Path]:
    """A private folder for the moment of the database; one backup at a time. What one that was killed left there goes first."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / ".backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise BackupRefused(RUNNING) from fault
        for old in settings.DATA.glob(".backup-*"):
            shutil.rmtree(old)
        with TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as folder:
            yield Path(folder)


def _settle(folder: Path) -> None:
    """The new name itself is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tidy(folder: Path, keep: int) -> None:
    """Delete halves of backups that were killed and, with `keep`, all but the newest; their names are their moments."""
    for half in folder.glob(f".{STEM}*{SUFFIX}.part"):
        half.unlink()
    for old in sorted(folder.glob(f"{STEM}*{SUFFIX}"), reverse=True)[keep:] if keep else ():
        old.unlink()
