"""What happened to a plate, codes that led here before, what came by a code, and what was printed."""

from __future__ import annotations

from typing import Any

from django.db import models

from governance.plates import NOTE_MAX, Damage, Stage


class PlateEvent(models.Model):
    """码牌记录: one thing done with the plate of a place. Written once."""

    place = models.ForeignKey("governance.Place", verbose_name="点位", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("动作", max_length=10)
    stage_from = models.CharField("之前", max_length=8, choices=Stage.choices)
    stage_to = models.CharField("之后", max_length=8, choices=Stage.choices)
    code = models.CharField("当时的码", max_length=16)
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="谁", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField("时间")
    what = models.CharField("哪里不对", max_length=8, choices=Damage.choices, blank=True)
    note = models.CharField("说明", max_length=NOTE_MAX, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "码牌记录"
        ordering = ["-id"]
        indexes = [models.Index(fields=["place", "id"], name="plate_history")]

    def __str__(self) -> str:
        return f"{self.place} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `TypeError` for a second time."""
        if not self._state.adding:
            raise TypeError("what was done with a plate is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TypeError`."""
        raise TypeError("what was done with a plate stays written")


class FormerCode(models.Model):
    """旧码: a code that a place had before. Whoever still scans it comes to the same place."""

    code = models.CharField("旧码", max_length=16, unique=True)
    place = models.ForeignKey("governance.Place", verbose_name="点位", on_delete=models.PROTECT, related_name="former")
    edition = models.PositiveSmallIntegerField("第几个码")
    ended_at = models.DateTimeField("换下时间")

    class Meta:
        verbose_name = verbose_name_plural = "旧码"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code


class CodeDay(models.Model):
    """What came by a code on one day: pages opened by a scan, forms opened, cases filed. Numbers only: nobody is followed."""

    place = models.ForeignKey("governance.Place", verbose_name="点位", on_delete=models.CASCADE, related_name="days")
    day = models.DateField("日期")
    scans = models.PositiveIntegerField("扫码", default=0)
    opens = models.PositiveIntegerField("打开表单", default=0)
    sent = models.PositiveIntegerField("提交", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "扫码统计"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["place", "day"], name="one_row_a_day")]
        indexes = [models.Index(fields=["day", "place"], name="codes_of_a_day")]

    def __str__(self) -> str:
        return f"{self.place} {self.day}"


class PrintRun(models.Model):
    """打印任务: many plates as one file, drawn by the clock while a page shows how far it is."""

    class Layout(models.TextChoices):
        A4 = "a4", "A4 海报"
        A6 = "a6", "A6 小海报"
        STICKER = "sticker", "5 厘米贴纸"

    class Form(models.TextChoices):
        PDF = "pdf", "一个 PDF"
        ZIP = "zip", "按社区分开（压缩包）"

    class State(models.TextChoices):
        WAITING = "waiting", "排队"
        RUNNING = "running", "在画"
        DONE = "done", "好了"
        FAILED = "failed", "没有成功"

    staff = models.ForeignKey("governance.Staff", verbose_name="谁要的", on_delete=models.PROTECT, related_name="+")
    layout = models.CharField("版式", max_length=8, choices=Layout.choices)
    form = models.CharField("文件", max_length=4, choices=Form.choices)
    title = models.CharField("名称", max_length=80)
    places = models.JSONField("点位", default=list)
    total = models.PositiveIntegerField("个数")
    done = models.PositiveIntegerField("画好", default=0)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    file = models.CharField("文件名", max_length=100, blank=True)
    size = models.PositiveIntegerField("字节", default=0)
    asked_at = models.DateTimeField("提出时间")
    beat_at = models.DateTimeField("最近进展", null=True)
    done_at = models.DateTimeField("完成时间", null=True)
    tries = models.PositiveSmallIntegerField("画过几次", default=0)
    marked_at = models.DateTimeField("印好时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "打印任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="prints_to_draw", condition=models.Q(state__in=["waiting", "running"])),
            models.Index(fields=["done_at"], name="prints_kept", condition=~models.Q(file="")),
        ]

    def __str__(self) -> str:
        return self.title
