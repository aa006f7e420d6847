"""A session: who is there, what was done, and how everybody stays safe."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText
from mediation.agenda import Step
from mediation.models.mediation import Booking, Mediation
from mediation.models.organisation import Room
from mediation.models.party import Agent, Party
from mediation.workflow import Side


class Guest(models.Model):
    """受邀人 (art. 20): a relative, a neighbour, somebody who knows the matter. Takes part once both sides have agreed."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", "亲属"
        NEIGHBOUR = "neighbour", "邻居"
        COLLEAGUE = "colleague", "同事"
        EXPERT = "expert", "专业人员"
        SOCIETY = "society", "社会组织人员"
        RESPECTED = "respected", "热心人士"
        INTERPRETER = "interpreter", "翻译"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="guests")
    kind = models.CharField("身份", max_length=12, choices=Kind.choices)
    name = SealedText("姓名")
    phone = SealedText("电话", blank=True)
    agreed_a_at = models.DateTimeField("诉求方同意", null=True)
    agreed_b_at = models.DateTimeField("对方同意", null=True)
    recorded_by = models.ForeignKey(
        "governance.Staff", verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("登记时间")
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "受邀人"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.seat}"

    @property
    def seat(self) -> str:
        """How she is called without her name."""
        return f"受邀{self.get_kind_display()}"

    @property
    def welcome(self) -> bool:
        """Whether both sides agreed that she takes part."""
        return bool(self.agreed_a_at and self.agreed_b_at)


class Attendance(models.Model):
    """到场: how one person of a session stands to it now; `marks` say how it came to that. Exactly one of party, agent and
    guest is set. `since`: when it became so; `by_code`: she checked in herself at the room's door."""

    class State(models.TextChoices):
        EXPECTED = "expected", "还没到"
        PRESENT = "present", "在场"
        LEFT = "left", "已离场"
        ABSENT = "absent", "缺席"

    booking = models.ForeignKey(Booking, verbose_name="场次", on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, verbose_name="当事人", null=True, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, verbose_name="代理人", null=True, on_delete=models.PROTECT, related_name="+")
    guest = models.ForeignKey(Guest, verbose_name="受邀人", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("到场情况", max_length=8, choices=State.choices, default=State.EXPECTED)
    since = models.DateTimeField("自何时")
    arrived_at = models.DateTimeField("到场时间", null=True)
    by_code = models.BooleanField("扫码签到", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "到场登记"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, agent=None, guest=None)
                | Q(party=None, agent__isnull=False, guest=None)
                | Q(party=None, agent=None, guest__isnull=False),
                name="attendance_of_one_person",
            ),
            *(
                models.UniqueConstraint(fields=["booking", who], name=f"one_attendance_of_a_{who}")
                for who in ("party", "agent", "guest")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.get_state_display()}"


class AttendanceMark(models.Model):
    """One change of an attendance: append-only. `staff` is empty when she checked in herself. `device_at`: what the tablet's
    watch showed when it was recorded without a network."""

    attendance = models.ForeignKey(Attendance, verbose_name="到场登记", on_delete=models.PROTECT, related_name="marks")
    state = models.CharField("到场情况", max_length=8, choices=Attendance.State.choices)
    at = models.DateTimeField("时间")
    device_at = models.DateTimeField("平板时间", null=True)
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "到场变动"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_state_display()


class Tick(models.Model):
    """A step of the agenda ticked, or the tick taken back: append-only, the newest counts."""

    booking = models.ForeignKey(Booking, verbose_name="场次", on_delete=models.PROTECT, related_name="ticks")
    step = models.CharField("步骤", max_length=12, choices=Step.choices)
    done = models.BooleanField("已做", default=True)
    at = models.DateTimeField("时间")
    device_at = models.DateTimeField("平板时间", null=True)
    staff = models.ForeignKey("governance.Staff", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "调解步骤"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {'已做' if self.done else '未做'}"


class Safety(models.Model):
    """安全安排: the sides come one after the other and wait apart. `first`: who comes at the time of the session; the other
    side comes `gap` minutes later. `reason` stays inside; the parties read their own time and place and nothing else."""

    mediation = models.OneToOneField(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="safety")
    reason = SealedText("原因")
    first = models.CharField("先到的一方", max_length=1, choices=Side.choices, default=Side.A)
    gap = models.PositiveSmallIntegerField("错开分钟", default=15)
    place_a = models.CharField("诉求方等候处", max_length=60, blank=True)
    place_b = models.CharField("对方等候处", max_length=60, blank=True)
    police = models.BooleanField("民警到场", default=False)
    staff = models.ForeignKey("governance.Staff", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "安全安排"

    def __str__(self) -> str:
        return f"{self.mediation_id} 错开 {self.gap} 分钟"


class ArrivalCall(models.Model):
    """Somebody has not come 15 minutes after the time: to be rung, once for each session. `reached` is empty until then."""

    booking = models.ForeignKey(Booking, verbose_name="场次", on_delete=models.PROTECT, related_name="arrival_calls")
    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("该打的时间")
    called_at = models.DateTimeField("打了的时间", null=True)
    reached = models.BooleanField("接通", null=True)
    said = SealedText("怎么说的", blank=True)
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="谁打的", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "未到场电话"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "party"], name="one_call_about_an_arrival")]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.party_id}"


class RoomDoor(models.Model):
    """The code on the door of a room; scanned it leads to the page where one says "I am here"."""

    room = models.OneToOneField(Room, verbose_name="调解室", on_delete=models.CASCADE, related_name="door")
    code = models.CharField("门上的码", max_length=10, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "门上的码"

    def __str__(self) -> str:
        return self.code
