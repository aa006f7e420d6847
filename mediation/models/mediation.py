"""A mediation, its sessions and its history."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from binan.kit.sealed import SealedJSON, SealedText
from mediation.models.mediator import Mediator
from mediation.models.organisation import Organisation, Room
from mediation.workflow import ACTIONS, RUNNING, SETTLED, Chooser, How, Origin, ReferredBy, Side, Stage


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
    chosen_by = models.CharField("调解员由谁选定", max_length=8, choices=Chooser.choices, blank=True)
    kind = models.CharField("纠纷类型", max_length=12, help_text="司法部人民调解统计口径")
    origin = models.CharField("案件来源", max_length=12, choices=Origin.choices, default=Origin.APPLIED)
    referral_no = models.CharField("移送文号", max_length=60, blank=True)
    applied_by = models.CharField("哪一方申请", max_length=1, choices=Side.choices, blank=True)
    referred_by = models.CharField("由谁移送", max_length=10, choices=ReferredBy.choices, blank=True)
    clearance = models.CharField("主管部门意见", max_length=200, blank=True)
    checked = SealedText("危险情况核实", blank=True)
    shareable_summary = SealedText("可告知对方的内容")
    accepted_at = models.DateTimeField("受理时间")
    due_at = models.DateTimeField("期限")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=60, blank=True, help_text="双方都能读到的话")
    client_key = models.UUIDField(null=True, unique=True, editable=False)
    previous = models.ForeignKey(
        "self", verbose_name="上一次调解", null=True, blank=True, on_delete=models.PROTECT, related_name="again"
    )

    class Meta:
        verbose_name = verbose_name_plural = "调解"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(stage__in=RUNNING), name="one_running_mediation_of_a_case"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "stage", "due_at"], name="mediation_by_organisation"),
            models.Index(fields=["organisation", "accepted_at"], name="mediation_accepted"),
            models.Index(fields=["due_at", "id"], name="mediation_running", condition=Q(stage__in=RUNNING)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_running(self) -> bool:
        """Whether it is still open to either side to go on or to end it."""
        return self.stage in RUNNING

    @property
    def is_settled(self) -> bool:
        """Whether it ended well: with an agreement, or with the matter settled and the lawsuit withdrawn."""
        return self.stage in SETTLED


class Booking(models.Model):
    """A session with a mediator: in a room, on site, by telephone or by video. What it takes stands in `Reservation`.

    `next_reminder_at`: when the parties are reminded next, empty when no more. `series` stays when the session is moved and
    `sequence` rises with each change: a calendar program knows it for the same appointment (RFC 5545). `blocked`: what kept
    the first session of a mediation from the day it was accepted (`mediation.slots`), "" when nothing did.
    """

    class State(models.TextChoices):
        FIRM = "firm", "有效"
        VOID = "void", "已取消"
        MISSED = "miss", "没有见成"

    class Blocked(models.TextChoices):
        ROOM = "room", "没有空的调解室"
        MEDIATOR = "mediator", "没有空的调解员"
        PARTY = "party", "当事人没空"
        LATE = "late", "受理时当天已经来不及"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="bookings")
    room = models.ForeignKey(
        Room, verbose_name="调解室", null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    state = models.CharField("状态", max_length=4, choices=State.choices, default=State.FIRM)
    next_reminder_at = models.DateTimeField("下次提醒", null=True)
    how = models.CharField("方式", max_length=5, choices=How.choices, default=How.ROOM)
    site = SealedText("现场地点", blank=True)
    link = SealedText("视频链接", blank=True)
    series = models.UUIDField(default=uuid4, editable=False)
    sequence = models.PositiveIntegerField("第几次变更", default=0, editable=False)
    blocked = models.CharField("当天没约上", max_length=8, choices=Blocked.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start")]
        indexes = [
            models.Index(fields=["room", "starts_at"], name="booking_by_room"),
            models.Index(fields=["mediator", "starts_at"], name="booking_by_mediator"),
            models.Index(fields=["state", "starts_at"], name="booking_due"),
            models.Index(
                fields=["next_reminder_at"], name="booking_reminder", condition=Q(next_reminder_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short} {timezone.localtime(self.starts_at):%m月%d日 %H:%M}"

    @property
    def short(self) -> str:
        """Where it is held, in a word or two: the room's name, or how."""
        return self.room.name if self.room else self.get_how_display()

    @property
    def place(self) -> str:
        """Where it is held, as people find it: the room and its place, the place on site, or how."""
        if self.room:
            return f"{self.room}，{self.room.place}"
        return f"{self.get_how_display()}：{self.site}" if self.site else f"{self.get_how_display()}调解"


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
