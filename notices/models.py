"""The outbox: what is to be told to whom, and how far it got."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedJSON, SealedText


class Notice(models.Model):
    """One message to one person. `key` makes the same telling one row, however often it is asked for."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "站内"
        SMS = "sms", "短信"

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发"
        DELIVERED = "delivered", "已送达"
        READ = "read", "已读"
        DEAD = "dead", "未能送达"

    key = models.CharField(max_length=80, unique=True)
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    template = models.CharField("模板", max_length=32)
    data = SealedJSON("内容", blank=True, default=dict)
    staff = models.ForeignKey("governance.Staff", null=True, blank=True, on_delete=models.CASCADE, related_name="notices")
    phone = SealedText("号码", blank=True)
    urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField("产生")
    next_try_at = models.DateTimeField("下次发送", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("发出", null=True)
    read_at = models.DateTimeField("读到", null=True)
    receipt = models.CharField("回执号", max_length=64, blank=True)
    problem = models.CharField("问题", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], name="notice_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["staff", "-id"], name="notice_inbox", condition=Q(channel="inbox")),
            models.Index(fields=["state", "-id"], name="notice_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.template}"
