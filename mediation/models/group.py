"""Disputes of many: who speaks for whom, and what each of them asks for."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from mediation.models.party import Party
from mediation.workflow import Way

STAFF = "governance.Staff"


class Mandate(models.Model):
    """推选代表: a party lets one of her own side speak for her; `Party.represented_by` names the one who does now.

    `may_settle`: she also lets him settle and sign for her; without it every promise needs her own word (民事诉讼法 56).
    `accepted_at`: when the representative said yes; before that nobody speaks for her.
    """

    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.CASCADE, related_name="mandates")
    representative = models.ForeignKey(Party, verbose_name="代表人", on_delete=models.CASCADE, related_name="+")
    may_settle = models.BooleanField("可以代为达成协议和签字", default=False)
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    given_at = models.DateTimeField("推选时间")
    recorded_by = models.ForeignKey(STAFF, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField("代表人同意时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推选代表"
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(ended_at__isnull=True), name="one_representative_of_a_party"
            ),
            models.CheckConstraint(condition=~Q(party=F("representative")), name="nobody_represents_herself"),
        ]

    def __str__(self) -> str:
        return f"{self.party} → {self.representative}"


class Claim(models.Model):
    """What one party of a group asks for, in yuan: the wages of this worker, the damage of that shop."""

    party = models.OneToOneField(Party, verbose_name="当事人", on_delete=models.CASCADE, related_name="claim")
    amount = models.DecimalField(
        "请求金额（元）", max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    recorded_by = models.ForeignKey(STAFF, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "各人请求"
        ordering = ["party"]

    def __str__(self) -> str:
        return f"{self.party} {self.amount}元"
