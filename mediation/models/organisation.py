"""Who mediates, and where."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from binan.kit import codes, phones
from binan.kit.sealed import SealedText
from governance.selectors import is_holiday, is_made_up
from mediation import hours
from mediation.committee import Office, Tier, next_reminder, term_ends
from mediation.hours import Span, Week
from mediation.workflow import Regime

STABLE = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只能用小写字母、数字和短横，例如 puyan-chao。")

AT_MOST = MaxValueValidator(120, "最多 120 分钟。")  # of a buffer: more would be a session of its own
MONDAY = 0


def fresh_key() -> str:
    """A key for a row nobody has given one."""
    return codes.pick(8).lower()


class Organisation(models.Model):
    """调解组织. `key`: its stable name in sheets and in the address of its page. `unit`: the subdistrict it serves, empty for
    the whole district. `specialities`: beginnings of category codes it is made for ("PRO", "NEI-02"). `seal`: where the
    picture of its seal is stored, under a random name (`services.seals`). `term_told_on`: when the end of its term was last
    told, `term_notice_on`: when it is told next, empty where there is no term.
    """

    key = models.CharField(
        "内部编码", max_length=32, unique=True, default=fresh_key, validators=[STABLE],
        help_text="自定且不再改变，也是公开页面的网址，例如 puyan-chao",
    )  # fmt: skip
    name = models.CharField("名称", max_length=60, unique=True)
    regime = models.CharField("调解类型", max_length=16, choices=Regime.choices, default=Regime.PEOPLE)
    tier = models.CharField("设立层级", max_length=16, choices=Tier.choices, blank=True, help_text="统计报表按它分栏")
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="服务街道", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="留空表示服务全区",
    )  # fmt: skip
    specialities = models.JSONField(
        "专长类别", default=list, blank=True, help_text='类别代码的开头，例如 ["PRO", "NEI-02"]'
    )
    intro = models.CharField("介绍", max_length=200, blank=True)
    address = models.CharField("地址", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True, help_text="E.164，例如 +8657187654321")
    founded_on = models.DateField("设立日期", null=True, blank=True)
    term_began = models.DateField("本届开始", null=True, blank=True, help_text="每届三年，期满前会提醒")
    term_told_on = models.DateField(null=True, editable=False)
    term_notice_on = models.DateField(null=True, editable=False)
    seal = models.CharField(max_length=80, blank=True, editable=False)
    seal_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    minutes_before = models.PositiveSmallIntegerField(
        "开场前留几分钟", default=0, validators=[AT_MOST], help_text="布置调解室、看材料，不会被约走"
    )
    minutes_after = models.PositiveSmallIntegerField(
        "散场后留几分钟", default=0, validators=[AT_MOST], help_text="整理笔录、收拾，不会被约走"
    )
    weeks_ahead = models.PositiveSmallIntegerField(
        "最远约到几周后", default=4, validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="空闲时间列到这么多周，改时间也最远到这里；总不晚于调解期限",
    )  # fmt: skip
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解组织"
        ordering = ["name"]
        indexes = [
            models.Index(fields=["term_notice_on"], name="organisation_term", condition=Q(term_notice_on__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The next reminder follows from the term; only people's mediation has one (art. 9)."""
        began = self.term_began if self.is_free else None
        self.term_notice_on = next_reminder(began, self.term_told_on) if began else None
        super().save(*args, **kwargs)

    @property
    def is_free(self) -> bool:
        """Whether the law forbids any fee: people's mediation only (art. 4, domain.md §0.4)."""
        return self.regime == Regime.PEOPLE

    @property
    def dial(self) -> str:
        """Its telephone as people in China read it."""
        return phones.grouped(self.phone) if self.phone else ""

    @property
    def serves(self) -> str:
        """Where it works, in words."""
        return str(self.unit or "全区")

    @property
    def step_free(self) -> bool:
        """Whether a wheelchair gets to one of its rooms in use. Reads `rooms`."""
        return any(room.wheelchair for room in self.rooms.all())

    @property
    def term_ends(self) -> date | None:
        """The day its term is over; None where there is none."""
        return term_ends(self.term_began) if self.term_began else None


