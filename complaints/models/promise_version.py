"""What administrators promise instead of the defaults of `complaints.promises`, version by version."""

from __future__ import annotations

from typing import Any

from django.db import models

from binan.kit import memo
from complaints.workflow import Urgency


class PromiseVersion(models.Model):
    """One version of the table: in force from `valid_from` until the next one begins. What it does not name stays as the
    code has it, so a version without rows goes back to the defaults."""

    valid_from = models.DateTimeField("生效时间", unique=True)
    author = models.ForeignKey(
        "governance.Staff", verbose_name="制定人", on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.CharField("理由", max_length=200)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺时限"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"第 {self.pk} 版"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()


class PromiseLength(models.Model):
    """One length of a version. `category` "": whatever the matter is about."""

    version = models.ForeignKey(PromiseVersion, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField("承诺", max_length=16)
    urgency = models.CharField("紧急程度", max_length=2, choices=Urgency.choices)
    category = models.CharField("类别", max_length=8, blank=True)
    seconds = models.PositiveIntegerField("秒")

    class Meta:
        verbose_name = verbose_name_plural = "一项时限"
        ordering = ["kind", "urgency", "category"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "urgency", "category"], name="one_length_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.urgency} {self.category}".rstrip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()
