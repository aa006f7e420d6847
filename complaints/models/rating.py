"""A resident's judgement of one round of handling, what is asked about it, and what a unit has against it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit import crypto
from binan.kit.sealed import BlindIndex, SealedText

LABEL = "complaints.rating.token"


class Choice(models.IntegerChoices):
    """The five words of domain.md §3.5."""

    VERY_SATISFIED = 5, "非常满意"
    SATISFIED = 4, "满意"
    FAIR = 3, "基本满意"
    DISSATISFIED = 2, "不满意"
    VERY_DISSATISFIED = 1, "非常不满意"


class Rating(models.Model):
    """One invitation and at most one answer. Whom it judges was frozen when the case closed (`closing`, `handler`, `unit`).

    `expired_at`: nobody answered in time, 未评. `took`: seconds between opening the page and the answer. `device`, `network`:
    keyed hashes of what it came from, kept for ninety days. `excluded`: the district has taken it out of the second figure; the
    mark itself never changes.
    """

    Choice = Choice

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="ratings")
    closing = models.OneToOneField(
        "complaints.Closing", verbose_name="办结", null=True, on_delete=models.PROTECT, related_name="rating"
    )
    round = models.PositiveSmallIntegerField("轮次")
    token = SealedText(editable=False)
    token_key = BlindIndex(of="token", label=LABEL, unique=True, editable=False)
    handler = models.ForeignKey(
        "governance.Staff", verbose_name="承办人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey("governance.Unit", verbose_name="负责单位", on_delete=models.PROTECT, related_name="+")
    subdistrict = models.ForeignKey(
        "governance.Unit", verbose_name="街道", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "governance.Unit", verbose_name="社区", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    invited_at = models.DateTimeField("邀请时间")
    rated_at = models.DateTimeField("评价时间", null=True)
    expired_at = models.DateTimeField("逾期未评", null=True)
    choice = models.PositiveSmallIntegerField("评价", choices=Choice.choices, null=True)
    comment = SealedText("意见", blank=True)
    took = models.FloatField("用时（秒）", null=True)
    device = BlindIndex("设备", kept="九十天后删除", blank=True, editable=False)
    network = BlindIndex("网段", kept="九十天后删除", blank=True, editable=False)
    excluded = models.BooleanField("申诉成立", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="one_invitation_per_round"),
            models.CheckConstraint(
                condition=Q(choice=None, rated_at=None) | Q(choice__isnull=False, rated_at__isnull=False),
                name="a_mark_has_its_moment",
            ),
            models.CheckConstraint(condition=Q(expired_at=None) | Q(choice=None), name="no_mark_after_its_time"),
        ]
        indexes = [
            # The figures and the list of one scope in a window: a range of one of these.
            models.Index(fields=["invited_at", "id"], name="rating_district"),
            models.Index(fields=["subdistrict", "invited_at", "id"], name="rating_subdistrict"),
            models.Index(fields=["community", "invited_at", "id"], name="rating_community"),
            models.Index(fields=["unit", "rated_at"], name="rating_of_unit"),
            models.Index(fields=["device"], name="rating_of_device", condition=~Q(device="")),
            models.Index(fields=["expired_at"], name="rating_silent", condition=Q(expired_at__isnull=False)),
            models.Index(fields=["invited_at"], name="rating_waiting", condition=Q(choice=None, expired_at=None)),
            models.Index(fields=["rated_at"], name="rating_traced", condition=~Q(network="")),
        ]

    def __str__(self) -> str:
        return f"第 {self.round} 轮 {self.get_choice_display() or '未评'}"

    @property
    def is_dissatisfied(self) -> bool:
        """不满意 or 非常不满意: a second handling follows."""
        return self.choice is not None and self.choice <= Choice.DISSATISFIED

    def is_about(self, staff: int) -> bool:
        """Whether this member of staff (by key) closed the round it judges, or had the case in it."""
        return self.handler_id == staff or bool(self.closing and staff in self.closing.people)


class Flag(models.Model):
    """A question about one answer, for supervisors; never a punishment and never a refusal (work.md D4.7)."""

    class Rule(models.TextChoices):
        STAFF_DEVICE = "staff_device", "评价用的设备登录过工作台"
        STAFF_NETWORK = "staff_network", "评价来自登录过工作台的网段（手机网络和社区无线网常见）"
        STAFF_PHONE = "staff_phone", "这件事留的或留过的电话是工作人员的手机号"
        REGISTERED = "registered", "这件事是经手的人自己代为登记的"
        HASTY = "hasty", "打开不到 3 秒就给了非常满意"
        SHARED = "shared", "同一台设备替几位居民评价"
        BURST = "burst", "一小时内同一单位集中收到好评"

    rating = models.ForeignKey(Rating, verbose_name="评价", on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField("疑问", max_length=16, choices=Rule.choices)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "评价疑问"
        constraints = [models.UniqueConstraint(fields=["rating", "rule"], name="one_flag_of_a_rule")]

    def __str__(self) -> str:
        return self.get_rule_display()


class StaffTrace(models.Model):
    """A device or a network from which staff worked on a day, as a keyed hash: it answers one question, whether a rating came
    from there too, and names nobody. Kept for ninety days."""

    class Kind(models.TextChoices):
        DEVICE = "device", "设备"
        NETWORK = "network", "网段"

    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    key = BlindIndex(kept="九十天后删除，在用的设备当天换新")
    seen_on = models.DateField("最近一天", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作台来源"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_trace")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.seen_on}"


class Appeal(models.Model):
    """诉求不合理: a unit's word against a mark, decided by the district. Once a mark; the mark stays as it was given."""

    rating = models.OneToOneField(Rating, verbose_name="评价", on_delete=models.PROTECT, related_name="appeal")
    unit = models.ForeignKey("governance.Unit", verbose_name="申诉单位", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("governance.Staff", verbose_name="谁申诉", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申诉时间")
    reason = SealedText("申诉理由")
    decided_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁裁定", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("裁定时间", null=True)
    upheld = models.BooleanField("是否成立", null=True)
    answer = SealedText("裁定理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价申诉"
        indexes = [models.Index(fields=["at"], name="appeal_open", condition=Q(decided_at=None))]

    def __str__(self) -> str:
        return "申诉待裁定" if self.upheld is None else "申诉成立" if self.upheld else "申诉不成立"


def token_key(token: str) -> str:
    """The look-up key of a rating link."""
    return crypto.blind(token, LABEL)


def token_keys(token: str) -> list[str]:
    """The same under every field key in use, for finding while keys rotate."""
    return crypto.blinds(token, LABEL)
