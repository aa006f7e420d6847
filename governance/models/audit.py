"""The audit: who did what to what, when, from where, and how it came out. Written for everybody, edited and deleted by nobody.

A row is written unchained with what it records, so that nobody waits for anybody; the clock hangs it on the chain a second later
(`governance.services.chaining`). The database itself refuses any other change and any deletion (migration `audit`).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from binan.kit.chain import link, moment
from binan.kit.sealed import SealedJSON
from governance.deeds import Deed, Subject, Thing


class AuditEntry(models.Model):
    """One deed. `actor` may never be deleted while it stands here; `actor_name` is her user name then, whatever it becomes.

    `object_id` and `object_label` name a case, an account, a row: never a resident's name or number. `network`: the client's,
    not her address (docs/decisions/0030). `body`: what only the page of this one entry shows. `seq`, `prev_hash`, `hash`: its
    place in the chain, empty for the first second.
    """

    class Result(models.TextChoices):
        OK = "ok", "成功"
        REFUSED = "refused", "没有允许"

    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        "governance.Staff", verbose_name="谁", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_name = models.CharField("用户名", max_length=150, blank=True)
    actor_kind = models.CharField("身份", max_length=8, choices=Subject.choices)
    kind = models.CharField("做了什么", max_length=20, choices=Deed.choices)
    object_type = models.CharField("对象类型", max_length=10, choices=Thing.choices, blank=True)
    object_id = models.CharField("对象", max_length=64, blank=True)
    object_label = models.CharField("对象名称", max_length=60, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result.choices, default=Result.OK)
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    network = models.CharField("网段", max_length=43, blank=True)
    device = models.CharField("设备", max_length=40, blank=True)
    way = models.CharField("入口", max_length=10, blank=True)
    body = SealedJSON("详情", blank=True, default=dict)
    body_salt = models.CharField(max_length=32, blank=True)
    body_digest = models.CharField(max_length=64)
    seq = models.BigIntegerField("序号", null=True, unique=True)
    prev_hash = models.CharField("上一条校验值", max_length=64, blank=True)
    hash = models.CharField("校验值", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["at"], name="audit_by_day"),
            models.Index(fields=["actor", "at"], name="audit_by_person"),
            models.Index(fields=["kind", "at"], name="audit_by_kind"),
            models.Index(fields=["object_id", "at"], name="audit_by_object"),
            models.Index(fields=["at"], name="audit_refused", condition=Q(result="refused")),
            models.Index(fields=["id"], name="audit_unchained", condition=Q(seq=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `TypeError` for a second time: what was done stays written."""
        if not self._state.adding:
            raise TypeError("an audit entry is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TypeError`."""
        raise TypeError("an audit entry stays written")


class AuditHead(models.Model):
    """The end of the chain: one row, moved on by compare-and-swap."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计链的末端"


class AuditAnchor(models.Model):
    """What a night found: the chain is whole up to `seq`, whose hash also went into the log. A night that found something wrong says
    what, and the next one begins where the last good one ended."""

    day = models.DateField("日期", unique=True)
    at = models.DateTimeField("核对时间")
    seq = models.BigIntegerField("核对到")
    hash = models.CharField("校验值", max_length=64)
    checked = models.BigIntegerField("新核对几条")
    faults = models.JSONField("问题", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "审计每日核对"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"


# Everything a hash covers, and therefore everything that may not change.
COVERED = (
    "at", "actor_id", "actor_name", "actor_kind", "kind", "object_type", "object_id", "object_label", "result", "unit_id",
    "network", "device", "way", "body_digest",
)  # fmt: skip


def covered(entry: AuditEntry) -> list[Any]:
    """What the hash of an entry covers, in order: also how an outside program recomputes it from an export."""
    values = [getattr(entry, name) for name in COVERED]
    return [entry.prev_hash, entry.seq, moment(values[0]), *values[1:]]


def entry_hash(entry: AuditEntry) -> str:
    """The hash that binds an entry to its place in the chain."""
    return link(covered(entry))
