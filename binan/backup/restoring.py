"""Reading a backup through, and putting it back on an empty machine; nothing is touched before the whole file has been read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from binan.backup import BackupRefused, facts, sealing, stores
from binan.backup.making import END, MANIFEST, MEDIA
from binan.backup.stores import POSTGRES, SQLITE, Snapshot
from binan.operations import noted

NOT_EMPTY = "这里的数据库不是空的（{table} 里有数据）。恢复只在空的机器上做：请换一个新的 BINAN_DATA 或 DATABASE_URL。"
INCOMPLETE = "这份备份少了一部分（{part}），不能用。请换另一份备份。"
DIFFERENT = "恢复后的数据和备份时记下的不一样（{part}）。请不要启用，换另一份备份，并保留这份查原因。"


def check(path: Path, identity: str) -> dict[str, Any]:
    """Read a backup from the first byte to the last; returns its manifest with `files` and `gone`. Raises `BackupRefused`."""
    return _read(path, identity, lambda name, file: None, facts.refuse_newer)


def restore(path: Path, identity: str) -> dict[str, Any]:
    """Put a backup back into the empty database and media folder of these settings, bring it forward and verify it.

    Returns its manifest. Killed before the database is in, it is simply run again. Raises `BackupRefused`, and what
    `verify_timeline`, `verify_minutes` and `verify_audit` raise.
    """
    if filled := stores.filled():
        raise BackupRefused(NOT_EMPTY.format(table=filled[0]))
    with _stage() as stage:
        manifest = _read(path, identity, lambda name, file: _put(stage / name, file), facts.refuse_foreign)
        database = next((stage / name for name in (SQLITE, POSTGRES) if (stage / name).exists()), None)
        if database is None:
            raise BackupRefused(INCOMPLETE.format(part="数据库"))
        _shelve(stage / MEDIA)
        stores.load(database)
    _compare(manifest)
    call_command("migrate", verbosity=0, interactive=False)
    cache.clear()  # pages and counts of what was here before
    call_command("verify_timeline")
    call_command("verify_minutes")
    call_command("verify_audit")
    noted("restore", file=path.name, made_at=manifest["made_at"])
    return manifest


def _read(path: Path, identity: str, take: Any, refuse: Any) -> dict[str, Any]:
    """Every file within a backup to `take`; returns the manifest once the last byte has proved to be ours."""
    manifest: dict[str, Any] = {}
    count, database = 0, False
    with sealing.opened(path, sealing.identity(identity)) as members:
        for member, file in members:
            name = _name(member.name)
            if name == MANIFEST:
                manifest = json.loads(file.read())
                refuse(manifest)
            elif name == END:
                manifest |= json.loads(file.read())
            else:
                count, database = count + name.startswith(MEDIA), database or name in (SQLITE, POSTGRES)
                take(name, file)
    if "rows" not in manifest or "files" not in manifest or not database:
        raise BackupRefused(INCOMPLETE.format(part="清单或数据库"))
    if count != manifest["files"]:
        raise BackupRefused(INCOMPLETE.format(part=f"文件 {count}/{manifest['files']}"))
    return manifest


def _name(name: str) -> str:
    """The name of a member: anybody who knows the recipient can make an age file, so none may lead out of the folder."""
    parts = PurePosixPath(name).parts
    if (
        name.startswith("/")
        or ".." in parts
        or not (name in (MANIFEST, END, SQLITE, POSTGRES) or name.startswith(MEDIA))
    ):
        raise BackupRefused(sealing.SPOILT)
    return name


def _put(path: Path, file: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        shutil.copyfileobj(file, out)


@contextmanager
def _stage() -> Iterator[Path]:
    """A hidden folder on the disk of the media, so that files only have to be renamed; what a killed restore left goes first."""
    stage = Path(settings.MEDIA_ROOT) / ".restoring"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True, mode=0o700)
    try:
        yield stage
    finally:
        shutil.rmtree(stage)


def _shelve(media: Path) -> None:
    for file in sorted(media.rglob("*")):
        if file.is_file():
            place = Path(settings.MEDIA_ROOT) / file.relative_to(media)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)


def _compare(manifest: Mapping[str, Any]) -> None:
    """What is in the database now is what was counted then: rows of each table, each link of each chain."""
    with connection.cursor() as cursor:

        def rows(query: str) -> Any:
            cursor.execute(query)
            return iter(cursor.fetchone, None)

        found = facts.found_in(Snapshot(Path(), rows))
    for what in ("rows", "chains"):
        for table, told in manifest[what].items():
            if found[what].get(table) != told:
                raise BackupRefused(DIFFERENT.format(part=f"{table}：{told} → {found[what].get(table)}"))
