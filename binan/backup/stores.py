"""One consistent moment of the database as a file, while people go on writing; and back into an empty database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from binan.backup import BackupRefused

SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
SEEDED = frozenset(  # tables that `migrate` itself fills; tests/test_backup.py compares
    "django_migrations django_content_type auth_permission governance_workday complaints_phrase governance_audithead".split()
)
AUDIT = "governance_auditentry"
PASSED = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
NO_PROGRAM = "这台机器上没有 {program}。请安装 postgresql-client（版本不低于数据库服务器），再运行一次。"


@dataclass(frozen=True)
class Snapshot:
    """A database as it was at one moment: `path` its file, `rows` what a query finds in it."""

    path: Path
    rows: Callable[[str], Any]

    @property
    def tables(self) -> list[str]:
        """Every table, in the order of names."""
        return sorted(connection.introspection.table_names())


@contextmanager
def taken(folder: Path) -> Iterator[Snapshot]:
    """The database as it is now, in a file in `folder`. Raises `BackupRefused`."""
    with _taken_sqlite(folder) if connection.vendor == "sqlite" else _taken_postgres(folder) as found:
        yield found


def load(path: Path) -> None:
    """Put what `taken` made into the database, whole or not at all. Raises `BackupRefused`."""
    if path.name != (SQLITE if connection.vendor == "sqlite" else POSTGRES):
        raise BackupRefused(
            "备份里的数据库和这里的不是一种（SQLite 或 PostgreSQL）。请把 DATABASE_URL 设成和备份时一样的。"
        )
    if connection.vendor == "sqlite":
        connection.close()
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(_name())) as target:
            source.backup(target)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        cursor.execute("DROP FUNCTION IF EXISTS audit_stays()")  # what guards the audit comes with the dump
    connection.close()
    _run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "-d",
        _name(),
        str(path),
    )


def filled() -> list[str]:
    """The tables in which there is something that people put there."""
    found = []
    for table in sorted(set(connection.introspection.table_names()) - SEEDED):
        with connection.cursor() as cursor:
            # What `migrate` itself wrote into the audit is nobody's.
            only = " WHERE NOT (kind = 'command_run' AND object_id = 'migrate')" if table == AUDIT else ""
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)}{only} LIMIT 1")  # noqa: S608 - a table of ours
            found += [table] if cursor.fetchone() else []
    return found


@contextmanager
def _taken_sqlite(folder: Path) -> Iterator[Snapshot]:
    path = folder / SQLITE
    # The online backup in one step: one moment, and in WAL mode nobody waits for it (https://sqlite.org/backup.html).
    with (
        closing(sqlite3.connect(f"file:{_name()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        yield Snapshot(path, copy.execute)


@contextmanager
def _taken_postgres(folder: Path) -> Iterator[Snapshot]:
    path = folder / POSTGRES
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        # Dump and figures see the same moment (PostgreSQL, 9.27.5 Snapshot Synchronization Functions).
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        options = ("--no-owner", "--no-privileges", "--no-comments", f"--snapshot={moment}")
        _run("pg_dump", "-Fc", *options, "-f", str(path), "-d", _name())

        def rows(query: str) -> Iterator[Any]:
            cursor.execute(query)
            while found := cursor.fetchmany(5000):
                yield from found

        yield Snapshot(path, rows)


def _run(program: str, *arguments: str) -> None:
    where = shutil.which(program)
    if where is None:
        raise BackupRefused(NO_PROGRAM.format(program=program))
    given, options = connection.settings_dict, connection.settings_dict["OPTIONS"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    door = {name: str(given[key]) for name, key in names.items() if given[key]}
    door |= {variable: str(options[name]) for name, variable in PASSED.items() if name in options}
    done = subprocess.run([where, *arguments], env=os.environ | door, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{program} 没有成功：{done.stderr.strip()[-300:]}")


def _name() -> str:
    return str(connection.settings_dict["NAME"])
