"""What has left the house as a file: who took which list, when, and under which number (issue 4, 12)."""

from __future__ import annotations

from typing import Any

from django.db import models


class Export(models.Model):
    """One exported list. Written once and never changed; the number stands in the file's first and last line. `asked`: the
    filter in words, which never hold anything of a resident."""

    class What(models.TextChoices):
        BOARD = "board", "事件清单"
        REPLAY = "replay", "回放清单"

    number = models.CharField("编号", max_length=8, unique=True)
    what = models.CharField("导出了什么", max_length=8, choices=What.choices)
    staff = models.ForeignKey("governance.Staff", verbose_name="谁导出", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="所在单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField("时间")
    asked = models.CharField("筛选条件", max_length=200)
    rows = models.PositiveIntegerField("行数")

    class Meta:
        verbose_name = verbose_name_plural = "导出记录"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `TypeError` for a second time: what left the house stays written."""
        if not self._state.adding:
            raise TypeError("an export is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TypeError`."""
        raise TypeError("an export stays written")
