"""A resident's judgement of one round of handling."""

from __future__ import annotations

from django.db import models

from binan.kit import crypto
from binan.kit.sealed import SealedText

LABEL = "complaints.rating.token"


class Rating(models.Model):
    """One invitation and at most one answer. Whom it judges is frozen when the case closed (`handler`, `unit`)."""

    class Choice(models.IntegerChoices):
        VERY_SATISFIED = 5, "非常满意"
        SATISFIED = 4, "满意"
        FAIR = 3, "基本满意"
        DISSATISFIED = 2, "不满意"
        VERY_DISSATISFIED = 1, "非常不满意"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField("轮次")
    token = SealedText(editable=False)
    token_key = models.CharField(max_length=32, unique=True, editable=False)
    handler = models.ForeignKey(
        "governance.Staff", verbose_name="承办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("governance.Unit", verbose_name="负责单位", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("邀请时间")
    rated_at = models.DateTimeField("评价时间", null=True)
    choice = models.PositiveSmallIntegerField("评价", choices=Choice.choices, null=True)
    comment = SealedText("意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        constraints = [models.UniqueConstraint(fields=["complaint", "round"], name="one_invitation_per_round")]

    def __str__(self) -> str:
        return f"第 {self.round} 轮 {self.get_choice_display() or '未评'}"

    @property
    def is_dissatisfied(self) -> bool:
        """不满意 or 非常不满意: a second handling follows."""
        return self.choice is not None and self.choice <= self.Choice.DISSATISFIED


def token_key(token: str) -> str:
    """The look-up key of a rating link."""
    return crypto.blind(token, LABEL)
