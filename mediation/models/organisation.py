"""Who mediates, and where."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from binan.kit import phones
from mediation.workflow import Regime


class Organisation(models.Model):
    """调解组织. `unit`: the subdistrict it serves, empty for the whole district. `specialities`: beginnings of category
    codes it is made for ("PRO", "NEI-02")."""

    name = models.CharField("名称", max_length=60, unique=True)
    regime = models.CharField("调解类型", max_length=16, choices=Regime.choices, default=Regime.PEOPLE)
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="服务街道", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="留空表示服务全区",
    )  # fmt: skip
    specialities = models.JSONField(
        "专长类别", default=list, blank=True, help_text='类别代码的开头，例如 ["PRO", "NEI-02"]'
    )
    intro = models.CharField("介绍", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True, help_text="E.164，例如 +8657187654321")
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解组织"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_free(self) -> bool:
        """Whether the law forbids any fee: people's mediation only (art. 4, domain.md §0.4)."""
        return self.regime == Regime.PEOPLE

    @property
    def dial(self) -> str:
        """Its telephone as people in China read it."""
        return phones.grouped(self.phone) if self.phone else ""


class Room(models.Model):
    """调解室, open every day between two hours."""

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField("名称", max_length=40)
    place = models.CharField("地点", max_length=100, help_text="当事人照着找得到的写法")
    seats = models.PositiveSmallIntegerField("座位", default=8)
    opens = models.TimeField("开放", default=time(8, 30))
    closes = models.TimeField("关闭", default=time(20, 30))
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解室"
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_room_of_a_name"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="room_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name


class Mediator(models.Model):
    """调解员: a member of staff at an organisation. What she may do comes from her post with the right to mediate."""

    staff = models.OneToOneField(
        "governance.Staff", verbose_name="人员", on_delete=models.PROTECT, related_name="mediator"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="mediators"
    )
    specialities = models.JSONField("专长类别", default=list, blank=True)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解员"
        ordering = ["organisation__name", "staff__display_name"]

    def __str__(self) -> str:
        return str(self.staff)
