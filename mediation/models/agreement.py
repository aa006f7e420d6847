"""What two sides agreed on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from binan.kit.sealed import SealedText
from mediation.models.mediation import Mediation
from mediation.models.organisation import Organisation

CONFIRM_WITHIN = timedelta(days=30)  # 司法确认: both together, within 30 days of effect (art. 33)


class Agreement(models.Model):
    """协议. A written one holds from the last signature (art. 29), an oral one from the day it was reached (art. 30)."""

    class Form(models.TextChoices):
        WRITTEN = "written", "书面协议"
        ORAL = "oral", "口头协议"

    mediation = models.OneToOneField(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="agreement")
    form = models.CharField("形式", max_length=8, choices=Form.choices)
    facts = SealedText("主要事实、争议事项和各方责任", blank=True)
    content = SealedText("协议内容")
    performance = SealedText("履行方式和时限", blank=True)
    reached_at = models.DateTimeField("达成时间")
    effective_at = models.DateTimeField("生效时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解协议"

    def __str__(self) -> str:
        return f"{self.mediation} {self.get_form_display()}"

    @property
    def confirm_by(self) -> datetime | None:
        """Until when both sides together may ask the court for judicial confirmation; None before it holds."""
        return self.effective_at + CONFIRM_WITHIN if self.effective_at else None


class Signature(models.Model):
    """One of the signatures a written agreement needs, as recorded by the mediator."""

    class Signer(models.TextChoices):
        A = "A", "申请方"
        B = "B", "对方"
        MEDIATOR = "M", "调解员"
        SEAL = "S", "调解委员会印章"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField("谁", max_length=1, choices=Signer.choices)
    signed_at = models.DateTimeField("时间")
    recorded_by = models.ForeignKey("governance.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "签字"
        ordering = ["signed_at"]
        constraints = [models.UniqueConstraint(fields=["agreement", "signer"], name="one_signature_of_a_signer")]

    def __str__(self) -> str:
        return self.get_signer_display()


def needed(organisation: Organisation) -> list[str]:
    """Who has to sign: both sides and the mediator; people's mediation puts the committee's seal under it (art. 29)."""
    signers: list[str] = [Signature.Signer.A, Signature.Signer.B, Signature.Signer.MEDIATOR]
    return [*signers, Signature.Signer.SEAL] if organisation.is_free else signers
