"""A mediation, its two parties, its sessions and its history."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from binan.kit import crypto, phones
from binan.kit.sealed import SealedJSON, SealedText
from mediation.models.organisation import Mediator, Organisation, Room
from mediation.workflow import ACTIONS, RUNNING, Answer, Origin, Side, Stage, Way

TOKEN = "mediation.party.token"  # noqa: S105 - a label, not a secret


class Mediation(models.Model):
    """One try to bring two sides together about a case. Only `mediation.services.perform` changes its stage.

    `shareable_summary` is all the other side reads of the matter; the complaint's own words are never shown to it.
    `code` is the number both sides may know: it leads nowhere without a secret link.
    """

    code = models.CharField("调解编号", max_length=16, unique=True)
    complaint = models.ForeignKey(
        "complaints.Complaint", verbose_name="诉求", on_delete=models.PROTECT, related_name="mediations"
    )
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, editable=False)
    organisation = models.ForeignKey(
        Organisation, verbose_name="调解组织", on_delete=models.PROTECT, related_name="mediations"
    )
    mediator = models.ForeignKey(
        Mediator, verbose_name="调解员", null=True, on_delete=models.PROTECT, related_name="mediations"
    )
    kind = models.CharField("纠纷类型", max_length=12, help_text="司法部人民调解统计口径")
    origin = models.CharField("案件来源", max_length=12, choices=Origin.choices, default=Origin.APPLIED)
    referral_no = models.CharField("移送文号", max_length=60, blank=True)
    clearance = models.CharField("主管部门意见", max_length=200, blank=True)
    shareable_summary = SealedText("可告知对方的内容")
    accepted_at = models.DateTimeField("受理时间")
    due_at = models.DateTimeField("期限")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=60, blank=True, help_text="双方都能读到的话")
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调解"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(stage__in=RUNNING), name="one_running_mediation_of_a_case"
            )
        ]
        indexes = [models.Index(fields=["organisation", "stage", "due_at"], name="mediation_by_organisation")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_running(self) -> bool:
        """Whether it is still open to either side to go on or to end it."""
        return self.stage in RUNNING


class Party(models.Model):
    """当事人: one side, her secret link and what she said to being mediated.

    `may_name_complainant` is asked of side A only: whether the other side may learn who complained.
    """

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField("哪一方", max_length=1, choices=Side.choices)
    name = SealedText("称呼", blank=True)
    phone = SealedText("电话", blank=True)
    token = SealedText(editable=False)
    token_key = models.CharField(max_length=32, unique=True, editable=False)
    answer = models.CharField("答复", max_length=8, choices=Answer.choices, default=Answer.ASKED)
    answered_at = models.DateTimeField("答复时间", null=True)
    way = models.CharField("答复方式", max_length=10, choices=Way.choices, blank=True)
    recorded_by = models.ForeignKey("governance.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    notice_version = models.CharField("告知书版本", max_length=12, blank=True)
    may_name_complainant = models.BooleanField("同意公开身份", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "当事人"
        ordering = ["side"]
        constraints = [models.UniqueConstraint(fields=["mediation", "side"], name="one_party_of_a_side")]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.get_side_display()}"

    @property
    def masked_phone(self) -> str:
        """`138****8001`, "" for none."""
        return phones.mask(self.phone)


class Booking(models.Model):
    """A session in a room with a mediator. Neither is ever firmly booked twice at once: the database sees to it
    (migration `no_double_booking`). `next_reminder_at`: when the parties are reminded next, empty when no more."""

    class State(models.TextChoices):
        FIRM = "firm", "有效"
        VOID = "void", "已取消"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="bookings")
    room = models.ForeignKey(Room, verbose_name="调解室", on_delete=models.PROTECT, related_name="bookings")
    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    state = models.CharField("状态", max_length=4, choices=State.choices, default=State.FIRM)
    next_reminder_at = models.DateTimeField("下次提醒", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start")]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="booking_by_room"),
            models.Index(fields=["mediator", "starts_at"], name="booking_by_mediator"),
            models.Index(
                fields=["next_reminder_at"], name="booking_reminder", condition=Q(next_reminder_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {timezone.localtime(self.starts_at):%m月%d日 %H:%M}"


class MediationEntry(models.Model):
    """One thing that happened to a mediation; append-only. `client_key` makes a command that arrives twice one entry."""

    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("动作", max_length=16)
    stage_from = models.CharField("原阶段", max_length=12, blank=True)
    stage_to = models.CharField("现阶段", max_length=12)
    actor_kind = models.CharField("谁", max_length=8)
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="经办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    side = models.CharField("哪一方", max_length=1, choices=Side.choices, blank=True)
    at = models.DateTimeField("时间")
    body = SealedJSON("内容", blank=True, default=dict)
    client_key = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What was done."""
        return ACTIONS[self.kind].label

    @property
    def by_whom(self) -> str:
        """Who did it: a member of staff, a party on her link, or the system."""
        return str(self.staff) if self.staff else "本人" if self.actor_kind == "party" else "系统"


def token_key(token: str) -> str:
    """The look-up key of a party's secret link."""
    return crypto.blind(token, TOKEN)
