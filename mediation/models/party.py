"""Those between whom is mediated, and who may act for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit import crypto, phones
from binan.kit.sealed import BlindIndex, SealedJSON, SealedText
from mediation.models.mediation import Mediation
from mediation.workflow import Answer, PartyKind, Power, Side, Way

TOKEN = "mediation.party.token"  # noqa: S105 - a label, not a secret


class Party(models.Model):
    """当事人: one of those on a side, her secret link and what she said to being mediated.

    `ordinal`: her number within the side, from 1; the first of side A is who complained. `details`: what the forms of the
    dossier ask for, each a string: sex, ethnicity, age, occupation, address, number (of an identity card or a licence).
    `represented_by`: the co-party who speaks for her in a group; `proxy_settles`: also settles and signs for her. `left_at`: when she left a mediation that goes on without
    her. `may_name_complainant` is asked of side A only: whether the other side may learn who she is.
    """

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="parties")
    side = models.CharField("哪一方", max_length=1, choices=Side.choices)
    ordinal = models.PositiveSmallIntegerField("序号", default=1)
    kind = models.CharField("身份", max_length=12, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = SealedText("称呼", blank=True)
    phone = SealedText("电话", blank=True)
    details = SealedJSON("基本情况", blank=True, default=dict)
    represented_by = models.ForeignKey(
        "self", verbose_name="代表人", null=True, blank=True, on_delete=models.SET_NULL, related_name="represents"
    )
    proxy_settles = models.BooleanField("代表人可以代为达成协议", default=False, editable=False)
    token = SealedText(editable=False)
    token_key = BlindIndex(of="token", label=TOKEN, unique=True, editable=False)
    answer = models.CharField("答复", max_length=8, choices=Answer.choices, default=Answer.ASKED)
    answered_at = models.DateTimeField("答复时间", null=True)
    way = models.CharField("答复方式", max_length=10, choices=Way.choices, blank=True)
    recorded_by = models.ForeignKey("governance.Staff", null=True, on_delete=models.PROTECT, related_name="+")
    notice_version = models.CharField("告知书版本", max_length=12, blank=True)
    may_name_complainant = models.BooleanField("同意公开身份", default=False)
    left_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "当事人"
        ordering = ["side", "ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "side", "ordinal"], name="one_party_of_a_number"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="parties_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.seat}"

    @property
    def seat(self) -> str:
        """How she is called without her name: 对方 for the first of her side, 对方2 for the next."""
        return f"{self.get_side_display()}{self.ordinal if self.ordinal > 1 else ''}"

    @property
    def mark(self) -> str:
        """Her side and number as keys carry it: `A`, `B`, `B2`."""
        return f"{self.side}{self.ordinal if self.ordinal > 1 else ''}"

    @property
    def is_in(self) -> bool:
        """Whether she takes part: she has not left."""
        return self.left_at is None

    @property
    def is_complainant(self) -> bool:
        """Whether the matter is hers: the first of side A."""
        return self.side == Side.A and self.ordinal == 1

    @property
    def masked_phone(self) -> str:
        """`138****8001`, "" for none."""
        return phones.mask(self.phone)


class Agent(models.Model):
    """代理人 with a 授权委托书 (domain.md §4.2 no. 4). `powers`: values of `Power`; what is not ticked she may not do."""

    party = models.ForeignKey(Party, verbose_name="委托人", on_delete=models.CASCADE, related_name="agents")
    name = SealedText("姓名")
    phone = SealedText("电话", blank=True)
    relation = models.CharField("与委托人的关系", max_length=40, blank=True)
    powers = models.JSONField("授权事项", default=list, blank=True)
    other = models.CharField("其他事项", max_length=100, blank=True)
    given_on = models.DateField("委托日期")
    ended_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代理人"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.party} 的代理人"

    def may(self, power: str) -> bool:
        """Whether she was given this power (`Power`) and still has it."""
        return self.ended_at is None and power in self.powers

    @property
    def power_labels(self) -> list[str]:
        """What she may do, in the words of the form."""
        return [power.label for power in Power if power in self.powers]

    @property
    def masked_phone(self) -> str:
        """`138****8001`, "" for none."""
        return phones.mask(self.phone)


def token_key(token: str) -> str:
    """The look-up key of a party's secret link."""
    return crypto.blind(token, TOKEN)


def token_keys(token: str) -> list[str]:
    """The same under every field key in use, for finding while keys rotate."""
    return crypto.blinds(token, TOKEN)
