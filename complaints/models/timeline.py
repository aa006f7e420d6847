"""The append-only history of a case: timeline, audit, queue and statistics at once."""

from __future__ import annotations

from django.db import models

from binan.kit.chain import GENESIS, body_digest, link, moment
from binan.kit.sealed import SealedJSON
from complaints.workflow import ACTIONS

__all__ = ["GENESIS", "TimelineEntry", "body_digest", "entry_hash"]


class TimelineEntry(models.Model):
    """One thing that happened. `hash` covers `prev_hash` and every column; the body by its salted digest, so that erasing a
    body for privacy leaves the chain whole. `client_key` makes a command that arrives twice one entry."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField("动作", max_length=20)
    stage_from = models.CharField(max_length=12, blank=True)
    stage_to = models.CharField(max_length=12)
    actor_kind = models.CharField("谁", max_length=8)
    staff = models.ForeignKey("governance.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField("时间")
    body = SealedJSON("内容", blank=True, default=dict)
    body_salt = models.CharField(max_length=32)
    body_digest = models.CharField(max_length=64)
    client_key = models.UUIDField(null=True, unique=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ["complaint_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["complaint", "seq"], name="one_entry_per_step")]

    def __str__(self) -> str:
        return f"第 {self.seq} 条 {ACTIONS[self.kind].label}"


def entry_hash(entry: TimelineEntry, case_code: str) -> str:
    """The hash that binds an entry to its place in the chain: every column but `client_key`'s index and the body itself."""
    covered = [
        entry.prev_hash, case_code, entry.seq, entry.kind, entry.stage_from, entry.stage_to, entry.actor_kind,
        entry.staff_id, entry.unit_id, moment(entry.at),
        entry.body_digest, str(entry.client_key or ""),
    ]  # fmt: skip
    return link(covered)
