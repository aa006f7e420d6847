"""One account, one device: who has come in from what, and why that ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import BlindIndex


class StaffSession(models.Model):
    """登录: one coming in by the door. The key of the session itself is not kept, only its blind index."""

    class Ended(models.TextChoices):
        REPLACED = "replaced", "在另一台设备登录"
        LOGGED_OUT = "logged_out", "退出"
        IDLE = "idle", "太久没有操作"
        OVER = "over", "登录满 12 小时"

    staff = models.ForeignKey("governance.Staff", verbose_name="人员", on_delete=models.CASCADE, related_name="logins")
    key_hash = BlindIndex(kept="在用的会话自己换新，别的半小时就结束了", unique=True, editable=False)
    device = models.CharField("设备", max_length=40)
    since = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近操作")
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_why = models.CharField("怎么结束", max_length=10, choices=Ended.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录"
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(fields=["staff"], condition=Q(ended_at=None), name="one_account_one_device")
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.device}"
