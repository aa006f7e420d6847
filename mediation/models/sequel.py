"""What follows a mediation: the revisit, judicial confirmation, and the lawsuit beside it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from binan.kit.sealed import SealedText
from mediation.models.agreement import Agreement
from mediation.models.mediation import Mediation
from mediation.models.party import Party
from mediation.workflow import Way

STAFF = "governance.Staff"


class Revisit(models.Model):
    """回访 (domain.md §4.2 no. 10). One that is due has no `done_at` yet; `due_on` is set by the clock once an agreement holds.
    `remind_at`: when the mediator is told that it is due, empty once she was. `party`: whom it was about, empty when everybody
    was asked."""

    class Reason(models.TextChoices):
        PERFORMANCE = "performance", "了解协议履行情况"
        MISSED = "missed", "约定的事没有按时履行"
        ASKED = "asked", "当事人要求"
        RISK = "risk", "可能激化，提前过问"

    class Performance(models.TextChoices):
        FULL = "full", "已全部履行"
        PART = "part", "履行了一部分"
        NONE = "none", "没有履行"
        NOT_DUE = "not_due", "还没到约定的日子"

    class Satisfaction(models.TextChoices):
        GOOD = "good", "满意"
        FAIR = "fair", "基本满意"
        POOR = "poor", "不满意"
        UNSAID = "unsaid", "没有表态"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="revisits")
    party = models.ForeignKey(
        Party, verbose_name="回访对象", null=True, on_delete=models.PROTECT, related_name="revisits"
    )
    due_on = models.DateField("应回访日期")
    remind_at = models.DateTimeField("提醒时间", null=True, editable=False)
    reason = models.CharField("回访事由", max_length=12, choices=Reason.choices, default=Reason.PERFORMANCE)
    way = models.CharField("回访方式", max_length=10, choices=Way.choices, blank=True)
    performance = models.CharField("履行情况", max_length=8, choices=Performance.choices, blank=True)
    satisfaction = models.CharField("满意程度", max_length=8, choices=Satisfaction.choices, blank=True)
    escalating = models.BooleanField("有激化苗头", default=False)
    hidden = SealedText("遗留隐患", blank=True)
    measures = SealedText("采取的措施", blank=True)
    done_at = models.DateTimeField("回访时间", null=True)
    by = models.ForeignKey(STAFF, verbose_name="回访人", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "调解回访"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on"], name="mediation_revisit_owed", condition=Q(done_at__isnull=True)),
            models.Index(fields=["remind_at"], name="mediation_revisit_reminder", condition=Q(remind_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.mediation} {self.due_on:%m月%d日}回访"

    def is_due(self, today: date) -> bool:
        """Whether it ought to be made now."""
        return self.done_at is None and self.due_on <= today


class Confirmation(models.Model):
    """司法确认 of an agreement (人民调解法 33, 民事诉讼法 205 and 206). The row exists from effect on; who wants it stands in its
    `ConfirmationWish`es. Until `sequel.confirm_last_day` all parties together may ask for it; `remind_at`: when they are
    told once more, empty once they were."""

    class Ruling(models.TextChoices):
        VALID = "valid", "裁定协议有效"
        REJECTED = "rejected", "裁定驳回申请"

    agreement = models.OneToOneField(
        Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="confirmation"
    )
    remind_at = models.DateTimeField("提醒时间", null=True, editable=False)
    court = models.CharField("法院", max_length=60, blank=True)
    number = models.CharField("案号", max_length=60, blank=True)
    filed_on = models.DateField("递交日期", null=True)
    ruling = models.CharField("裁定", max_length=8, choices=Ruling.choices, blank=True)
    ruled_on = models.DateField("裁定日期", null=True)
    reason = SealedText("驳回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "司法确认"
        indexes = [
            models.Index(fields=["remind_at"], name="confirmation_reminder", condition=Q(remind_at__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ruled_on__isnull=True) | Q(filed_on__isnull=False, ruled_on__gte=F("filed_on")),
                name="a_court_rules_after_filing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.get_ruling_display() or '司法确认'}"


class ConfirmationWish(models.Model):
    """A party's word that she wants the agreement confirmed: the application is a joint one."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="wishes")
    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.PROTECT, related_name="+")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    at = models.DateTimeField("时间")
    recorded_by = models.ForeignKey(STAFF, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "同意申请司法确认"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["confirmation", "party"], name="one_wish_of_a_party")]

    def __str__(self) -> str:
        return f"{self.party} {timezone.localtime(self.at):%m月%d日}"


class Lawsuit(models.Model):
    """诉讼 about the same matter, filed before or during the mediation; `withdrawn_on`: 撤诉, which counts as a settlement
    (domain.md §4.3)."""

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="lawsuits")
    court = models.CharField("法院", max_length=60)
    number = models.CharField("案号", max_length=60)
    filed_on = models.DateField("起诉日期")
    withdrawn_on = models.DateField("撤诉日期", null=True)
    recorded_by = models.ForeignKey(STAFF, verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "诉讼"
        ordering = ["filed_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number"], name="one_lawsuit_of_a_number"),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("filed_on")),
                name="withdrawn_after_filing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.court} {self.number}"
