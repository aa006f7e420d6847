"""Writing new rows on the hottest path: what `bulk_create` does, with the statement composed once instead of each time.

Filing writes four tables; composing those statements anew cost more than everything PostgreSQL does with them. There the
rows go as one JSON value a table, so that a statement is always the same one, whatever the rows hold and however many
they are; SQLite takes them as parameters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from binan.kit.sealed import BlindIndex, SealedText

Reader = Callable[[Model], Any]
# Kinds whose values go into JSON as they are: there is nothing to prepare. With `SealedText`, all that is served.
TAKEN_AS_IS = (
    models.CharField, BlindIndex, models.TextField, models.BooleanField, models.UUIDField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField, models.SmallIntegerField, models.BigIntegerField, models.ForeignKey, models.JSONField,
    models.DateTimeField,
)  # fmt: skip


class Unserved(TypeError):
    """A model has something that is not written here as Django writes it; `bulk_create` serves them all."""


def insert(rows: Sequence[Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model in one statement, inside the caller's transaction.

    The rows get their keys, unless `ignore_conflicts`: then those that clash with a unique key are left out and no row
    gets one, as with `bulk_create`. No signals are sent. Raises `Unserved` for a model this cannot write as Django would,
    else what the database raises.
    """
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    model = type(rows[0])
    if database.vendor == "postgresql":
        statement, values = _from_json(model, ignore_conflicts), [_spelled(rows)]
    else:
        readers = _readers(model, database).values()
        statement = _from_parameters(model, len(rows), ignore_conflicts)
        values = [read(row) for row in rows for read in readers]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        keys = [None] * len(rows) if ignore_conflicts else [key for (key,) in cursor.fetchall()]
    _written(rows, keys, database)


def insert_with(parent: Model, link: str, *children: Sequence[Model], beside: Sequence[Model] = ()) -> None:
    """Write a new row and, at once, new rows that point to it with their foreign key `link`, and `beside` them rows that do not.

    One statement on PostgreSQL. The rows of one sequence are of one model. Those beside are written as `insert` does with
    `ignore_conflicts`, all others as it does without.
    """
    database = connections[DEFAULT_DB_ALIAS]
    sets = [rows for rows in children if rows]
    if database.vendor != "postgresql":
        insert([parent])
        for rows in sets:
            for row in rows:
                setattr(row, link, parent)
            insert(rows)
        insert(beside, ignore_conflicts=True)
        return
    models_ = (type(rows[0]) for rows in sets)
    statement = _family(type(parent), link, *models_, beside=type(beside[0]) if beside else None)
    with database.cursor() as cursor:
        cursor.execute(statement, [_spelled(rows) for rows in ([parent], *sets, beside) if rows])
        keys = [key for (key,) in cursor.fetchall()]
    _written([parent], keys, database)
    at = 1
    for rows in sets:
        _written(rows, keys[at:], database)
        at += len(rows)
        for row in rows:
            setattr(row, link, parent)
    _written(beside, [None] * len(beside), database)


def _written(rows: Sequence[Model], keys: Sequence[Any], database: BaseDatabaseWrapper) -> None:
    for row, key in zip(rows, keys, strict=False):
        row._state.adding, row._state.db = False, database.alias
        if key is not None:
            row.pk = key


def _spelled(rows: Sequence[Model]) -> str:
    """The rows as JSON, by column; what is not there is NULL."""
    readers = _readers(type(rows[0]), connections[DEFAULT_DB_ALIAS]).items()
    return _JSON.encode(
        [{column: value for column, read in readers if (value := read(row)) is not None} for row in rows]
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime | UUID):
        return str(value)
    raise TypeError(f"no column takes {type(value).__name__}")


_JSON = json.JSONEncoder(default=_plain)
_known: dict[tuple[type[Model], str], dict[str, Reader]] = {}


def _readers(model: type[Model], database: BaseDatabaseWrapper) -> dict[str, Reader]:
    """Each column but the key, with the way to its value."""
    key = model, database.vendor
    if key not in _known:
        _known[key] = {str(field.column): _reader(field, database) for field in _fields(model)}
    return _known[key]


@cache
def _fields(model: type[Model]) -> list[models.Field]:
    """The fields of every column but the key, once it is clear that all can be served. Raises `Unserved`."""
    meta = model._meta
    if meta.proxy or meta.parents:
        raise Unserved(f"{meta.label}: its columns are those of another model")
    if not isinstance(meta.pk, models.AutoField):
        raise Unserved(f"{meta.label}.{meta.pk.name}: the key is not given by the database")
    fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
    for field in fields:
        if objection := _objection(field):
            raise Unserved(f"{meta.label}.{field.name}: {objection}")
    return fields


def _objection(field: models.Field) -> str:
    """Why a column cannot be served, "" when it can."""
    if type(field) not in TAKEN_AS_IS and not isinstance(field, SealedText):
        return f"nobody has taught {__name__} to write a {type(field).__name__}"
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "the moment is given by the caller, not by the field"
    if field.has_db_default():
        return "the database's default would be overwritten"
    if getattr(field, "encoder", None):
        return "its JSON has a spelling of its own"
    return ""


def _reader(field: models.Field, database: BaseDatabaseWrapper) -> Reader:
    plain = attrgetter(field.attname)
    if database.vendor != "postgresql":
        return lambda row: field.get_db_prep_save(plain(row), database)
    return (lambda row: field.get_prep_value(plain(row))) if isinstance(field, SealedText) else plain


# In all of these: names of our own models only; every value is a parameter.


@cache
def _from_parameters(model: type[Model], count: int, ignore_conflicts: bool) -> str:
    columns = _columns(model)
    row = f"({', '.join(['%s'] * len(columns))})"
    names = ", ".join(map(_quoted, columns))
    rows = ", ".join([row] * count)
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES {rows} {_ending(model, ignore_conflicts)}"  # noqa: S608


@cache
def _from_json(model: type[Model], ignore_conflicts: bool) -> str:
    return f"{_selected(model)} {_ending(model, ignore_conflicts)}"


@cache
def _family(parent: type[Model], link: str, *children: type[Model], beside: type[Model] | None) -> str:
    """One statement; its answer is the keys: the parent's, then the children's in their order."""
    written = [f"parent AS ({_from_json(parent, False)})"]
    for n, model in enumerate(children):
        points = str(model._meta.get_field(link).column)  # type: ignore[union-attr]
        own = f'(SELECT {_quoted(str(parent._meta.pk.column))} FROM parent) AS "{points}"'  # noqa: S608
        written.append(f"c{n} AS ({_selected(model, {points: own})} {_ending(model, False)})")
    if beside:
        written.append(f"beside AS ({_from_json(beside, True)})")
    keys = [("parent", parent), *((f"c{n}", model) for n, model in enumerate(children))]
    asked = " UNION ALL ".join(f"SELECT {_quoted(str(m._meta.pk.column))} FROM {name}" for name, m in keys)  # noqa: S608
    return f"WITH {', '.join(written)} {asked}"


def _selected(model: type[Model], instead: dict[str, str] | None = None) -> str:
    table, columns = _quoted(model._meta.db_table), _columns(model)
    names = ", ".join(map(_quoted, columns))
    values = ", ".join((instead or {}).get(column, _quoted(column)) for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608


def _ending(model: type[Model], ignore_conflicts: bool) -> str:
    return "ON CONFLICT DO NOTHING" if ignore_conflicts else f"RETURNING {_quoted(str(model._meta.pk.column))}"


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in _fields(model)]


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)
