"""督办: a superior, or the clock, asks a unit to account for a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText
from complaints.supervision import Grade


class Supervision(models.Model):
    """One supervision of one unit about one case. `unit` and `level` were frozen when it was issued: moving the case
    later moves no card.

    `level`: of the unit that issued it, or of the one above the supervised unit where the clock did; that level or one above
    lifts it. `card`: a key of `CARDS`, 0 where a person issued it; the clock gives each once a round, also when the grade has
    gone up meanwhile. `points`: what counts against the unit now, 0 once it was lifted. `raised_at`: when it last went one
    grade up because nobody answered.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="supervisions")
    entry = models.OneToOneField("complaints.TimelineEntry", on_delete=models.PROTECT, related_name="supervision")
    round = models.PositiveSmallIntegerField("轮次")
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="被督办单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    level = models.PositiveSmallIntegerField("由哪一级发出")
    grade = models.CharField("等级", max_length=6, choices=Grade.choices)
    card = models.PositiveSmallIntegerField("超过几倍时限", default=0)
    reason = SealedText("事由", blank=True)
    requirement = SealedText("要求", blank=True)
    issued_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁发出", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField("发出时间")
    due_at = models.DateTimeField("回复期限")
    raised_at = models.DateTimeField("升级时间", null=True)
    answered_at = models.DateTimeField("回复时间", null=True)
    answer = SealedText("回复", blank=True)
    answered_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁回复", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField("撤销时间", null=True)
    lifted_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁撤销", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lift_reason = SealedText("撤销理由", blank=True)
    points = models.PositiveSmallIntegerField("扣分", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round", "card"], name="one_card_a_round", condition=Q(card__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "id"], name="supervision_unit"),
            models.Index(fields=["unit", "at"], name="supervision_points", condition=Q(points__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_grade_display()}督办"

    @property
    def waits(self) -> bool:
        """Whether its answer is still owed, as long as the case is."""
        return self.answered_at is None and self.lifted_at is None
