"""A place on the wall with its QR code."""

from __future__ import annotations

from typing import Any

from django.db import models

from binan.kit import codes, memo


class Place(models.Model):
    """点位: where a code hangs. The code is opaque; a retired one may lead on to its successor."""

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
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)
    replaced_by = models.ForeignKey("self", verbose_name="换成", null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "点位"
        ordering = ["unit_id", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()  # a retired code is dead at once for those who ask this process
