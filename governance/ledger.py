"""Looking over the chain of the audit: no entry edited, none missing, none cut off at the end, and every night's anchor still fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from binan.kit.chain import GENESIS, body_digest
from binan.kit.crypto import Unreadable
from governance.models import AuditAnchor, AuditEntry, AuditHead
from governance.models.audit import entry_hash

UNCHAINED_MAX = timedelta(minutes=1)  # the clock needs a second
FAULTS_MAX = 50  # sentences that one look keeps: a chain that is broken at every link is told as well by the first ones
CHUNK = 2000


@dataclass
class Looked:
    """What a look over the chain found: how far it is whole (`seq`, `hash`), how many entries were new, and what is wrong."""

    seq: int
    hash: str
    checked: int = 0
    faults: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(sentence)


def look_over(now: datetime, *, since: date | None = None, whole: bool = False) -> Looked:
    """Look over what was chained after the last good anchor; with `since` after the anchor before that day; `whole`: everything.

    A scan of the new entries only, in order, in constant memory; anchors and the end are always compared.
    """
    begin = _begin(since, whole)
    found = Looked(begin.seq, begin.hash) if begin else Looked(0, GENESIS)
    if begin and not _stands(begin.seq, begin.hash):
        found.say(f"第 {begin.seq} 条和 {begin.day} 的核对记录不一致")
    for entry in _after(found.seq):
        _one(found, entry)
    _end(found, now)
    return found


def stands(seq: int, start: str) -> bool:
    """Whether the entry `seq` has a hash that begins with `start` (at least 8 characters): what a line of the log says."""
    return len(start) >= 8 and AuditEntry.objects.filter(seq=seq, hash__startswith=start.lower()).exists()


def _begin(since: date | None, whole: bool) -> AuditAnchor | None:
    if whole:
        return None
    good = AuditAnchor.objects.filter(faults=[]).order_by("-day")
    return (good.filter(day__lte=since) if since else good).first()


def _stands(seq: int, whole: str) -> bool:
    return seq == 0 or AuditEntry.objects.filter(seq=seq, hash=whole).exists()


def _after(seq: int) -> Iterator[AuditEntry]:
    """The chained entries after `seq` in order; of one whose body cannot be opened the body stays sealed, and it is named."""
    while True:
        rows = AuditEntry.objects.filter(seq__gt=seq).order_by("seq")[:CHUNK]
        found = _opened(rows)
        yield from found
        if len(found) < CHUNK:
            return
        seq = found[-1].seq or 0


def _opened(rows: QuerySet[AuditEntry]) -> list[AuditEntry]:
    try:
        return list(rows)
    except Unreadable:
        return list(rows.defer("body"))


def _one(found: Looked, entry: AuditEntry) -> None:
    expected, where = found.seq + 1, f"第 {entry.seq} 条"
    if entry.seq != expected:
        found.say(
            f"缺少第 {expected} 条"
            if entry.seq == expected + 1
            else f"缺少第 {expected} 条到第 {(entry.seq or 0) - 1} 条"
        )
    if entry.prev_hash != found.hash:
        found.say(f"{where}：与上一条接不上")
    if entry_hash(entry) != entry.hash:
        found.say(f"{where}：记录被改过")
    if _edited(entry):
        found.say(f"{where}：详情被改过")
    found.seq, found.hash, found.checked = entry.seq or 0, entry.hash, found.checked + 1


def _edited(entry: AuditEntry) -> bool:
    try:
        return body_digest(entry.body_salt, entry.body or {}) != entry.body_digest
    except Unreadable:
        return True


def _end(found: Looked, now: datetime) -> None:
    """The end of the chain against its head, and against every anchor: a tail that was cut off with its head is known by them."""
    head = AuditHead.objects.first()
    if head is None and found.seq:
        found.say("审计链的末端记录不见了")
    elif head and head.seq < found.seq:
        # entries were chained while we looked: the head is read last, so it is never behind unless somebody put it back
        found.say(f"末端记录是第 {head.seq} 条，链上却有第 {found.seq} 条")
    elif head and not _stands(head.seq, head.hash):
        found.say(f"末尾被截断：末端记录是第 {head.seq} 条，链上只到第 {found.seq} 条")
    anchors = list(AuditAnchor.objects.filter(faults=[], seq__gt=0).order_by("day"))
    kept = dict(AuditEntry.objects.filter(seq__in=[one.seq for one in anchors]).values_list("seq", "hash"))
    for anchor in anchors:
        if kept.get(anchor.seq) != anchor.hash:
            found.say(f"{anchor.day} 核对过的第 {anchor.seq} 条不见了或者被换过")
    late = AuditEntry.objects.filter(seq=None, at__lt=now - UNCHAINED_MAX).order_by("pk")
    for pk, at in late.values_list("pk", "at")[:FAULTS_MAX]:
        found.say(f"记录 {pk}（{at:%Y-%m-%d %H:%M:%S} UTC）超过一分钟没有入链")
