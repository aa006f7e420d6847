"""The four levels: 区 → 街道 → 社区 → 网格."""

from __future__ import annotations

from django.db import models

from governance.levels import Level


class Unit(models.Model):
    """One unit of the net. `key` is ours and stable; `stat_code` is the official code where it is known."""

    class Kind(models.TextChoices):
        RESIDENTIAL = "residential", "居住社区"
        INDUSTRIAL = "industrial", "产业社区"
        MIXED = "mixed", "混合社区"

    name = models.CharField("名称", max_length=60)
    level = models.SmallIntegerField("层级", choices=Level.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    key = models.SlugField("内部编码", max_length=32, unique=True, help_text="自定且不再改变，例如 PY-DGUAN-G01")
    stat_code = models.CharField("统计用区划代码", max_length=12, null=True, blank=True, unique=True)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices, default=Kind.RESIDENTIAL)
    phone = models.CharField("值班电话", max_length=20, blank=True, help_text="E.164，例如 +8657187654321")
    verified = models.BooleanField("已核实", default=False)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["level", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=Level.DISTRICT, parent=None)
                | models.Q(level__gt=Level.DISTRICT, parent__isnull=False),
                name="unit_has_its_superior",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def chain(self) -> dict[int, Unit]:
        """This unit and its superiors by level (follows `parent`; select_related up to three steps)."""
        found: dict[int, Unit] = {}
        unit: Unit | None = self
        while unit is not None:
            found[unit.level] = unit
            unit = unit.parent
        return found
