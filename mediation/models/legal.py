"""The corpus of the Legal Q&A: laws and articles with their dates, the map from everyday words, and the questions nobody
could answer yet. Laws and articles come from files in the repository (`manage.py import_law`), never from a person's screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedText

FULL_PREFIX = "中华人民共和国"


class Law(models.Model):
    """法律法规. `version`: the day of the text we hold; `checked_on`: when our articles were last compared with a public text,
    empty when nobody has yet; `articles_total`: its last article, to tell a wrong number from one we do not hold."""

    class Level(models.TextChoices):
        LAW = "law", "法律"
        REGULATION = "regulation", "行政法规"
        RULE = "rule", "部门规章"
        INTERPRETATION = "interpretation", "司法解释"
        PARTY = "party", "党内法规"
        LOCAL = "local", "地方性法规"

    key = models.SlugField("代号", unique=True)
    name = models.CharField("名称", max_length=80, unique=True)
    aliases = models.JSONField("简称", default=list, blank=True)
    level = models.CharField("效力层级", max_length=16, choices=Level.choices)
    issuer = models.CharField("制定机关", max_length=60)
    version = models.DateField("文本日期")
    in_force = models.DateField("施行日期")
    repealed = models.DateField("废止日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="由哪部取代", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced"
    )
    articles_total = models.PositiveIntegerField("条文总数", null=True, blank=True)
    checked_on = models.DateField("核对日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法律法规"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(repealed__isnull=True) | Q(repealed__gt=models.F("in_force")),
                name="law_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """Its name as people say it."""
        return self.name.removeprefix(FULL_PREFIX)

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.in_force <= day and (self.repealed is None or day < self.repealed)


class Article(models.Model):
    """条. `sub`: 1 for 第…条之一. `plain`: our own sentence; `text`: the statute's words, empty where we do not hold them
    word for word. `now`: the number of the article that took its place in the successor of a repealed law."""

    law = models.ForeignKey(Law, verbose_name="法律法规", on_delete=models.CASCADE, related_name="articles")
    number = models.PositiveIntegerField("条")
    sub = models.PositiveSmallIntegerField("之几", default=0)
    title = models.CharField("标题", max_length=40)
    topic = models.CharField("主题", max_length=12)
    plain = models.CharField("自编摘要", max_length=120)
    text = models.TextField("原文", blank=True)
    now = models.PositiveIntegerField("现在的条", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "法条"
        ordering = ["law", "number", "sub"]
        constraints = [models.UniqueConstraint(fields=["law", "number", "sub"], name="one_article_of_a_number")]

    def __str__(self) -> str:
        return f"{self.law} {self.number}{f'-{self.sub}' if self.sub else ''} {self.title}"


class LayWord(models.Model):
    """通俗说法: an everyday word and the words of the law it stands for. Only ticked ones are used."""

    class Source(models.TextChoices):
        SEED = "seed", "随系统带来"
        CARD = "card", "来自没答上的问题"
        HAND = "hand", "管理员添加"

    word = models.CharField("通俗说法", max_length=20, unique=True)
    legal = models.CharField("法律用语", max_length=120, help_text="用空格隔开，每个词都要在法条标题或者摘要里出现过。")
    approved = models.BooleanField("审核通过", default=False)
    approved_by = models.ForeignKey(
        "governance.Staff", verbose_name="审核人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    source = models.CharField("来源", max_length=4, choices=Source.choices, default=Source.HAND)

    class Meta:
        verbose_name = verbose_name_plural = "通俗说法"
        ordering = ["word"]

    def __str__(self) -> str:
        return f"{self.word} → {self.legal}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        Shelf.touch()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        Shelf.touch()
        return gone


class Question(models.Model):
    """没答上的问题: what somebody asked in vain, sealed, without telephone and address; a card for a reviewer. Deleted after
    `mediation.services.law_cards.KEPT`. What was answered is not stored at all."""

    class Why(models.TextChoices):
        NONE = "none", "没有找到"
        DOWN = "down", "当时不能查"
        UNHELPFUL = "vain", "说没帮到"

    class End(models.TextChoices):
        LINKED = "linked", "已补通俗说法"
        DISMISSED = "dismissed", "不用补"

    text = SealedText("问题")
    why = models.CharField("原因", max_length=4, choices=Why.choices)
    at = models.DateTimeField("时间")
    client_key = models.UUIDField(null=True, unique=True, editable=False)
    end = models.CharField("处理", max_length=10, choices=End.choices, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.ForeignKey(
        "governance.Staff", verbose_name="处理人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    word = models.ForeignKey(
        LayWord, verbose_name="补了哪个", null=True, on_delete=models.SET_NULL, related_name="questions"
    )

    class Meta:
        verbose_name = verbose_name_plural = "没答上的法律问题"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at"], name="question_by_age"),
            models.Index(fields=["-id"], name="question_open", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.get_why_display()}"


class Shelf(models.Model):
    """法条库的版本: one row. Every change of corpus or map raises `version`, so each process knows when its index is old;
    `digest` tells which files were imported."""

    version = models.PositiveIntegerField("版本", default=0)
    digest = models.CharField("文件校验码", max_length=64, blank=True)
    imported_at = models.DateTimeField("导入时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "法条库版本"

    def __str__(self) -> str:
        return f"第{self.version}版"

    @classmethod
    def touch(cls) -> None:
        """Say that corpus or map has changed."""
        if not cls.objects.filter(pk=1).update(version=models.F("version") + 1):
            cls.objects.get_or_create(pk=1, defaults={"version": 1})
