"""Which promises of a case ran at a past moment, and until when: what moved or ended them since is taken back (replaying.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from complaints.promises import PROMISES


class Entry(Protocol):
    """What of a `TimelineEntry` is read."""

    seq: int
    kind: str
    stage_to: str
    staff_id: int | None
    unit_id: int | None
    at: datetime
    body: Any


class Promised(Protocol):
    """What of a `Deadline` is read."""

    pk: Any
    kind: str
    opened_at: datetime
    due_at: datetime
    met_at: datetime | None
    void_at: datetime | None
    missed_at: datetime | None
    paused_at: datetime | None
    plan: Any


@dataclass(frozen=True)
class Clock:
    """A promise that ran at that moment. `due_at` None: it was moved since, and to what was erased."""

    kind: str
    opened_at: datetime
    due_at: datetime | None
    paused: bool = False
    warned: bool = False


def clocks(rows: Sequence[Promised], entries: Sequence[Entry], at: datetime) -> tuple[Clock, ...]:
    """The promises that ran at `at`, the first due first. `rows`: all of the case; `entries`: all, also those after `at`."""
    pauses = [(row.opened_at, _end(row)) for row in rows if row.kind == "review"]
    grants = [(e.at, e.body or {}) for e in entries if e.kind == "grant_extension" and e.at > at]
    away = _away(entries)
    found = []
    for row in rows:
        end = _end(row)
        if row.opened_at > at or (end and end <= at):
            continue
        if _resumed(row) and any(row.opened_at <= begun <= at < over for begun, over in away):
            continue
        paused = _movable(row) and any(begun <= at and (over is None or at < over) for begun, over in pauses)
        due = _due(row, at, pauses, away, grants)
        clock = Clock(row.kind, row.opened_at, due, paused, warned=_warned(row, at))
        found.append((due or row.due_at, row.pk, clock))
    return tuple(clock for *_, clock in sorted(found, key=lambda each: each[:2]))


def _due(
    row: Promised,
    at: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]],
    away: Sequence[tuple[datetime, datetime]],
    grants: Sequence[tuple[datetime, Mapping[str, Any]]],
) -> datetime | None:
    """When the promise was due as seen from `at`: what moved it since is taken back, the last move first. None: erased."""
    due, end = row.due_at, _end(row)
    gone = [stretch for stretch in away if _resumed(row) and not (row.missed_at and row.missed_at <= stretch[0])]
    stood = [*gone, *(pauses if _movable(row) else ())]
    moves: list[tuple[datetime, datetime | None, Mapping[str, Any]]] = [
        (over, begun, {})
        for begun, over in stood
        if over and over > at and row.opened_at <= begun and (end is None or end > begun) and row.paused_at != begun
    ]
    moves += [(moment, None, body) for moment, body in grants if _movable(row) and (end is None or moment <= end)]
    for moment, begun, body in sorted(moves, key=lambda move: move[0], reverse=True):
        if begun:
            due -= moment - begun
        elif not body:
            return None
        elif body["kind"] == row.kind and datetime.fromisoformat(body["due_at"]) == due:
            due = datetime.fromisoformat(body["was_at"])
    return due


def _away(entries: Sequence[Entry]) -> list[tuple[datetime, datetime]]:
    """From when until when the case was with another unit (转出) and came back."""
    left = [entry.at for entry in entries if entry.kind == "transfer"]
    back = [entry.at for entry in entries if entry.kind == "take_back"]
    return list(zip(left, back, strict=False))


def _movable(row: Promised) -> bool:
    """Whether 延期 and 挂账 may have moved it."""
    return PROMISES[row.kind].pauses or PROMISES[row.kind].rests


def _resumed(row: Promised) -> bool:
    """Whether it stands still while the case is with another unit, and goes on when it comes back."""
    return bool(PROMISES[row.kind].resumed_by)


def _end(row: Promised) -> datetime | None:
    return min((moment for moment in (row.met_at, row.void_at) if moment), default=None)


def _warned(row: Promised, at: datetime) -> bool:
    """Whether the first step of its plan had come: a reminder, or its due moment."""
    return bool(row.plan) and datetime.fromisoformat(row.plan[0][0]) <= at
