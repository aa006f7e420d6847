"""A place on the wall with its QR code."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from binan.kit import codes, memo
from governance.plates import Stage


class Place(models.Model):
    """点位: where a code hangs. The code is opaque; a former one (`FormerCode`) and a retired place may lead on.

    `stage`: where its plate is in its life (governance/plates.py); only `services.plates` writes it. `edition`: how many codes the
    place has had. `month_*`: what came by its code in the thirty days before last midnight, counted at night.
    """

    class Kind(models.TextChoices):
        GATE = "gate", "门岗"
        ENTRANCE = "entrance", "单元门"
        LIFT = "lift", "电梯"
        LOBBY = "lobby", "楼宇大堂"
        SHOP = "shop", "商户"
        PARK = "park", "园区"
        PUBLIC = "public", "公园地铁口"
        STATION = "station", "社区窗口"

    code = models.CharField("码", max_length=16, unique=True, default=codes.place_code)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices, default=Kind.ENTRANCE)
    name = models.CharField("名称", max_length=80)
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="所属单位", on_delete=models.PROTECT, related_name="places"
    )
    stage = models.CharField("码牌", max_length=8, choices=Stage.choices, default=Stage.NEW, editable=False)
    edition = models.PositiveSmallIntegerField("第几个码", default=1, editable=False)
    batch = models.CharField("批次", max_length=40, blank=True, editable=False, db_index=True)
    posted_at = models.DateTimeField("张贴时间", null=True, blank=True, editable=False)
    checked_at = models.DateTimeField("最近检查", null=True, blank=True, editable=False)
    scanned_at = models.DateTimeField("最近有人扫", null=True, blank=True, editable=False)
    month_scans = models.PositiveIntegerField("30 天扫码", default=0, editable=False)
    month_opens = models.PositiveIntegerField("30 天打开表单", default=0, editable=False)
    month_sent = models.PositiveIntegerField("30 天提交", default=0, editable=False)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)
    replaced_by = models.ForeignKey("self", verbose_name="换成", null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "点位"
        ordering = ["unit_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.RETIRED, retired_at__isnull=False)
                | ~Q(stage=Stage.RETIRED) & Q(retired_at__isnull=True),
                name="retired_is_a_stage",
            )
        ]
        indexes = [
            models.Index(fields=["stage", "id"], name="place_by_stage"),
            models.Index(fields=["-month_scans", "id"], name="place_by_scans"),
            models.Index(fields=["scanned_at", "id"], name="place_quiet", condition=Q(stage=Stage.POSTED)),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()  # a retired code is dead at once for those who ask this process

    @property
    def number(self) -> str:
        """编号 on the plate: the place, and which of its codes, e.g. `000123-1`; what people say on the telephone."""
        return f"{self.pk or 0:06}-{self.edition}"
