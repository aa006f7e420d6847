"""A telephone call as a record."""

from __future__ import annotations

from django.db import models

from binan.kit.sealed import SealedText


class Call(models.Model):
    """One attempt to reach the resident: by whom, when, reached or not, and what was said. Server time only (threat 3)."""

    class Outcome(models.TextChoices):
        CONNECTED = "connected", "接通"
        NO_ANSWER = "no_answer", "无人接听"
        BUSY = "busy", "占线"
        WRONG_NUMBER = "wrong_number", "空号"
        REJECTED = "rejected", "拒接"

    class Heard(models.TextChoices):
        """The second side of the proof: what the resident answers on her page, once."""

        YES = "yes", "接到了"
        NO = "no", "没接到"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="calls")
    entry = models.OneToOneField("complaints.TimelineEntry", on_delete=models.PROTECT, related_name="call")
    staff = models.ForeignKey("governance.Staff", verbose_name="谁打的", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    dialed_at = models.DateTimeField("拨号", null=True)
    back_at = models.DateTimeField("打完回到页面", null=True)
    resident_says = models.CharField("居民说", max_length=3, choices=Heard.choices, blank=True)
    resident_said_at = models.DateTimeField("居民何时说", null=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices)
    summary = SealedText("通话摘要", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通话记录"
        ordering = ["at"]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def seconds(self) -> int | None:
        """How long it took from dialling to coming back to the page; None when nobody measured it."""
        return int((self.back_at - self.dialed_at).total_seconds()) if self.dialed_at and self.back_at else None

    @property
    def reached(self) -> bool:
        """Whether somebody answered."""
        return self.outcome == self.Outcome.CONNECTED
