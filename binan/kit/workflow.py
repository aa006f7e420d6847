"""The engine that the workflows of cases, mediations and hazards share.

A table of `Action` rows says which verb leads from which stage to which, for whom, and what it needs. `allowed` reads it
for buttons, `move` applies it to the database by compare-and-swap: the same code on SQLite and PostgreSQL, one winner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

Check = Callable[[Any, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Action:
    """One row of a workflow table.

    `moves`: from-stage → to-stage (equal: the stage stays). `by`: the standings that may do it. `needs`: names of values
    that must be given. `checks`: pure functions (object, values) → sentence of refusal, or "". `label`: the button.
    `said`: what the person outside reads in the timeline, a format string; "" keeps the entry inside. `button`: whether a
    face draws it (system verbs are not drawn). `right`: the right of `governance.roles` a member of staff needs.
    """

    name: str
    label: str
    moves: Mapping[str, str]
    by: frozenset[str]
    needs: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    said: str = ""
    right: str = ""
    button: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sources(self) -> frozenset[str]:
        """The stages in which the action is possible."""
        return frozenset(self.moves)


def table(*actions: Action) -> dict[str, Action]:
    """The actions by name; raises `ValueError` on a name used twice."""
    rows = {action.name: action for action in actions}
    if len(rows) != len(actions):
        raise ValueError("an action stands twice in the table")
    return rows


def stays(*stages: str) -> dict[str, str]:
    """Moves that leave the stage as it is."""
    return {stage: stage for stage in stages}


def allowed(actions: Mapping[str, Action], stage: str, standings: Iterable[str]) -> list[Action]:
    """The actions possible in `stage` for somebody with these `standings`, in the table's order."""
    mine = set(standings)
    return [action for action in actions.values() if stage in action.moves and mine & action.by]


def move(queryset: QuerySet, subject: Model, action: Action, stage: str, **changes: Any) -> bool:
    """Apply `action` to the row of `subject`, read in `stage`, by compare-and-swap; returns whether this caller won.

    `queryset` may carry further guards (the version read). Read `subject` with `locked` in the same transaction.
    """
    return bool(queryset.filter(pk=subject.pk, stage=stage).update(stage=action.moves[stage], **changes))


def locked(queryset: QuerySet, pk: Any) -> Any:
    """Read one row under its lock: `FOR UPDATE` on PostgreSQL; on SQLite the IMMEDIATE transaction holds the only one.

    Lock first, then read: a join in the locking statement would show the row as it is after the wait, but its joined rows as
    they were before (PostgreSQL re-checks only what it locks). Raises `TransactionManagementError` outside a transaction, on
    SQLite too, which would silently hold nothing.
    """
    connection = connections[queryset.db]
    if not connection.in_atomic_block:
        raise TransactionManagementError("a row is locked inside a transaction only")
    if connection.features.has_select_for_update:
        queryset.model._default_manager.using(queryset.db).select_for_update().values_list("pk").get(pk=pk)
    return queryset.get(pk=pk)


def missing(action: Action, values: Mapping[str, Any]) -> list[str]:
    """Names the action needs that are absent or blank in `values`."""
    return [name for name in action.needs if values.get(name) is None or str(values[name]).strip() == ""]


def refusal(action: Action, subject: Model, values: Mapping[str, Any]) -> str:
    """The first objection of the action's checks, or ""."""
    return next((sentence for check in action.checks if (sentence := check(subject, values))), "")
