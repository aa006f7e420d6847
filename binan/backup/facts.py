"""What a backup says of itself: enough to tell whether what was put back is what was taken. Never a key, never a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from binan.backup import BackupRefused
from binan.backup.stores import Snapshot
from binan.kit.keyring import RING
from binan.kit.resealing import models_of_the_house

FORMAT = 1  # of the file; a program reads its own and older ones
UNCOUNTED = frozenset({"sqlite_sequence"})


def of(snapshot: Snapshot, now: datetime) -> dict[str, Any]:
    """The manifest of a snapshot: when, the state of migrations, rows of each table, fingerprints of the chains, the names of the
    field keys it needs."""
    return {
        "format": FORMAT, "made_at": now.isoformat(), "database": connection.vendor, "keys": list(RING.keys()),
        "migrations": sorted(f"{app}.{name}" for app, name in snapshot.rows("SELECT app, name FROM django_migrations")),
        **found_in(snapshot),
    }  # fmt: skip


def found_in(snapshot: Snapshot) -> dict[str, Any]:
    """What is counted: table → rows, chain → fingerprint of all its links in order."""
    return {
        "rows": {table: _count(snapshot, table) for table in snapshot.tables if table not in UNCOUNTED},
        "chains": {table: _links(snapshot, table, key) for table, key in chains()},
    }


def refuse_foreign(manifest: Mapping[str, Any]) -> None:
    """Raises `BackupRefused` when this program, or the keys at hand, cannot take this backup."""
    refuse_newer(manifest)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise BackupRefused(f"这份备份来自更新的版本（{newer[0]}），请先升级程序。")
    if missing := [name for name in manifest["keys"] if RING.named(name) is None]:
        raise BackupRefused(f"缺少密钥 {'、'.join(missing)}。请把另存的密钥加进 BINAN_FIELD_KEYS（或密钥文件）再恢复。")


def refuse_newer(manifest: Mapping[str, Any]) -> None:
    """Raises `BackupRefused` for a file whose form this program does not know: all that matters to whoever only reads it through."""
    if manifest["format"] > FORMAT:
        raise BackupRefused("这份备份的格式比这里的程序新，请先升级程序。")


def chains() -> list[tuple[str, str]]:
    """Table and key column of every history whose rows hold the hash of the row before."""
    return [
        (model._meta.db_table, str(model._meta.pk.column))
        for model in models_of_the_house()
        if {"hash", "prev_hash"} <= {each.attname for each in model._meta.local_concrete_fields}
    ]


def _count(snapshot: Snapshot, table: str) -> int:
    [row] = snapshot.rows(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
    return int(row[0])


def _links(snapshot: Snapshot, table: str, key: str) -> str:
    name, digest = connection.ops.quote_name, hashlib.sha256()
    for (link,) in snapshot.rows(f"SELECT hash FROM {name(table)} ORDER BY {name(key)}"):  # noqa: S608 - a table of ours
        digest.update(link.encode() + b"\n")
    return digest.hexdigest()
