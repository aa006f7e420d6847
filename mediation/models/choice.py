"""Who mediates a case, by whose word."""

from __future__ import annotations

from django.db import models

from mediation.models.mediation import Mediation
from mediation.models.mediator import Mediator
from mediation.models.party import Party
from mediation.workflow import Side


class Recusal(models.Model):
    """换调解员: a side that did not want this mediator, without a reason; once a side (art. 23)."""

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="recusals")
    side = models.CharField("哪一方", max_length=1, choices=Side.choices)
    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "换调解员"
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["mediation", "side"], name="one_recusal_of_a_side")]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.get_side_display()}"
