"""演练: a practice case of a station. A table of its own, so that no figure, list, rating or export of cases can hold one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Drill(models.Model):
    """One practice case. It is filed at `at`, for the hour that began at `hour`; `rung_at`: the first tablet on duty said that it
    rings; `ended_at` with `outcome`: claimed `by` somebody, missed by all, or called off because of a real 特急."""

    class Outcome(models.TextChoices):
        CLAIMED = "claimed", "有人认领"
        MISSED = "missed", "没有人认领"
        OFF = "off", "有特急，取消"

    unit = models.ForeignKey(
        "governance.Unit", verbose_name="社区", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    hour = models.DateTimeField("哪个钟点")
    at = models.DateTimeField("开始")
    people = models.PositiveSmallIntegerField("响铃时几人在班")
    rung_at = models.DateTimeField("响铃", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices, blank=True)
    by = models.ForeignKey(
        "governance.Staff", verbose_name="谁认领", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "演练"
        constraints = [models.UniqueConstraint(fields=["unit", "hour"], name="one_drill_an_hour")]
        indexes = [
            models.Index(fields=["at"], name="drill_open", condition=Q(outcome="")),
            models.Index(fields=["hour"], name="drill_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_outcome_display() or '进行中'}"

    @property
    def rang_after(self) -> int | None:
        """Seconds from the scan to the first ring; None when no tablet rang."""
        return round((self.rung_at - self.at).total_seconds()) if self.rung_at else None

    @property
    def claimed_after(self) -> int | None:
        """Seconds from the scan to the claim; None when nobody claimed it."""
        claimed = self.outcome == self.Outcome.CLAIMED and self.ended_at
        return round((claimed - self.at).total_seconds()) if claimed else None
