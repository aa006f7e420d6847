"""The end of one round of handling, as it stood at that moment."""

from __future__ import annotations

from django.db import models

from binan.kit.sealed import SealedText
from complaints.workflow import ClosingKind


class Closing(models.Model):
    """One closing of a case. Who answers for it is frozen here: moving the case later moves no blame (work.md D4.2).

    `shares`: everyone who handled the round with the seconds the case was hers, the longest first: `{"staff", "seconds"}`.
    `evidence`: how many photos of staff the closing rests on; `no_evidence`: else the reason for none.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="closings")
    round = models.PositiveSmallIntegerField("轮次")
    at = models.DateTimeField("办结时间")
    kind = models.CharField("办结方式", max_length=12, choices=ClosingKind.choices)
    handler = models.ForeignKey(
        "governance.Staff", verbose_name="承办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("governance.Unit", verbose_name="负责单位", on_delete=models.PROTECT, related_name="+")
    shares = models.JSONField("经手人", default=list)
    evidence = models.PositiveSmallIntegerField("佐证照片", default=0)
    no_evidence = SealedText("没有佐证的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办结"
        constraints = [models.UniqueConstraint(fields=["complaint", "round"], name="one_closing_per_round")]

    def __str__(self) -> str:
        return f"第 {self.round} 轮 {self.get_kind_display()}"

    @property
    def people(self) -> set[int]:
        """Everyone who handled this round (keys of `Staff`)."""
        return {share["staff"] for share in self.shares} | ({self.handler_id} if self.handler_id else set())
