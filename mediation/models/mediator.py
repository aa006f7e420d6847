"""The file of a mediator: what she can do, how much she can take on, and what she has declared."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit import crypto
from binan.kit.sealed import BlindIndex, SealedText
from mediation.committee import Education, Engagement
from mediation.models.organisation import Organisation

PERSON = "mediation.interest.phone"


class Mediator(models.Model):
    """调解员: a member of staff at an organisation. What she may do comes from her post with the right to mediate.

    `specialities`: beginnings of category codes; `languages`: values of `committee.Language`, empty for 普通话 alone.
    `per_day`: sessions she holds on one day at most; `at_once`: mediations she has open at most.
    """

    staff = models.OneToOneField(
        "governance.Staff", verbose_name="人员", on_delete=models.PROTECT, related_name="mediator"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="mediators"
    )
    engagement = models.CharField("任职方式", max_length=8, choices=Engagement.choices, default=Engagement.ENGAGED)
    full_time = models.BooleanField("专职", default=False)
    specialities = models.JSONField("专长类别", default=list, blank=True)
    languages = models.JSONField("语言", default=list, blank=True)
    education = models.CharField("文化程度", max_length=12, choices=Education.choices, blank=True)
    certificate = models.CharField("证件号", max_length=40, blank=True, help_text="人民调解员证等")
    engaged_on = models.DateField("任职日期", null=True, blank=True)
    per_day = models.PositiveSmallIntegerField("每天最多几场", default=4)
    at_once = models.PositiveSmallIntegerField("手上最多几件", default=20)
    active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "调解员"
        ordering = ["organisation__name", "staff__display_name"]

    def __str__(self) -> str:
        return str(self.staff)


class Training(models.Model):
    """培训: a mediator is trained regularly (art. 14)."""

    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.CASCADE, related_name="trainings")
    day = models.DateField("日期")
    subject = models.CharField("内容", max_length=60)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediator", "day", "subject"], name="one_training_once"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="training_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.subject}"


class Interest(models.Model):
    """利益关系: what a mediator has declared, so that she is not asked to mediate it (work.md B5.4). Never shown to parties.

    `name`: the enterprise, the building ("观潮名苑6幢") or the person. `phone_key`: the blind index of the person's number;
    `number`: the number itself, sealed and shown to nobody, so that the index can follow a change of keys.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", "单位"
        BUILDING = "building", "楼栋"
        PERSON = "person", "个人"

    mediator = models.ForeignKey(Mediator, verbose_name="调解员", on_delete=models.CASCADE, related_name="interests")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    name = SealedText("名称", help_text="单位全称、小区加楼栋，或者个人姓名")
    number = SealedText("本人电话", blank=True, default="", editable=False)
    phone_key = BlindIndex(of="number", label=PERSON, blank=True, editable=False)
    relation = models.CharField("关系", max_length=40, blank=True, help_text="例如 任职、居住、亲属")
    declared_on = models.DateField("申报日期", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "利益关系"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


def person_key(phone: str) -> str:
    """The blind index of a person's E.164 number; "" for none."""
    return crypto.blind(phone, PERSON) if phone else ""


def person_keys(phone: str) -> list[str]:
    """The blind indexes under every field key still in use, for comparing while keys rotate; [] for none."""
    return crypto.blinds(phone, PERSON) if phone else []
