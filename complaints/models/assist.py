"""协办: one thing that the unit in charge asks of another unit, with its own clock."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import Q

GONE = "（内容已按规定删除）"


class AssistTask(models.Model):
    """One sub-task of one case. What is asked and what was answered stand in its entries of the timeline, so that an erasure
    takes them too; `number` is the `seq` of the entry that asked. `next_at`: the clock's next step, the warning, `due_at`
    and the way up (null: none); `missed_at`: found unanswered then. Only `complaints.services.subtasks` writes its state."""

    class State(models.TextChoices):
        ASKED = "asked", "等反馈"
        ANSWERED = "answered", "已反馈"
        WAIVED = "waived", "已免除"
        ENDED = "ended", "不再需要"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="assist_tasks")
    number = models.PositiveIntegerField("编号")
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="协办单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ASKED)
    asked = models.OneToOneField(
        "complaints.TimelineEntry", verbose_name="请求", on_delete=models.PROTECT, related_name="+"
    )
    ended = models.ForeignKey(
        "complaints.TimelineEntry", verbose_name="结束", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    asked_at = models.DateTimeField("请求时间")
    due_at = models.DateTimeField("到期")
    next_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField("发现超时", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "协办"
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "unit"], condition=Q(state="asked"), name="one_open_assist_of_a_unit"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], name="assist_owed", condition=Q(state="asked")),
            models.Index(fields=["unit", "asked_at"], name="assist_of_unit"),
            models.Index(fields=["next_at"], name="assist_next", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.get_state_display()}"

    @property
    def task(self) -> str:
        """What was asked."""
        return str(cast(dict[str, Any], self.asked.body).get("text", GONE))

    @property
    def answer(self) -> str:
        """What came of it: the answer, or why it was waived; "" for nothing."""
        if self.ended is None or self.state not in (self.State.ANSWERED, self.State.WAIVED):
            return ""
        body = cast(dict[str, Any], self.ended.body)
        return str(body.get("text") or body.get("reason") or GONE)

    @property
    def total(self) -> int:
        """The whole length in seconds."""
        return int((self.due_at - self.asked_at).total_seconds())
