"""The outbox: what is to be told to whom, and how far it got; the phones that follow a case."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from binan.kit import phones
from binan.kit.sealed import BlindIndex, SealedJSON, SealedText
from notices import texts

ENDPOINT = "notices.subscription.endpoint"


class Notices(models.QuerySet["Notice"]):
    """Rows of the outbox."""

    def stop(self, why: str) -> int:
        """Never send what of these has not gone out, since nobody needs it any more; returns how many that were.

        A letter in SENDING may only stand in the queue of a round that has begun, so it is stopped too. A reminder that has
        gone out stays out, but no SMS follows it. None becomes a dead letter: nobody shall send it again.
        """
        out = self.filter(channel=Notice.Channel.PUSH, state__in=[Notice.State.SENDING, Notice.State.SENT])
        stopped = out.filter(next_try_at__isnull=False).update(state=Notice.State.SENT, next_try_at=None)
        unsent = self.filter(state__in=[Notice.State.WAITING, Notice.State.SENDING])
        return stopped + unsent.update(state=Notice.State.VOID, next_try_at=None, problem=why)

    def forget(self, prefix: str) -> int:
        """Erase number and content of every message whose key begins with `prefix`; what was not sent yet is never sent.

        The row with its template, state and moments stays as a record that something was told. Returns how many there were.
        """
        rows = self.filter(key__startswith=prefix)
        rows.stop("内容已按本人申请删除")
        return rows.update(phone="", data={}, next_try_at=None)

    def call_off(self, prefix: str, *, but: str = "") -> int:
        """Never send what still waits for somebody's telephone and whose key begins with `prefix`; she no longer wants it.

        `but`: a template that goes out all the same. Returns how many were called off.
        """
        rows = self.filter(key__startswith=prefix).exclude(channel=Notice.Channel.INBOX)
        return rows.exclude(template=but).stop("本人撤回了同意")


class Notice(models.Model):
    """One message to one person. `key` makes the same telling one row, however often it is asked for.

    An SMS in SENDING may have been accepted by the provider: its receipt is asked before it is ever sent again. A reminder
    (PUSH) that nobody confirms by `push_until` becomes the SMS in the same row, so one telling never arrives both ways.
    """

    class Channel(models.TextChoices):
        INBOX = texts.INBOX, "站内"
        SMS = texts.SMS, "短信"
        PUSH = texts.PUSH, "手机提醒"

    class State(models.TextChoices):
        WAITING = "waiting", "待发"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发"
        DELIVERED = "delivered", "已送达"
        READ = "read", "已读"
        DEAD = "dead", "未能送达"
        VOID = "void", "不再需要"

    key = models.CharField("键", max_length=80, unique=True)
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    template = models.CharField("模板", max_length=32)
    data: models.Field[Any, Any] = SealedJSON("内容", blank=True, default=dict)
    staff = models.ForeignKey(
        "governance.Staff", null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    phone = SealedText("号码", blank=True)
    # Whose news it is: the blind index of the page's secret code, where phones may follow it or later news replace it.
    subject = BlindIndex(copied=True, only=Q(next_try_at__isnull=False), blank=True, editable=False)
    urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField("产生")
    next_try_at = models.DateTimeField("下次处理", null=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    resent = models.PositiveSmallIntegerField("人工重发", default=0)
    sent_at = models.DateTimeField("发出", null=True)
    push_until = models.DateTimeField("提醒截至", null=True)
    read_at = models.DateTimeField("读到", null=True)
    receipt = models.CharField("回执号", max_length=64, blank=True)
    problem = models.CharField("问题", max_length=200, blank=True)

    objects = Notices.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], name="notice_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["staff", "-id"], name="notice_inbox", condition=Q(channel="inbox")),
            models.Index(fields=["staff"], name="notice_unread", condition=Q(channel="inbox", read_at=None)),
            models.Index(fields=["state", "-id"], name="notice_by_state"),
            models.Index(fields=["template", "-id"], name="notice_by_template"),
            models.Index(fields=["receipt"], name="notice_by_receipt", condition=~Q(receipt="")),
            models.Index(
                fields=["subject"], name="notice_open", condition=Q(next_try_at__isnull=False) & ~Q(subject="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}：{texts.label(self.template)}"

    @property
    def label(self) -> str:
        """What people call its text: 受理, 办结, …"""
        return texts.label(self.template)

    @property
    def text(self) -> str:
        """What it says, without the secret code of its link."""
        return texts.render(self.template, self.data)

    @property
    def page(self) -> str:
        """The path of the page it leads a member of staff to."""
        return texts.page(self.template, self.data)

    @property
    def masked_phone(self) -> str:
        """`138****8001`."""
        return phones.mask(self.phone)

    @property
    def out_id(self) -> str:
        """Our number for this telling at the provider: the same for every try, a new one when a person sends it again."""
        return hashlib.sha256(f"{self.key} {self.resent}".encode()).hexdigest()[:32]


# Dead letters that may be sent again: an inbox holds none, and where number or words were erased nothing is left to send.
RESENDABLE = (
    Q(state=Notice.State.DEAD)
    & ~Q(channel=Notice.Channel.INBOX)
    & ~Q(channel=Notice.Channel.SMS, phone="")
    & ~Q(data={})
)


class Subscription(models.Model):
    """One browser on one phone that takes reminders. It belongs to no account; what it follows stands in `Follow`.

    Whoever knows the endpoint and the keys could send to that phone, so they are kept sealed; `endpoint_key` finds it again.
    """

    endpoint_key = BlindIndex(of="endpoint", label=ENDPOINT, unique=True, editable=False)
    endpoint = SealedText("推送地址")
    p256dh = SealedText("公钥")
    auth = SealedText("密钥")
    created_at = models.DateTimeField("开通")
    last_ok_at = models.DateTimeField("最近送出", null=True)
    failures = models.PositiveSmallIntegerField("连续失败", default=0)
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "手机提醒"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.service}（{'已结束' if self.ended_at else '有效'}）"

    @property
    def service(self) -> str:
        """The push service behind it: the host alone, never the secret address."""
        return urlsplit(self.endpoint).hostname or ""

    @property
    def info(self) -> dict[str, Any]:
        """What the encryption asks for (Push API)."""
        return {"endpoint": self.endpoint, "keys": {"p256dh": self.p256dh, "auth": self.auth}}


class Follow(models.Model):
    """A phone that wants news of one case; `subject` is what the case's notices carry."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="follows", db_index=False)
    subject = BlindIndex(copied=True)
    created_at = models.DateTimeField("开通")

    class Meta:
        verbose_name = verbose_name_plural = "跟进的诉求"
        constraints = [models.UniqueConstraint(fields=["subscription", "subject"], name="follow_once")]
        indexes = [models.Index(fields=["subject"], name="follow_by_subject")]

    def __str__(self) -> str:
        return f"跟进 {self.pk}"
