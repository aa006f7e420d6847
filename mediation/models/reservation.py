"""Everything that is taken: one table over rooms, mediators, parties and people (docs/decisions/0018)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from binan.kit import crypto
from mediation.models.mediation import Booking
from mediation.models.offer import Option
from mediation.models.party import Party

PERSON = "mediation.person.phone"


class Reservation(models.Model):
    """占用: one resource for one stretch of time. Whatever is not void never overlaps for the same `resource`: the database
    sees to it (migration `everything_taken`). `hold_until`: when a hold dies by itself.

    `resource`: `room:<pk>`, `mediator:<pk>`, `party:<pk>` or `person:<blind index of the telephone>`, so that nobody is
    expected in two rooms at once for two mediations. No name and no number stands here.
    """

    class State(models.TextChoices):
        HOLD = "hold", "暂留"
        FIRM = "firm", "已定"
        VOID = "void", "已放开"

    resource = models.CharField("占用的是", max_length=64)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    state = models.CharField("状态", max_length=4, choices=State.choices, default=State.FIRM)
    hold_until = models.DateTimeField("暂留到", null=True, blank=True)
    booking = models.ForeignKey(
        Booking, verbose_name="预约", null=True, on_delete=models.PROTECT, related_name="reservations"
    )
    option = models.ForeignKey(
        Option, verbose_name="可选时间", null=True, on_delete=models.CASCADE, related_name="reservations"
    )

    class Meta:
        verbose_name = verbose_name_plural = "占用"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="reservation_ends_after_start"),
            models.CheckConstraint(condition=~Q(state="hold") | Q(hold_until__isnull=False), name="a_hold_has_an_end"),
        ]
        indexes = [
            models.Index(fields=["resource", "ends_at"], name="reservation_of_resource"),
            models.Index(fields=["hold_until"], name="reservation_hold", condition=Q(state="hold")),
        ]

    def __str__(self) -> str:
        kind = KINDS.get(self.resource.partition(":")[0], "")
        return f"{kind} {timezone.localtime(self.starts_at):%m月%d日 %H:%M}"


KINDS = {"room": "调解室", "mediator": "调解员", "party": "当事人", "person": "当事人本人"}


def persons(phone: str) -> list[str]:
    """The keys of whoever has this telephone, one for each field key still in use, so that a change of keys lets nobody be
    booked twice; [] for no telephone."""
    return [f"person:{blind}" for blind in crypto.blinds(phone, PERSON)] if phone else []


def keys_of(party: Party) -> list[str]:
    """What is taken when this party has an appointment: herself in this mediation, and the person behind her telephone."""
    return [f"party:{party.pk}", *persons(party.phone)]
