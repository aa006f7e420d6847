"""The limit for filing: the rows of one filing, written through psycopg or sqlite3 in one transaction, nothing else.

`python -m benchmarks.raw SECONDS THREADS` prints transactions per second on the database of the environment. The rows are taken
from a real filing, with fresh unique values.
"""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from uuid import uuid4


def main(seconds: float, threads: int) -> None:
    """Write transactions for `seconds` from `threads` connections."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    rows = _rows()
    done, stop = [0] * threads, time.monotonic() + seconds

    def work(number: int) -> None:
        connect, place = _connector()
        with connect() as raw:
            cursor = raw.cursor()
            while time.monotonic() < stop:
                _write(raw, cursor, rows, place)
                done[number] += 1

    crew = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    began = time.monotonic()
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    print(sum(done) / (time.monotonic() - began))


def _rows() -> list[tuple[str, list[str], list[list]]]:
    """Table, columns and values of what one filing writes, read back from the newest case."""
    from django.db import connection

    from complaints.models import Complaint, Deadline, TimelineEntry
    from notices.models import Notice

    case = Complaint.objects.filter(code__startswith="BA").latest("id")
    sets = [
        (Complaint, Complaint.objects.filter(pk=case.pk)),
        (TimelineEntry, TimelineEntry.objects.filter(complaint=case)),
        (Deadline, Deadline.objects.filter(complaint=case)),
        (Notice, Notice.objects.filter(key__startswith=case.code)),
    ]
    found = []
    for model, query in sets:
        columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        with connection.cursor() as cursor:
            quoted = ", ".join(f'"{c}"' for c in columns)
            keys = ", ".join(str(pk) for pk in query.values_list("pk", flat=True))
            cursor.execute(f'SELECT {quoted} FROM "{model._meta.db_table}" WHERE id IN ({keys})')
            found.append((model._meta.db_table, columns, [list(row) for row in cursor.fetchall()]))
    return found


def _connector():
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        import sqlite3

        def connect():
            raw = sqlite3.connect(database["NAME"], timeout=20, isolation_level=None)
            raw.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;")
            return raw

        return connect, "?"
    import psycopg

    def connect():
        return psycopg.connect(
            dbname=database["NAME"], user=database["USER"], password=database["PASSWORD"], host=database["HOST"],
            port=database["PORT"], autocommit=True, prepare_threshold=1,
        )  # fmt: skip

    return connect, "%s"


UNIQUE = {
    "code": lambda: "BR" + secrets.token_hex(7),
    "token_key": lambda: secrets.token_hex(16),
    "key": lambda: secrets.token_hex(20),
}


def _write(raw, cursor, rows, place: str) -> None:
    from psycopg.types.json import Jsonb

    cursor.execute("BEGIN IMMEDIATE" if place == "?" else "BEGIN")
    case = None
    for name, columns, values in rows:
        quoted = ", ".join(f'"{column}"' for column in columns)
        one = f"({', '.join([place] * len(columns))})"
        flat = []
        for row in values:
            for column, value in zip(columns, row, strict=True):
                if column in UNIQUE:
                    value = UNIQUE[column]()
                elif column == "complaint_id":
                    value = case
                elif column == "client_key" and value:
                    value = str(uuid4()) if place == "%s" else uuid4().hex
                elif isinstance(value, list | dict):
                    value = Jsonb(value)
                flat.append(value)
        ending = " RETURNING id" if case is None else ""
        cursor.execute(f'INSERT INTO "{name}" ({quoted}) VALUES {", ".join([one] * len(values))}{ending}', flat)
        if case is None:
            case = cursor.fetchone()[0]
    cursor.execute("COMMIT")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
