"""Clauses on which two sides agree one by one, what each said to them, and the secret ranges of money."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText
from mediation.accord.words import Kind, Reply, State
from mediation.models.mediation import Mediation
from mediation.workflow import Side


class Clause(models.Model):
    """One version of a clause; its words never change. An edit drops this row and writes another with the same `number` and the
    next `round`, so that an answer can only ever belong to the words that were read."""

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="clauses")
    number = models.PositiveSmallIntegerField("第几条")
    round = models.PositiveSmallIntegerField("第几稿", default=1)
    text = SealedText("条文")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.ACT)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField("写下时间")
    locked_at = models.DateTimeField("谈妥时间", null=True)
    written_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁写的", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "协议条款"
        ordering = ["number", "round"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number", "round"], name="one_clause_of_a_round"),
            models.UniqueConstraint(
                fields=["mediation", "number"], condition=~Q(state=State.DROPPED), name="one_version_of_a_clause_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 条（第 {self.round} 稿）"

    @property
    def is_locked(self) -> bool:
        """Whether everybody agreed to it."""
        return self.state == State.LOCKED


class ClauseAnswer(models.Model):
    """What a party said to a version of a clause; append-only, her last word counts. `recorded_by`: whose tablet it was."""

    clause = models.ForeignKey(Clause, verbose_name="条款", on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(
        "mediation.Party", verbose_name="当事人", on_delete=models.PROTECT, related_name="clause_answers"
    )
    answer = models.CharField("答复", max_length=8, choices=Reply.choices)
    words = SealedText("想怎么改", blank=True)
    at = models.DateTimeField("时间")
    recorded_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁的平板", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "条款答复"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.clause} {self.get_answer_display()}"


class SecretRange(models.Model):
    """What a side would pay or take for clause `number`, in yuan; read by `mediation.services.ranges` only, which compares it
    and never tells it. Not bound to a version: a new wording gives nobody another try (`mediation.accord.overlap`)."""

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="ranges")
    number = models.PositiveSmallIntegerField("第几条")
    side = models.CharField("哪一方", max_length=1, choices=Side.choices)
    turn = models.PositiveSmallIntegerField("第几次")
    party = models.ForeignKey("mediation.Party", verbose_name="当事人", on_delete=models.PROTECT, related_name="+")
    low = SealedText("下限")
    high = SealedText("上限")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "保密金额范围"
        ordering = ["number", "turn", "side"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "number", "side", "turn"], name="one_range_of_a_turn")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}第 {self.turn} 次"
