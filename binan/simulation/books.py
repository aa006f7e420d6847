"""Whether every promise is accounted for: kept, kept late, or no longer needed; each late one found once by the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from complaints import ledger
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.promises import PROMISES
from complaints.workflow import OPEN, Stage

SLACK = timedelta(seconds=2)  # a promise met in the second it ran out may not have been found late any more


@dataclass(frozen=True)
class Line:
    """What became of the promises of one kind; `late`: found late by the clock, whatever happened then."""

    kind: str
    opened: int
    met: int
    void: int
    waiting: int
    late: int


def lines() -> list[Line]:
    """One line a kind of promise, in the order of the table."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in PROMISES}
    for kind, met, void, missed in Deadline.objects.values_list("kind", "met_at", "void_at", "missed_at"):
        told = counts[kind]
        told["opened"] += 1
        told["met" if met else "void" if void else "waiting"] += 1
        told["late"] += bool(missed)
    names = ("opened", "met", "void", "waiting", "late")
    return [Line(PROMISES[kind].label, *(told[name] for name in names)) for kind, told in counts.items() if told]


def faults(now: datetime) -> Iterator[str]:
    """A sentence for each promise or case that is not accounted for at `now`."""
    found = Counter(
        (entry.complaint_id, entry.body["kind"]) for entry in TimelineEntry.objects.filter(kind="miss").iterator()
    )
    shown = [
        kind for kind, promise in PROMISES.items() if promise.shown
    ]  # what comes of the others is an act of its own
    by_clock = Deadline.objects.exclude(missed_at=None).exclude(
        met_at=F("missed_at")
    )  # else the act that kept it late says so
    late = Counter(by_clock.filter(kind__in=shown).values_list("complaint_id", "kind"))
    for pk, kind in found.keys() | late.keys():
        if found[pk, kind] != late[pk, kind]:
            yield f"第 {pk} 件：{kind} 超时 {late[pk, kind]} 次，流转记录里有 {found[pk, kind]} 次"
    for row in Deadline.objects.select_related("complaint").iterator():
        yield from _unaccounted(row, now)
    for case in Complaint.objects.select_related("unit").iterator():
        yield from _ownerless(case)
        yield from ledger.faults(case)


def _unaccounted(row: Deadline, now: datetime) -> Iterator[str]:
    if not PROMISES[row.kind].shown:
        return
    ended = row.met_at or row.void_at
    if not ended and row.complaint.stage not in OPEN:
        yield f"{row.complaint.code}：{row.kind} 还开着，可是事情已经结束"
    if not row.missed_at and (ended or now) > row.due_at + SLACK:
        yield f"{row.complaint.code}：{row.kind} 过了时限，没有人发现"


def _ownerless(case: Complaint) -> Iterator[str]:
    if case.stage in OPEN:
        if not case.handler_id and not Deadline.objects.filter(complaint=case, met_at=None, void_at=None).exists():
            yield f"{case.code}：没有人办，也没有时限看着它"
    elif case.stage not in (Stage.WITHDRAWN, Stage.MERGED) and not case.result:
        yield f"{case.code}：结束了，没有答复"
