"""Writing new rows on the hottest path: what `bulk_create` does, with the statement prepared once instead of each time.

Filing writes four tables; composing those statements anew cost more than everything PostgreSQL does with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

Reader = Callable[[Any], Any]
# Kinds whose values psycopg takes as they are: there is nothing to prepare.
TAKEN_AS_IS = (models.CharField, models.TextField, models.DateTimeField, models.BooleanField, models.UUIDField,
               models.PositiveIntegerField, models.PositiveSmallIntegerField, models.SmallIntegerField, models.ForeignKey)  # fmt: skip


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model in one statement, inside the caller's transaction.

    The rows get their keys, unless `ignore_conflicts`: then those that clash with a unique key are left out and no row
    gets one, as with `bulk_create`. No signals are sent. Raises what the database raises.
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    readers = _readers(type(rows[0]), database.vendor)
    values = [read(row) if read else _prepared(field, row, database) for row in rows for field, read in readers]
    with database.cursor() as cursor:
        cursor.execute(_statement(type(rows[0]), len(rows), ignore_conflicts), values)
        keys = [] if ignore_conflicts else cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=False):
        row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, database.alias


def _prepared(field: Field, row: Model, database: BaseDatabaseWrapper) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), database)


@cache
def _readers(model: type[Model], vendor: str) -> list[tuple[Field, Reader | None]]:
    """Each column but the key, with a short way to its value where nothing has to be prepared."""
    fields = [field for field in model._meta.local_concrete_fields if field is not model._meta.pk]
    return [
        (field, attrgetter(field.attname) if vendor == "postgresql" and _is_taken(field) else None) for field in fields
    ]


def _is_taken(field: Field) -> bool:
    return type(field) in TAKEN_AS_IS and type(field).pre_save is Field.pre_save


@cache
def _statement(model: type[Model], count: int, ignore_conflicts: bool) -> str:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    names = [str(field.column) for field, _ in _readers(model, "")]
    row = f"({', '.join(['%s'] * len(names))})"
    ending = "ON CONFLICT DO NOTHING" if ignore_conflicts else f"RETURNING {quoted(str(model._meta.pk.column))}"
    columns = ", ".join(quoted(name) for name in names)
    # Names of our own models only; every value is a parameter.
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)} {ending}"  # noqa: S608
