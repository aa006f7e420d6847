"""A stretch of time in which no clock went round."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Outage(models.Model):
    """From the last sign of life of any clock (`began_at`) to the moment one went round again (`ended_at`): nothing was
    reminded, missed or sent up meanwhile. Written once, by whichever clock saw it first (`binan.heartbeat`)."""

    began_at = models.DateTimeField("开始", unique=True)
    ended_at = models.DateTimeField("恢复")

    class Meta:
        verbose_name = verbose_name_plural = "系统中断"
        ordering = ["-began_at"]
        indexes = [models.Index(fields=["ended_at"], name="outage_ended")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.began_at):%Y-%m-%d %H:%M:%S} 起 {self.seconds} 秒"

    @property
    def seconds(self) -> int:
        """How long it lasted."""
        return round((self.ended_at - self.began_at).total_seconds())
