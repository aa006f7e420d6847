"""The one case model for every source."""

from __future__ import annotations

from django.db import models

from binan.kit import phones
from binan.kit.masking import mask_name
from binan.kit.sealed import BlindIndex, SealedJSON, SealedText
from complaints.models.marks import PHONE, TOKEN
from complaints.supervision import Grade
from complaints.workflow import OPEN, ClosingKind, Identity, Nature, Source, Stage, SuspendCause, Urgency

OTHERWISE = models.Q(stage__in=("DECLINED", "WITHDRAWN", "TRANSFERRED", "MERGED"))


class Lane(models.IntegerChoices):
    """The first sort key of the board: what burns, what is open, what is done."""

    BURNING = 0, "特急"
    OPEN = 1, "办理中"
    DONE = 9, "已结束"


class Complaint(models.Model):
    """A matter of the district. Only `complaints.services.perform` changes its stage, unit, handler and head.

    `unit` answers for it now; `subdistrict`, `community` and `grid` are the chain of the lowest unit it was given to: whoever
    stands at one of them, or at the district, sees it, also after an escalation (scope by equality, hence by index).
    `head` and `seq` are the end of its hash-chained timeline. `pressing_at` is the next moment a promise falls due, that was
    made at `pressing_from`. `came_from`: the unit that had it before it went up. `let_down`: a promise that the system broke itself is
    still owed. `merged_into`: the earlier case of the same person in which it goes on. `in_group`: five people or more stand in its
    `cluster` (群体件). `follow_up_at`: when we ask the unit it was transferred to. `let_down`, `unacknowledged`, `suspended_until`,
    `supervision_due_at` (null: no answer is owed to a superior), `follow_up_at` and `pressing_…` follow from its promises
    (`services.deadlines.press`). `supervised`: the gravest supervision of this round. `assists`: the open sub-tasks of other
    units as {task, unit, name}, which follow from its timeline (`services.subtasks`).
    """

    code = models.CharField("受理编号", max_length=16, unique=True)
    token = SealedText("查询凭证", editable=False)
    token_key = BlindIndex(
        of="token",
        label=TOKEN,
        copies=("notices.Follow.subject", "notices.Notice.subject"),
        unique=True,
        editable=False,
    )
    source = models.CharField("来源", max_length=12, choices=Source.choices, default=Source.BINAN)
    nature = models.CharField("性质", max_length=10, choices=Nature.choices, default=Nature.COMPLAINT)
    stage = models.CharField("阶段", max_length=12, choices=Stage.choices, editable=False)
    urgency = models.CharField("紧急程度", max_length=2, choices=Urgency.choices)
    category = models.CharField("类别", max_length=8)
    reasons = SealedJSON("判断理由", blank=True, default=list)

    place = models.ForeignKey(
        "governance.Place", verbose_name="点位", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey("governance.Unit", verbose_name="负责单位", on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(
        "governance.Unit", verbose_name="街道", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "governance.Unit", verbose_name="社区", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grid = models.ForeignKey(
        "governance.Unit", verbose_name="网格", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    handler = models.ForeignKey(
        "governance.Staff", verbose_name="承办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    last_handler = models.ForeignKey(
        "governance.Staff",
        verbose_name="上次承办人",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    offered_to = models.ForeignKey(
        "governance.Staff",
        verbose_name="请谁接手",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    merged_into = models.ForeignKey(
        "self", verbose_name="并入", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    cluster = models.ForeignKey(
        "complaints.Cluster", verbose_name="串并", null=True, on_delete=models.PROTECT, related_name="members",
        db_index=False,
    )  # fmt: skip
    in_group = models.BooleanField("群体件", default=False, editable=False)

    identity = models.CharField("身份方式", max_length=10, choices=Identity.choices, default=Identity.HIDDEN)
    text = SealedText("诉求内容")
    title = models.CharField("摘要（已脱敏）", max_length=60)
    shareable_summary = models.TextField("可告知对方的内容", blank=True)
    name = SealedText("称呼", blank=True)
    phone = SealedText("联系电话", blank=True)
    phone_key = BlindIndex(
        of="phone",
        label=PHONE,
        copies=("complaints.PrivateNumber.phone_key",),
        blank=True,
        editable=False,
    )
    phone_said = SealedText(
        "填错的电话", blank=True
    )  # what she typed and nobody can ring, where the case went out without her
    notice_version = models.CharField("告知书版本", max_length=12)
    has_voice = models.BooleanField("有录音", default=False)
    staff_filed = models.BooleanField("代为登记", default=False)

    filed_at = models.DateTimeField("提交时间")
    accepted_at = models.DateTimeField("受理时间", null=True)
    claimed_at = models.DateTimeField("认领时间", null=True)
    first_contact_at = models.DateTimeField("首次联系", null=True)
    dispatched_at = models.DateTimeField("出动时间", null=True)
    arrived_at = models.DateTimeField("到场时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    closing_kind = models.CharField("办结方式", max_length=12, choices=ClosingKind.choices, blank=True)
    result = SealedText("办理结果", blank=True)
    contact_tries = models.PositiveSmallIntegerField("未接通次数", default=0)
    spread_tries = models.PositiveSmallIntegerField("不同时间的未接通次数", default=0)
    tried_at = models.DateTimeField("最近计入的一次", null=True)
    call_again_at = models.DateTimeField("下次回电", null=True, editable=False)
    send_backs = models.PositiveSmallIntegerField("退单次数", default=0)
    round = models.PositiveSmallIntegerField("办理轮次", default=1)
    urged_at = models.DateTimeField("最近催办", null=True)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0)
    extension_due_at = models.DateTimeField("申请延到", null=True)
    suspended_until = models.DateTimeField("挂账到", null=True)
    suspended_cause = models.CharField("挂账原因", max_length=12, choices=SuspendCause.choices, blank=True)
    follow_up_at = models.DateTimeField("转出跟进", null=True, editable=False)
    came_from = models.CharField("上报自", max_length=60, blank=True)
    unacknowledged = models.BooleanField("待签收", default=False)
    assists = models.JSONField("等协办单位反馈", default=list, blank=True, editable=False)
    let_down = models.BooleanField("系统耽误", default=False, editable=False)
    staff_urges = models.PositiveSmallIntegerField("上级催办次数", default=0)
    supervised = models.CharField("督办", max_length=6, choices=Grade.choices, blank=True, editable=False)
    supervision_due_at = models.DateTimeField("督办回复期限", null=True, editable=False)
    instructed = models.BooleanField("批示待反馈", default=False, editable=False)
    consent_withdrawn_at = models.DateTimeField("撤回同意", null=True)
    deletion_due_at = models.DateTimeField("删除申请的答复期限", null=True)
    erased_at = models.DateTimeField("个人信息已删除", null=True)

    lane = models.SmallIntegerField("看板分区", choices=Lane.choices, default=Lane.OPEN, editable=False)
    pressing_at = models.DateTimeField("最紧的时限", editable=False)
    pressing_kind = models.CharField("最紧的承诺", max_length=16, blank=True, editable=False)
    pressing_from = models.DateTimeField("最紧的时限从何时起", null=True, editable=False)
    seq = models.PositiveIntegerField("流转条数", default=0, editable=False)
    head = models.CharField("底账校验值", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "诉求"
        indexes = [
            # One index per scope, in the order of the board: a page of the queue is one range scan.
            models.Index(fields=["lane", "pressing_at", "id"], name="queue_district"),
            models.Index(fields=["subdistrict", "lane", "pressing_at", "id"], name="queue_subdistrict"),
            models.Index(fields=["community", "lane", "pressing_at", "id"], name="queue_community"),
            models.Index(fields=["grid", "lane", "pressing_at", "id"], name="queue_grid"),
            models.Index(
                fields=["phone_key", "filed_at"], name="complaint_of_phone", condition=~models.Q(phone_key="")
            ),
            models.Index(fields=["offered_to"], name="complaint_offered", condition=models.Q(offered_to__isnull=False)),
            models.Index(
                fields=["merged_into"], name="complaint_merged_into", condition=models.Q(merged_into__isnull=False)
            ),
            models.Index(
                fields=["cluster", "lane", "pressing_at", "id"],
                name="complaint_of_cluster",
                condition=models.Q(cluster__isnull=False),
            ),
            # 转出待跟进 by due day: what is outside and not settled is little, whatever the table holds.
            models.Index(
                fields=["follow_up_at", "id"],
                name="complaint_follow_up",
                condition=models.Q(follow_up_at__isnull=False),
            ),
            # What was told at one place lately (likeness.py), and the last 30 days of a community (figures.py).
            # Ended in another way than closed: a few among many, also where a community had none of a kind.
            models.Index(fields=["stage", "pressing_at", "id"], name="ended_otherwise", condition=OTHERWISE),
            models.Index(
                fields=["community", "stage", "pressing_at", "id"], name="ended_otherwise_here", condition=OTHERWISE
            ),
            models.Index(fields=["place", "filed_at"], name="complaint_at_place"),
            # Whose term is over (services/expiring.py).
            models.Index(fields=["closed_at"], name="complaint_expires", condition=models.Q(erased_at=None)),
            models.Index(fields=["community", "accepted_at"], name="complaint_lately"),
            models.Index(
                fields=["accepted_at"], name="complaint_accepted"
            ),  # what a night counts (services/forecasting.py)
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the resident something."""
        return self.stage in OPEN

    @property
    def barred_id(self) -> int | None:
        """Who may not handle it: the second handling is done by somebody else than the first (domain.md §3.5)."""
        return self.last_handler_id if self.round > 1 else None

    @property
    def left_by_id(self) -> int | None:
        """The `last_handler` once the handler lets go of it; a second handling keeps who did the first."""
        return self.barred_id or self.handler_id

    @property
    def pressing_total(self) -> int:
        """The whole length in seconds of the promise that presses most; 0 for none."""
        return int((self.pressing_at - self.pressing_from).total_seconds()) if self.pressing_from else 0

    @property
    def masked_phone(self) -> str:
        """`138****8001`, or "" for nobody to call."""
        return phones.mask(self.phone)

    @property
    def masked_name(self) -> str:
        """`王**`; a hidden or anonymous person has no name in any list."""
        return mask_name(self.name) if self.identity == Identity.REAL else self.get_identity_display()

    @property
    def short_head(self) -> str:
        """The 12 characters that stand on the resident's receipt (底账校验码)."""
        return self.head[:12]

    @property
    def version(self) -> str:
        """What a page that shows the case compares: it changes with every entry."""
        return f"{self.seq}.{self.short_head}"
