"""Checking the hash chain of a case (底账): no entry edited, none missing, and the receipt still fits."""

from __future__ import annotations

from collections.abc import Iterator

from binan.kit.crypto import Unreadable
from complaints.models import Complaint, TimelineEntry
from complaints.models.timeline import GENESIS, body_digest, entry_hash

SHORT_MIN = 8  # characters of a hash that are worth comparing


def faults(case: Complaint) -> Iterator[str]:
    """Sentences about every edit or hole in the timeline of `case`; none for a whole chain."""
    previous, expected, stage = GENESIS, 1, ""
    for entry in _entries(case):
        where = f"{case.code} 第 {entry.seq} 条"
        if entry.seq != expected:
            yield f"{case.code} 缺少第 {expected} 条"
        if entry.prev_hash != previous:
            yield f"{where}：与上一条接不上"
        if _edited(entry):
            yield f"{where}：内容被改过"
        if entry_hash(entry, case.code) != entry.hash:
            yield f"{where}：记录被改过"
        previous, expected, stage = entry.hash, entry.seq + 1, entry.stage_to
    if expected - 1 != case.seq or previous != case.head:
        yield f"{case.code} 末尾与案卷记录的校验值不一致"
    if stage != case.stage:
        yield f"{case.code} 的阶段不是流转记录里的最后一步"


def _entries(case: Complaint) -> list[TimelineEntry]:
    """The history; with its bodies still sealed when one of them cannot be opened."""
    rows = TimelineEntry.objects.filter(complaint=case).order_by("seq")
    try:
        return list(rows)
    except Unreadable:
        return list(rows.defer("body"))


def _edited(entry: TimelineEntry) -> bool:
    """Whether the body is another than the one that was written; an erased one is not (privacy)."""
    try:
        return bool(entry.body) and body_digest(entry.body_salt, entry.body) != entry.body_digest
    except Unreadable:
        return True


def fits(case: Complaint, short: str) -> int:
    """The number of the entry whose hash begins with `short` (from a receipt), 0 when the history holds none."""
    wanted = "".join(short.lower().split())
    if len(wanted) < SHORT_MIN:
        return 0
    entry = TimelineEntry.objects.filter(complaint=case, hash__startswith=wanted).first()
    return entry.seq if entry else 0
