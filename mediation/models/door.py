"""What stands before and behind a mediation: who wished for one, and the offices to which other ways lead."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from mediation.models.mediation import Mediation
from mediation.workflow import OfficeKind, Side


class Wish(models.Model):
    """申请调解 by a resident herself: the handler sees it at the case and arranges the rest. `after`: the ended mediation
    from whose page it came."""

    complaint = models.ForeignKey(
        "complaints.Complaint", verbose_name="诉求", on_delete=models.CASCADE, related_name="wishes"
    )
    side = models.CharField("哪一方", max_length=1, choices=Side.choices)
    after = models.ForeignKey(
        Mediation, verbose_name="上一次调解", null=True, blank=True, on_delete=models.SET_NULL, related_name="wishes"
    )
    at = models.DateTimeField("时间")
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调解申请"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {timezone.localtime(self.at):%m月%d日 %H:%M}"


class Office(models.Model):
    """其他途径的机构: where one goes when mediation ends. Nothing is known here by itself: administrators enter it."""

    kind = models.CharField("哪类机构", max_length=12, choices=OfficeKind.choices)
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    hours = models.CharField("办公时间", max_length=60, blank=True)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "其他途径的机构"
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name
