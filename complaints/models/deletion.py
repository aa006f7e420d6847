"""A resident's wish that what we keep about her be deleted (个人信息保护法 47), with its deadline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText


class DeletionRequest(models.Model):
    """One request and its answer. While it waits, `Complaint.deletion_due_at` repeats `due_at` for the table's checks.

    The row outlives what it asked to delete: it is the register of what was erased, by whom and why (domain.md §5).
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="deletion_requests")
    entry = models.OneToOneField("complaints.TimelineEntry", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("答复期限")
    reason = SealedText("申请理由", blank=True)
    reminded_at = models.DateTimeField("超期提醒", null=True)
    decided_at = models.DateTimeField("答复时间", null=True)
    decided_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁答复", null=True, on_delete=models.PROTECT, related_name="+"
    )
    granted = models.BooleanField("是否同意", null=True)
    answer = models.TextField("答复理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "删除申请"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(decided_at=None), name="one_open_deletion_request"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="deletion_open", condition=Q(decided_at=None)),
            models.Index(fields=["due_at"], name="deletion_late", condition=Q(decided_at=None, reminded_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} 的删除申请"
