"""Times that are offered and asked for: three slots to choose from, what each party ticked, and when she can."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from binan.kit import crypto
from binan.kit.sealed import BlindIndex, SealedText
from mediation.models.mediation import Mediation
from mediation.models.mediator import Mediator
from mediation.models.organisation import Room
from mediation.models.party import Party
from mediation.workflow import How

FEED = "mediation.feed.token"
HELD = timedelta(minutes=10)  # the slots of an offer are kept free for those who look


class Offer(models.Model):
    """请双方选时间: some slots of one mediation; the first that fits all parties books itself. `until`: when nobody is waited
    for any more. `asked_by`: the party who wants to move a session for the second time."""

    class State(models.TextChoices):
        OPEN = "open", "等各方选"
        TAKEN = "taken", "已约好"
        LAPSED = "lapsed", "没有都合适的"
        VOID = "void", "不再选"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="offers")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.OPEN)
    how = models.CharField("方式", max_length=5, choices=How.choices, default=How.ROOM)
    site = SealedText("现场地点", blank=True)
    link = SealedText("视频链接", blank=True)
    made_at = models.DateTimeField("提出时间")
    until = models.DateTimeField("等到")
    made_by = models.ForeignKey(
        "governance.Staff", verbose_name="提出人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_by = models.ForeignKey(Party, verbose_name="谁要改", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "待选时间"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["mediation"], condition=Q(state="open"), name="one_open_offer")]
        # Not a partial one: SQLite does not see in a question with parameters that it asks for open ones only.
        indexes = [models.Index(fields=["state", "until"], name="offer_due")]

    def __str__(self) -> str:
        return f"{self.mediation} {self.get_state_display()}"

    @property
    def held_until(self) -> datetime:
        """Until when its slots are kept free."""
        return self.made_at + HELD


class Option(models.Model):
    """One of the slots offered. `gone`: it was taken by others while the parties looked."""

    offer = models.ForeignKey(Offer, verbose_name="待选时间", on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    room = models.ForeignKey(Room, verbose_name="调解室", null=True, on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.PROTECT, related_name="+")
    gone = models.BooleanField("已被约走", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "可选时间"
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "starts_at"], name="one_option_of_a_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="option_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%m月%d日 %H:%M}"


class Pick(models.Model):
    """What one party said to one slot."""

    option = models.ForeignKey(Option, verbose_name="可选时间", on_delete=models.CASCADE, related_name="ticks")
    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.CASCADE, related_name="picks")
    fits = models.BooleanField("合适")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "选时间的答复"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["option", "party"], name="one_pick_of_a_party")]

    def __str__(self) -> str:
        return f"{self.option} {'合适' if self.fits else '不行'}"


class PartyTime(models.Model):
    """When a party can or cannot come, by part of a day. What she has not said is neither."""

    class Part(models.TextChoices):
        MORNING = "morning", "上午"
        AFTERNOON = "afternoon", "下午"
        EVENING = "evening", "晚上"

    party = models.ForeignKey(Party, verbose_name="当事人", on_delete=models.CASCADE, related_name="times")
    day = models.DateField("日期")
    part = models.CharField("时段", max_length=9, choices=Part.choices)
    can = models.BooleanField("能来")

    class Meta:
        verbose_name = verbose_name_plural = "当事人的时间"
        ordering = ["day", "id"]
        constraints = [models.UniqueConstraint(fields=["party", "day", "part"], name="one_word_on_a_part_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%m月%d日}{self.get_part_display()} {'能来' if self.can else '不能来'}"


class Feed(models.Model):
    """日历订阅: a secret address under which a calendar program reads the sessions of one room or one mediator. No name of a
    party is in it."""

    token = SealedText(editable=False)
    token_key = BlindIndex(of="token", label=FEED, unique=True, editable=False)
    room = models.ForeignKey(Room, verbose_name="调解室", null=True, on_delete=models.CASCADE, related_name="feeds")
    mediator = models.ForeignKey(
        Mediator, verbose_name="调解员", null=True, on_delete=models.CASCADE, related_name="feeds"
    )
    made_by = models.ForeignKey("governance.Staff", verbose_name="开通人", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("开通时间")
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(room__isnull=False, mediator__isnull=True) | Q(room__isnull=True, mediator__isnull=False),
                name="feed_of_one_thing",
            ),
            models.UniqueConstraint(fields=["room"], condition=Q(revoked_at=None), name="one_feed_of_a_room"),
            models.UniqueConstraint(fields=["mediator"], condition=Q(revoked_at=None), name="one_feed_of_a_mediator"),
        ]

    def __str__(self) -> str:
        return str(self.room or self.mediator)


def feed_key(token: str) -> str:
    """The look-up key of a feed's secret address."""
    return crypto.blind(token, FEED)


def feed_keys(token: str) -> list[str]:
    """The same under every field key in use, for finding while keys rotate."""
    return crypto.blinds(token, FEED)
