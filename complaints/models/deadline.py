"""A promise made to a resident, as a row."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from complaints.promises import PROMISES


class Deadline(models.Model):
    """One promise of one case. `plan` was frozen when it opened: a list of [ISO moment, what, level, share]; `done` counts
    the steps taken and `next_at` is the moment of the next one (null: nothing more will happen). `version`: the terms it was
    made by (null: the defaults of the code); `paused_at`: since when 挂账 lets it stand still; `outage`: the system broke it
    itself, nobody's record shows it (`complaints.services.outages`)."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField("承诺", max_length=16)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    opened_at = models.DateTimeField("开始")
    due_at = models.DateTimeField("到期")
    plan = models.JSONField(default=list)
    done = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField("兑现", null=True)
    missed_at = models.DateTimeField("发现超时", null=True)
    void_at = models.DateTimeField("不再需要", null=True)
    paused_at = models.DateTimeField("挂账暂停", null=True)
    version = models.ForeignKey(
        "complaints.PromiseVersion", verbose_name="按哪一版", null=True, on_delete=models.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    outage = models.ForeignKey(
        "complaints.Outage", verbose_name="系统耽误", null=True, on_delete=models.PROTECT, related_name="broken",
        db_index=False,
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind"], condition=Q(met_at=None, void_at=None), name="one_open_promise_of_a_kind"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="deadline_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["outage", "due_at"], name="deadline_outage", condition=Q(outage__isnull=False)),
            models.Index(fields=["missed_at"], name="deadline_missed", condition=Q(missed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return PROMISES[self.kind].label

    @property
    def total(self) -> int:
        """The whole length in seconds."""
        return int((self.due_at - self.opened_at).total_seconds())
