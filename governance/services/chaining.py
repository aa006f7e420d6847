"""Hanging the audit on its chain, by the clock: the rows of the last second in one short transaction, so that no reader of a
page ever waits for another one.

On PostgreSQL a lower id may be committed after a higher one; it is simply chained later. What counts is `seq`.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.timezone import localdate, localtime

from binan.kit.chain import GENESIS
from governance import ledger
from governance.models import AuditAnchor, AuditEntry, AuditHead
from governance.models.audit import entry_hash

log = logging.getLogger(__name__)
HEAD = 1  # the key of the one row
BATCH = 2000  # rows in one transaction: some ten milliseconds
NIGHT = 2  # o'clock: from then on a day is looked over
PLACE = "UPDATE governance_auditentry SET seq = %s, prev_hash = %s, hash = %s WHERE id = %s AND seq IS NULL"


def chain(now: datetime) -> int:
    """Chain what is not yet, at most `BATCH` rows. Returns how many when more may wait, else 0: the next ones have a second.

    Of two clocks the one whose compare-and-swap of the head wins does it, the other one does nothing.
    """
    if not AuditEntry.objects.filter(seq=None).exists():
        return 0  # an idle second takes no lock
    with transaction.atomic():
        head, _ = AuditHead.objects.get_or_create(pk=HEAD, defaults={"hash": GENESIS})
        waiting = list(AuditEntry.objects.filter(seq=None).defer("body", "body_salt").order_by("pk")[:BATCH])
        seq, before = head.seq, head.hash
        for row in waiting:
            seq, row.seq, row.prev_hash = seq + 1, seq + 1, before
            before = row.hash = entry_hash(row)
        won = AuditHead.objects.filter(pk=HEAD, seq=head.seq, hash=head.hash).update(seq=seq, hash=before)
        if not won:
            return 0
        with connection.cursor() as cursor:
            cursor.executemany(PLACE, [(row.seq, row.prev_hash, row.hash, row.pk) for row in waiting])
    return len(waiting) if len(waiting) == BATCH else 0


def anchor(now: datetime) -> int:
    """Once a night: look over what came since the last good night, keep what was found, and write the end of the chain into the
    log, where whoever rewrites the database does not reach it. Returns 1 when it did."""
    day = localdate(now)
    if localtime(now).hour < NIGHT or AuditAnchor.objects.filter(day=day).exists():
        return 0
    found = ledger.look_over(now)
    _, mine = AuditAnchor.objects.get_or_create(
        day=day,
        defaults={"at": now, "seq": found.seq, "hash": found.hash, "checked": found.checked, "faults": found.faults},
    )
    if not mine:
        return 0
    if found.faults:
        log.error("audit chain: %d faults, the first: %s", len(found.faults), found.faults[0])
    else:
        log.warning("audit chain whole: day %s, %d new, seq %d, head %s", day, found.checked, found.seq, found.hash)
    return 1


def audit_health(now: datetime) -> dict[str, Any]:
    """How the audit stands, for whoever measures: `seq` and `hash` of the end; `waiting_seconds`, how long the oldest entry has waited
    for its place; `verified`, the last good night; `faults`, how many the last night found."""
    head, last = AuditHead.objects.first(), AuditAnchor.objects.order_by("-day").first()
    good = AuditAnchor.objects.filter(faults=[]).order_by("-day").first()
    oldest = AuditEntry.objects.filter(seq=None).order_by("pk").values_list("at", flat=True).first()
    return {
        "seq": head.seq if head else 0, "hash": head.hash if head else GENESIS,
        "waiting_seconds": max(0, int((now - oldest).total_seconds())) if oldest else 0,
        "verified": good, "faults": len(last.faults) if last else 0,
    }  # fmt: skip
