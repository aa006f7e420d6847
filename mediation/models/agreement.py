"""What two sides agreed on, and who owes what by it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedJSON, SealedText
from mediation.models.clause import Clause
from mediation.models.mediation import Mediation
from mediation.promises import Standing

POSITIVE = [MinValueValidator(0)]


class Agreement(models.Model):
    """协议. A written one holds from the last signature (art. 29), an oral one from the day it was reached (art. 30).

    While the sides still talk it is a draft: `reached_at` is empty, and `selectors.agreement_of` does not return it. Each time
    it is issued it is a new `version`; `text` is then what is signed, a list of [heading, words] that no later correction of a name
    changes, `text_sha256` its fingerprint: a signature under another fingerprint counts for nothing. `combined`: the short form, which holds facts, points at issue and responsibility in `facts`.
    `signers`: the marks of those who have to sign (A, B2, M, S). `paper_reason`: why it may be signed on paper only, "" when a screen will do. `amount`: what it is about, in yuan.
    """

    class Form(models.TextChoices):
        WRITTEN = "written", "书面协议"
        ORAL = "oral", "口头协议"

    mediation = models.OneToOneField(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="agreement")
    form = models.CharField("形式", max_length=8, choices=Form.choices, default=Form.WRITTEN)
    combined = models.BooleanField("事实、争议和责任写在一起", default=True)
    facts = SealedText("主要事实", blank=True)
    issues = SealedText("争议事项", blank=True)
    responsibility = SealedText("各方责任", blank=True)
    content = SealedText("协议内容", blank=True)
    performance = SealedText("履行方式和时限", blank=True)
    amount = models.DecimalField(
        "涉及金额（元）", max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    text = SealedJSON("签署文本", blank=True, default=list)
    version = models.PositiveSmallIntegerField("第几版", default=0)
    text_sha256 = models.CharField("文本指纹", max_length=64, blank=True)
    signers = models.JSONField("谁要签字", default=list, blank=True)
    paper_reason = models.CharField("必须纸质签署的原因", max_length=200, blank=True)
    reached_at = models.DateTimeField("达成时间", null=True)
    effective_at = models.DateTimeField("生效时间", null=True)
    followed = models.BooleanField("已安排后续", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调解协议"
        indexes = [
            models.Index(fields=["effective_at"], name="agreement_to_follow", condition=Q(followed=False)),
        ]

    def __str__(self) -> str:
        return f"{self.mediation} {self.get_form_display()}"


class Obligation(models.Model):
    """One thing that somebody owes by an agreement: what, to whom (`owed_to` empty: to nobody by name), by when, and what will
    prove it. `on_the_spot`: it was done when the agreement was made. Rows of a draft may still change.

    `joint`: who owes it together with `ower`. `standing`: what became of it (`promises.MOVES`), `shown`: by what. `next_step_at`:
    when the clock looks at it next."""

    agreement = models.ForeignKey(Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="obligations")
    number = models.PositiveSmallIntegerField("第几项")
    clause = models.ForeignKey(
        Clause, verbose_name="条款", null=True, blank=True, on_delete=models.PROTECT, related_name="obligations"
    )
    ower = models.ForeignKey("mediation.Party", verbose_name="谁来做", on_delete=models.PROTECT, related_name="owes")
    owed_to = models.ForeignKey(
        "mediation.Party", verbose_name="对谁", null=True, blank=True, on_delete=models.PROTECT, related_name="owed"
    )
    what = SealedText("做什么")
    amount = models.DecimalField(
        "金额（元）", max_digits=12, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    due_on = models.DateField("什么时候之前", null=True, blank=True)
    proof = SealedText("用什么证明", blank=True)
    on_the_spot = models.BooleanField("当场履行", default=False)
    joint = models.ManyToManyField(
        "mediation.Party", verbose_name="一起承担的", blank=True, related_name="owes_jointly"
    )
    standing = models.CharField("履行状态", max_length=12, choices=Standing.choices, default=Standing.OPEN)
    standing_at = models.DateTimeField("状态时间", null=True, editable=False)
    shown = SealedText("履行凭证", blank=True)
    next_step_at = models.DateTimeField("下次提醒", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "履行事项"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="one_obligation_of_a_number")]
        indexes = [
            models.Index(fields=["next_step_at"], name="obligation_step", condition=Q(next_step_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 项"
