"""The days on which the week does not tell whether people work."""

from __future__ import annotations

from typing import Any

from django.db import models

from binan.kit import memo
from governance.workdays import Kind


class Workday(models.Model):
    """One day of the holiday table: off, worked to make up for it, or worked after all. `source`: the notice it stands in."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("安排", max_length=8, choices=Kind.choices)
    source = models.CharField("依据", max_length=120)
    confirmed = models.BooleanField("已核对", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "节假日和调休"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()
