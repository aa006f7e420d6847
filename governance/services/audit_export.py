"""The audit leaves the house as a file that an outside program can check: every column the hashes cover, and that it left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from binan.kit.throttle import hit
from governance.access import audits
from governance.deeds import Deed, Thing
from governance.models import AuditEntry, Staff
from governance.models.audit import COVERED, covered
from governance.selectors.audit import Asked, exported
from governance.services import audit

HOURLY, HOUR = 10, 3600
HEAD = ("上一条校验值", "序号", *COVERED, "校验值", "姓名", "做了什么", "单位")


def take(staff: Staff, asked: Asked) -> Iterator[Sequence[object]]:
    """The lines of the file, its head first, once the books say that she takes it.

    The first columns are what a hash covers, in its order and spelling (docs/operations.md tells how to check it); the last ones are for
    people. Raises `NotAllowed` for whoever is no auditor and `TooOften` after `HOURLY` in an hour.
    """
    audits(staff)
    hit("audit-export", str(staff.pk), limit=HOURLY, window=HOUR)
    audit.record(Deed.AUDIT_EXPORTED, staff=staff, of=audit.Of(Thing.AUDIT, "", "审计"), body={"asked": asked.words})
    return _lines(asked)


def _lines(asked: Asked) -> Iterator[Sequence[object]]:
    yield HEAD
    for entry in exported(asked):
        yield _line(entry)


def _line(entry: AuditEntry) -> Sequence[object]:
    values = ["" if value is None else value for value in covered(entry)]
    return [*values, entry.hash, entry.actor or "", entry.get_kind_display(), entry.unit or ""]
