"""A private number (隐私号) between a worker and a resident, and what its provider says of the calls over it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import BlindIndex, SealedText


class State(models.TextChoices):
    """What became of asking for a number."""

    ASKED = "asked", "申请中"
    BOUND = "bound", "使用中"
    FAILED = "failed", "没有要到"
    ENDED = "ended", "已停用"


class PrivateNumber(models.Model):
    """X for one case and one worker. `phone_key`, `mobile_key`: blind indexes of the two numbers it was bound for, so that X is
    out of force as soon as one of them is corrected. `next_try_at`: when unbinding that failed is tried again."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="private_numbers")
    staff = models.ForeignKey("governance.Staff", verbose_name="承办人", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("申请时间")
    expires_at = models.DateTimeField("到期")
    subscription = models.CharField("绑定编号", max_length=128, blank=True)
    number = SealedText("隐私号", blank=True)
    phone_key = BlindIndex(copied=True, only=Q(state="bound"), blank=True, editable=False)
    mobile_key = BlindIndex(kept="绑定到期就没有用了", blank=True, editable=False)
    next_try_at = models.DateTimeField("何时再解绑", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "隐私号"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "staff"], name="private_number_asked_once", condition=Q(state="asked")
            ),
            models.UniqueConstraint(
                fields=["subscription"], name="private_number_subscription", condition=~Q(subscription="")
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="private_number_bound", condition=Q(state="bound"))]

    def __str__(self) -> str:
        return self.get_state_display()


class CallRecord(models.Model):
    """The provider's word about one call over X; it stands beside what the worker logged and the resident said, and changes neither."""

    private_number = models.ForeignKey(PrivateNumber, on_delete=models.PROTECT, related_name="records")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="call_records")
    key = models.CharField("话单编号", max_length=128, unique=True)
    at = models.DateTimeField("时间")
    answered = models.BooleanField("接通")
    seconds = models.PositiveIntegerField("通话秒数")
    by_resident = models.BooleanField("居民打来")
    received_at = models.DateTimeField("收到话单")

    class Meta:
        verbose_name = verbose_name_plural = "话单"
        ordering = ["at"]

    def __str__(self) -> str:
        return "接通" if self.answered else "没有接通"
