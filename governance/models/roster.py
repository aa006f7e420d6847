"""The roster: the shifts a station keeps, who is away, who gives a shift away, and what one shift leaves to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from binan.kit.sealed import SealedText


class Shift(models.Model):
    """班次: hours of every day in which a station is to be covered; one that ends no later than it begins ends on the next day."""

    unit = models.ForeignKey("governance.Unit", verbose_name="单位", on_delete=models.CASCADE, related_name="shifts")
    name = models.CharField("名称", max_length=20, help_text="例如 白班、夜班")
    begins = models.TimeField("开始", help_text="例如 08:00")
    ends = models.TimeField("结束", help_text="不晚于开始的，算第二天，例如 20:00 到 08:00")
    needed = models.PositiveSmallIntegerField("需要几人", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["unit_id", "begins"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="one_shift_of_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.begins:%H:%M}–{self.ends:%H:%M}"


class Absence(models.Model):
    """请假: she is away; her duties meanwhile cover nothing and wait to be given to somebody else."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "请假"
        SICK = "sick", "病假"
        TRAINING = "training", "培训或出差"

    staff = models.ForeignKey(
        "governance.Staff", verbose_name="人员", on_delete=models.CASCADE, related_name="absences"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.LEAVE)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    noted_by = models.ForeignKey(
        "governance.Staff", verbose_name="登记人", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["staff", "ends_at"], name="absence_of_staff")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_kind_display()}"


class Swap(models.Model):
    """换班: one duty offered to a colleague, or (`to` empty) to everybody who may take it. `next_at`: when somebody is to be
    told of it next (null: never again); `seq` counts what has happened, so that nothing is told twice."""

    class State(models.TextChoices):
        OPEN = "open", "等人接"
        TAKEN = "taken", "有人接了"
        WITHDRAWN = "withdrawn", "不换了"
        VETOED = "vetoed", "负责人没有同意"
        LAPSED = "lapsed", "开始前没有人接"

    duty = models.ForeignKey("governance.Duty", verbose_name="值班", on_delete=models.CASCADE, related_name="swaps")
    giver = models.ForeignKey("governance.Staff", verbose_name="谁要换", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(
        "governance.Staff", verbose_name="换给谁", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField("原因", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    taker = models.ForeignKey(
        "governance.Staff", verbose_name="谁接了", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁决定", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered_at = models.DateTimeField("提出时间")
    decided_at = models.DateTimeField("决定时间", null=True)
    seq = models.PositiveSmallIntegerField(default=0, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "换班"
        ordering = ["-offered_at"]
        constraints = [models.UniqueConstraint(fields=["duty"], condition=Q(state="open"), name="one_open_swap")]
        indexes = [models.Index(fields=["next_at"], name="swap_next", condition=Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.giver} {self.get_state_display()}"


class HandoverNote(models.Model):
    """交班: what one shift leaves to the next. `codes` are the numbers of the cases it speaks of, as plain words: which case
    that is knows the app above (complaints)."""

    unit = models.ForeignKey("governance.Unit", verbose_name="单位", on_delete=models.CASCADE, related_name="handovers")
    staff = models.ForeignKey("governance.Staff", verbose_name="谁交班", on_delete=models.PROTECT, related_name="+")
    duty = models.OneToOneField(
        "governance.Duty", verbose_name="值班", null=True, on_delete=models.SET_NULL, related_name="handover"
    )
    text = SealedText("写给下一班的话", blank=True)
    codes = models.JSONField("没有办完的事", default=list)
    written_at = models.DateTimeField("写下时间")
    seen_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁知悉", null=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField("知悉时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "交班"
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["unit"], name="handover_unseen", condition=Q(seen_at=None))]

    def __str__(self) -> str:
        return f"{self.unit} {self.staff}"


class StationHour(models.Model):
    """一周里的一个小时: how much a station gets in it, as it was counted over the past weeks (complaints counts, once a night)."""

    unit = models.ForeignKey("governance.Unit", verbose_name="单位", on_delete=models.CASCADE, related_name="hours")
    hour = models.PositiveSmallIntegerField("一周里的第几小时", help_text="0 是星期一 0 点")
    arrivals = models.FloatField("平均几件")
    measured_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "各时段件数"
        ordering = ["unit_id", "hour"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "hour"], name="one_figure_of_an_hour"),
            models.CheckConstraint(condition=Q(hour__lt=168), name="an_hour_of_the_week"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.hour}"
