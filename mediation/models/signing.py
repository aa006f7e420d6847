"""Signatures under a written agreement, the codes that go before them and the trail behind them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import BlindIndex
from mediation.accord.words import Hand, Proof, Step
from mediation.models.agreement import Agreement
from mediation.models.organisation import Organisation


class Signer(models.TextChoices):
    """Who signs, by kind; which party of a side it is says `Signature.party`."""

    A = "A", "诉求方"
    B = "B", "对方"
    MEDIATOR = "M", "调解员"
    SEAL = "S", "调解委员会印章"


class SignedPaper(models.Model):
    """The scan of an agreement that was signed on paper: the authority for the signatures that point at it."""

    agreement = models.ForeignKey(Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="papers")
    file = models.CharField("文件", max_length=100, unique=True)
    media_type = models.CharField("格式", max_length=20)
    sha256 = models.CharField("文件指纹", max_length=64)
    size = models.PositiveIntegerField("字节")
    document_sha256 = models.CharField("文本指纹", max_length=64)
    at = models.DateTimeField("时间")
    recorded_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁传的", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "签好的纸质协议"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.media_type}"


class Signature(models.Model):
    """One signature under one version of a written agreement (`document_sha256`): on paper as the mediator recorded it, by hand
    on a tablet, or on a scanned paper. `signed_at`: when it was given, on paper the day that is written there, else when it came
    less the time it lay on a tablet without a network; `device_at`: what that tablet's clock said. `address`: the tablet's, masked."""

    Signer = Signer

    agreement = models.ForeignKey(Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField("谁", max_length=1, choices=Signer.choices)
    party = models.ForeignKey(
        "mediation.Party", verbose_name="当事人", null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    by_agent = models.BooleanField("由代理人签", default=False)
    hand = models.CharField("方式", max_length=8, choices=Hand.choices, default=Hand.PAPER)
    document_sha256 = models.CharField("文本指纹", max_length=64, blank=True)
    signed_at = models.DateTimeField("时间")
    device_at = models.DateTimeField("平板时间", null=True)
    recorded_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁登记", on_delete=models.PROTECT, related_name="+"
    )
    picture = models.CharField("笔迹文件", max_length=100, blank=True)
    picture_sha256 = models.CharField("笔迹指纹", max_length=64, blank=True)
    proof = models.CharField("怎么核对本人", max_length=8, choices=Proof.choices, blank=True)
    proof_reason = models.CharField("为什么没有用验证码", max_length=60, blank=True)
    paper = models.ForeignKey(
        SignedPaper, verbose_name="纸质协议", null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    device = models.CharField("设备", max_length=120, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签字"
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "document_sha256"], condition=Q(party__isnull=False),
                name="one_signature_of_a_party",
            ),
            models.UniqueConstraint(
                fields=["agreement", "signer", "document_sha256"], condition=Q(party__isnull=True),
                name="one_signature_of_a_signer",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_signer_display()


class SignCode(models.Model):
    """A one-time code on its way to a party's recorded telephone; only its blind index is kept."""

    agreement = models.ForeignKey(Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="codes")
    party = models.ForeignKey("mediation.Party", verbose_name="当事人", on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField("文本指纹", max_length=64)
    digest = BlindIndex(kept="几分钟后过期", editable=False)
    at = models.DateTimeField("发出时间")
    until = models.DateTimeField("有效期")
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    passed_at = models.DateTimeField("通过时间", null=True)
    used_at = models.DateTimeField("用掉时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "签字验证码"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.at:%m-%d %H:%M}"


class SignStep(models.Model):
    """One line of the trail behind a signature; append-only. `party` empty: the mediator herself, or the seal."""

    agreement = models.ForeignKey(Agreement, verbose_name="协议", on_delete=models.PROTECT, related_name="steps")
    party = models.ForeignKey(
        "mediation.Party", verbose_name="当事人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signer = models.CharField("谁", max_length=1, choices=Signer.choices)
    step = models.CharField("动作", max_length=8, choices=Step.choices)
    document_sha256 = models.CharField("文本指纹", max_length=64)
    at = models.DateTimeField("时间")
    device_at = models.DateTimeField("平板时间", null=True)
    device = models.CharField("设备", max_length=120, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    recorded_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁的平板", on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "签字留痕"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_signer_display()} {self.get_step_display()}"


def needed(organisation: Organisation) -> list[str]:
    """Who has to sign, by kind: both sides and the mediator; people's mediation puts the committee's seal under it (art. 29)."""
    signers: list[str] = [Signer.A, Signer.B, Signer.MEDIATOR]
    return [*signers, Signer.SEAL] if organisation.is_free else signers
