"""回访: somebody who did not handle the case asks the resident by telephone, and her second mark is kept beside the first."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText
from complaints.models.rating import Choice


class Revisit(models.Model):
    """One call that is owed, and what it brought. `unit` has to make it; nobody who did anything to the case may. `chased_at`:
    when it was last asked for again, because it was late; `tries`: calls nobody answered, at times that lie apart, the last at `tried_at`."""

    class Reason(models.TextChoices):
        SECOND = "second", "二次办理回访"
        SAMPLE = "sample", "随机抽查"

    class Outcome(models.TextChoices):
        REACHED = "reached", "接通，已评价"
        REFUSED = "refused", "接通，不愿评价"
        UNREACHED = "unreached", "多次没有接通"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="revisits")
    round = models.PositiveSmallIntegerField("轮次")
    reason = models.CharField("为什么回访", max_length=8, choices=Reason.choices)
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="回访单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subdistrict = models.ForeignKey(
        "governance.Unit", verbose_name="事件所在街道", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # fmt: skip
    draw = models.ForeignKey(
        "complaints.SampleDraw", verbose_name="抽样", null=True, on_delete=models.PROTECT, related_name="revisits"
    )
    opened_at = models.DateTimeField("开始")
    due_at = models.DateTimeField("到期")
    chased_at = models.DateTimeField("催过", null=True)
    tries = models.PositiveSmallIntegerField("未接通次数", default=0)
    tried_at = models.DateTimeField("上次未接通", null=True)
    done_at = models.DateTimeField("回访时间", null=True)
    void_at = models.DateTimeField("不再需要", null=True)
    by = models.ForeignKey(
        "governance.Staff", verbose_name="谁回访", null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True)
    mark = models.PositiveSmallIntegerField("回访评价", choices=Choice.choices, null=True)
    words = SealedText("居民说的", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round", "reason"], name="one_revisit_of_a_reason"),
            models.CheckConstraint(condition=Q(mark=None) | Q(outcome="reached"), name="a_mark_was_heard"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], name="revisit_owed", condition=Q(done_at=None, void_at=None)),
            models.Index(fields=["due_at"], name="revisit_to_chase", condition=Q(done_at=None, void_at=None)),
            models.Index(fields=["unit", "done_at"], name="revisit_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.get_outcome_display() or '待回访'}"


class SampleDraw(models.Model):
    """One week's sample of one subdistrict: closed matters whose residents stayed silent. `seed` can be worked out again from the
    timelines alone (complaints/sampling.py)."""

    week = models.DateField("抽样的一周（周一）")
    subdistrict = models.ForeignKey("governance.Unit", verbose_name="街道", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("抽样时间")
    population = models.PositiveIntegerField("未评的件数")
    picked = models.PositiveIntegerField("抽到的件数")
    seed = models.CharField("种子", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "回访抽样"
        constraints = [models.UniqueConstraint(fields=["week", "subdistrict"], name="one_draw_a_week")]

    def __str__(self) -> str:
        return f"{self.week} {self.subdistrict}"
