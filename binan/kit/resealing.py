"""Taking stored values over to the newest field key, table by table, while people work (trust.md threat 16).

Every sealed column and every blind index of every model is found by itself; nothing is listed. A row is read, sealed anew
outside any transaction, and written by compare-and-swap on the stored values, so that a write in between is never lost: what
was not won is taken in the next pass. Nothing is remembered between runs: what is done already is seen from the values.
Only raw columns are written, no `save()`: rows that may never be changed keep every plain value, and hash chains cover those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction

from binan.kit import crypto
from binan.kit.sealed import BlindIndex, SealedText

BATCH = 200  # rows of one transaction: it holds their locks for some milliseconds
WAIT = (
    "500ms"  # for a row that somebody holds, on PostgreSQL: we give way before the database has to choose whom to end
)
Tell = Callable[[str], object]


@dataclass
class Count:
    """What a pass saw. `lost`: written by somebody else in between; `unreadable`: nobody can open them, as words."""

    seen: int = 0
    changed: int = 0
    lost: int = 0
    unreadable: list[str] = field(default_factory=list)
    markless: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # column → marks without a text any more

    def add(self, other: Count) -> None:
        """Take another's figures in."""
        self.seen, self.changed, self.lost = (
            self.seen + other.seen,
            self.changed + other.changed,
            self.lost + other.lost,
        )
        self.unreadable += other.unreadable
        for column, number in other.markless.items():
            self.markless[column] += number


@dataclass(frozen=True)
class Table:
    """A model with its sealed columns and the blind indexes that are computed from them."""

    model: type[models.Model]
    sealed: tuple[SealedText, ...]
    marks: tuple[BlindIndex, ...]

    @property
    def columns(self) -> list[str]:
        """The database's names of both, in order."""
        return [str(each.column) for each in (*self.sealed, *self.marks)]


def models_of_the_house() -> list[type[models.Model]]:
    """Every model with a table of its own."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def tables() -> list[Table]:
    """Every table in which a field key is at work."""
    found = []
    for model in models_of_the_house():
        own = model._meta.local_concrete_fields
        sealed = tuple(each for each in own if isinstance(each, SealedText))
        marks = tuple(each for each in own if isinstance(each, BlindIndex) and each.of)
        if sealed or marks:
            found.append(Table(model, sealed, marks))
    return found


def reseal(
    table: Table, *, batch: int = BATCH, dry: bool = False, each: Callable[[Count], object] = lambda _: None
) -> Count:
    """Go once through a table in the order of its key; `dry`: count only. `each` hears of every batch."""
    total = Count()
    for rows in _batches(table, batch):
        done, changes = Count(seen=len(rows)), []
        for row in rows:
            new = _renewed(table, row, done)
            changes += [(row, new)] if new else []
        done.changed = len(changes)
        if changes and not dry:
            done.changed = _written(table, changes)
            done.lost = len(changes) - done.changed
        total.add(done)
        each(total)
    return total


def _batches(table: Table, size: int) -> Iterator[list[dict[str, Any]]]:
    """Raw rows by their key. Tables without blind indexes give only rows with a value under another key than the newest."""
    name, key = connection.ops.quote_name, connection.ops.quote_name(str(table.model._meta.pk.column))
    prefix = f"{crypto.newest()[0]}."
    columns, terms, given = [name(each) for each in table.columns], [], []
    if not table.marks:
        terms = [f"({each} <> '' AND substr({each}, 1, {len(prefix)}) <> %s)" for each in columns]
        given = [prefix] * len(terms)
    older, last = f"({' OR '.join(terms)})" if terms else "", None
    while True:
        where = [each for each in (older, f"{key} > %s" if last is not None else "") if each]
        rule = f" WHERE {' AND '.join(where)}" if where else ""
        # Names are those of our own models, every value is a parameter.
        query = f"SELECT {key}, {', '.join(columns)} FROM {name(table.model._meta.db_table)}{rule} ORDER BY {key} LIMIT {size}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query, [*given, *([last] if last is not None else [])])
            found = cursor.fetchall()
        if not found:
            return
        yield [dict(zip(("", *table.columns), row, strict=True)) for row in found]
        last = found[-1][0]


def _renewed(table: Table, row: dict[str, Any], count: Count) -> dict[str, str]:
    """Column → value under the newest key, of those that are not yet."""
    prefix, new, texts = f"{crypto.newest()[0]}.", {}, {}
    sources = {mark.of for mark in table.marks}
    for each in table.sealed:
        raw = row[str(each.column)]
        if not raw or (raw.startswith(prefix) and each.attname not in sources):
            continue
        try:
            texts[each.attname] = crypto.unseal(raw, each.label_of())
        except crypto.Unreadable as fault:
            count.unreadable.append(f"{table.model._meta.label} {row['']}: {fault}")
            continue
        if not raw.startswith(prefix):
            new[str(each.column)] = crypto.seal(texts[each.attname], each.label_of())
    for mark in table.marks:
        current, text = row[str(mark.column)], texts.get(mark.of)
        if current and text is None:
            count.markless[f"{table.model._meta.label}.{mark.attname}"] += 1
        elif current and text is not None and current != (fresh := crypto.blind(text, mark.label)):
            new[str(mark.column)] = fresh
    return new


def _written(table: Table, changes: list[tuple[dict[str, Any], dict[str, str]]]) -> int:
    """Write a batch, with the copies of its blind indexes; returns how many rows still were what had been read."""
    alike: dict[tuple[str, ...], list[tuple[dict[str, Any], dict[str, str]]]] = defaultdict(list)
    for row, new in changes:
        alike[tuple(new)].append((row, new))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
            won = sum(_swapped(cursor, table, columns, rows) for columns, rows in alike.items())
            for mark in table.marks:
                column = str(mark.column)
                _carry(mark, {row[column]: new[column] for row, new in changes if column in new})
            return won
    except OperationalError:  # somebody works on one of these rows for longer than we wait; the next pass takes them
        return 0


def _swapped(
    cursor: Any, table: Table, columns: tuple[str, ...], rows: list[tuple[dict[str, Any], dict[str, str]]]
) -> int:
    """One statement for rows that change in the same columns. A blind index is swapped only beside the text it was made from."""
    name = connection.ops.quote_name
    sources = {str(table.model._meta.get_field(mark.of).column) for mark in table.marks if mark.column in columns}  # type: ignore[union-attr]
    same = [*columns, *sorted(sources - set(columns))]
    key = name(str(table.model._meta.pk.column))
    query = (  # the names are those of our own models, every value is a parameter
        f"UPDATE {name(table.model._meta.db_table)} SET {', '.join(f'{name(c)} = %s' for c in columns)} "  # noqa: S608
        f"WHERE {key} = %s AND {' AND '.join(f'{name(c)} = %s' for c in same)}"
    )
    cursor.executemany(query, [[*new.values(), row[""], *(row[c] for c in same)] for row, new in rows])
    return int(cursor.rowcount)


def _carry(mark: BlindIndex, moved: dict[str, str]) -> None:
    """Change the copies of a blind index; of one text there is one value under each key, so this is right whoever wins the row."""
    for copy in mark.copies if moved else ():
        label, _, column = copy.rpartition(".")
        model = apps.get_model(label)
        rows = model._default_manager.exclude(**{column: ""})  # said aloud: it is the condition of the index
        if isinstance(place := model._meta.get_field(column), BlindIndex):
            rows = rows.filter(place.only)
        for old in set(rows.filter(**{f"{column}__in": list(moved)}).values_list(column, flat=True)):
            rows.filter(**{column: old}).update(**{column: moved[old]})
