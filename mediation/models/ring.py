"""Colleagues who are called to a mediation until one of them says that she goes."""

from __future__ import annotations

from django.db import models

from mediation.models.mediation import Mediation


class Ring(models.Model):
    """呼叫: `people` are called again and again until `taken_at`. `place`: where to go, or what stopped it; nobody's name.
    `next_at`: when the clock rings again, empty once somebody goes; `rounds`: how often it has rung."""

    class Why(models.TextChoices):
        ALARM = "alarm", "请求支援"
        HALT = "halt", "停止并移交"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="rings")
    why = models.CharField("为什么", max_length=8, choices=Why.choices)
    place = models.CharField("哪里、什么事", max_length=60)
    at = models.DateTimeField("呼叫时间")
    next_at = models.DateTimeField("下次呼叫", null=True)
    rounds = models.PositiveIntegerField("呼叫几次", default=1)
    people = models.ManyToManyField("governance.Staff", verbose_name="叫了谁", related_name="+")
    taken_at = models.DateTimeField("回应时间", null=True)
    taken_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁去了", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "呼叫"
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_at"], name="ring_again", condition=models.Q(next_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.place}"

    @property
    def words(self) -> str:
        """What those who are called read on any page."""
        if self.why == self.Why.ALARM:
            return f"{self.place}请求支援，请马上过去"
        return f"调解停止移交（{self.place}），请马上接手"

    @property
    def answer(self) -> str:
        """The button of whoever goes."""
        return "我去" if self.why == self.Why.ALARM else "我来接手"