class Member(models.Model):
    """委员: who sits on a committee (art. 8). `number`: her place on the list. `staff`: her account, if she has one."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="组织", on_delete=models.CASCADE, related_name="members"
    )
    number = models.PositiveSmallIntegerField("序号")
    name = SealedText("姓名")
    office = models.CharField("职务", max_length=8, choices=Office.choices, default=Office.MEMBER)
    woman = models.BooleanField("女", default=False)
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="账号", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="有账号的主任会收到换届提醒",
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = "委员"
        ordering = ["organisation", "number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_member_of_a_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_office_display()}"


class Room(models.Model):
    """调解室. `week`: its open hours by weekday (`mediation.hours`); without any, every day from `opens` to `closes`. The table of
    holidays goes before the week: closed on a holiday unless `on_holidays`, and on a Saturday that people work open as on a
    Monday where it has no hours of its own for that day.
    """

    key = models.CharField(
        "内部编码", max_length=32, unique=True, default=fresh_key, validators=[STABLE], help_text="自定且不再改变"
    )
    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField("名称", max_length=40)
    place = models.CharField("地点", max_length=100, help_text="当事人照着找得到的写法")
    seats = models.PositiveSmallIntegerField("座位", default=8)
    wheelchair = models.BooleanField("轮椅可到", default=False)
    opens = models.TimeField("最早开放", default=time(8, 30))
    closes = models.TimeField("最晚关闭", default=time(20, 30))
    week = models.JSONField("开放时间", default=dict, blank=True)
    on_holidays = models.BooleanField("放假照常开放", default=False, help_text="不勾：法定节假日关闭，约不上")
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解室"
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_room_of_a_name"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="room_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """`opens` and `closes` are the outer hours of the week, where one is given."""
        if found := [span for day in range(7) for span in hours.spans(self.week, day)]:
            self.opens, self.closes = min(begins for begins, _ in found), max(ends for _, ends in found)
        super().save(*args, **kwargs)

    def hours(self, day: date) -> list[Span]:
        """When it is open on `day`, closures taken out, earliest first; [] when closed all day. Local time.

        Reads `closures`: prefetch them for many rooms or days.
        """
        usual = self._usual_on(day)
        shut = [closure.span for closure in self.closures.all() if closure.first <= day <= closure.last]
        return hours.without(usual, shut)

    def _usual_on(self, day: date) -> list[Span]:
        if not self.on_holidays and is_holiday(day):
            return []
        own = hours.spans(self.usual, day.weekday())
        return own or (hours.spans(self.usual, MONDAY) if is_made_up(day) else [])

    @property
    def usual(self) -> Week:
        """Its hours of a week without closures."""
        return self.week or {str(day): [[f"{self.opens:%H:%M}", f"{self.closes:%H:%M}"]] for day in range(7)}

    @property
    def hours_said(self) -> str:
        """Its usual hours in words."""
        return hours.spoken(self.usual)


class Closure(models.Model):
    """停用时段: days, or the same hours of these days, on which a room is not to be had."""

    room = models.ForeignKey(Room, verbose_name="调解室", on_delete=models.CASCADE, related_name="closures")
    first = models.DateField("从哪天")
    last = models.DateField("到哪天（含）")
    begins = models.TimeField("每天几点起", null=True, blank=True, help_text="不填就是全天")
    ends = models.TimeField("每天几点止", null=True, blank=True)
    reason = models.CharField("原因", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "停用时段"
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="closure_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(begins=None, ends=None) | Q(ends__gt=F("begins")), name="closure_has_both_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} {self.first:%m月%d日}"

    @property
    def span(self) -> Span:
        """The hours of a day it takes away."""
        return self.begins or time.min, self.ends or time.max
