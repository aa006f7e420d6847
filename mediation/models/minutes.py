"""笔录, separate talks and evidence: who may read each row stands on the row (mediation.hearing asks for it)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.chain import link, moment
from binan.kit.sealed import SealedText
from mediation.agenda import Step
from mediation.models.mediation import Booking, Mediation
from mediation.models.party import Party


class Visibility(models.TextChoices):
    """Who may read what was said or brought, besides the mediators of the organisation."""

    ALL = "all", "双方都能看"
    A = "A", "只给诉求方"
    B = "B", "只给对方"
    MEDIATOR = "mediator", "只有调解员"


class Note(models.Model):
    """One line of the minutes or of a separate talk; append-only. A wrong one is struck out by another row (`strikes`), never
    changed. `hash` covers `prev_hash`, the salt and every column, so that nobody can change or slip in a line unseen.

    `speaker`: the key of who said it (mediation.people), `speaker_label`: how she was called then, without a name.
    `device_at`: what the tablet's watch showed when it was typed without a network.
    """

    class Kind(models.TextChoices):
        MINUTES = "minutes", "笔录"
        CAUCUS = "caucus", "分别谈话"
        STRIKE = "strike", "划去"

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="notes")
    booking = models.ForeignKey(Booking, verbose_name="场次", null=True, on_delete=models.PROTECT, related_name="notes")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    step = models.CharField("步骤", max_length=12, choices=Step.choices, blank=True)
    speaker = models.CharField("谁说的", max_length=12)
    speaker_label = models.CharField("称呼", max_length=24)
    visibility = models.CharField("谁能看", max_length=8, choices=Visibility.choices)
    body = SealedText("内容")
    strikes = models.OneToOneField(
        "self", verbose_name="划去哪一条", null=True, on_delete=models.PROTECT, related_name="struck_by"
    )
    at = models.DateTimeField("时间")
    device_at = models.DateTimeField("平板时间", null=True)
    staff = models.ForeignKey("governance.Staff", verbose_name="记录人", on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(null=True, unique=True, editable=False)
    salt = models.CharField(max_length=32, editable=False)
    prev_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField("校验值", max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "笔录"
        ordering = ["mediation_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "seq"], name="one_note_of_a_number"),
            # A separate talk is never for both sides, whatever a form says.
            models.CheckConstraint(condition=~Q(kind="caucus", visibility="all"), name="a_talk_is_not_for_all"),
        ]

    def __str__(self) -> str:
        return f"第 {self.seq} 条"

    @property
    def said_at(self) -> object:
        """When it was said: by the tablet's watch when it had no network, else by the server's."""
        return self.device_at or self.at


class Evidence(models.Model):
    """证据: a photo re-encoded by us without its EXIF, or a PDF as its pages alone. `sha256` is that of the file we keep,
    `original_sha256` that of the file as it was brought. `brought_by`: empty when the mediator took it herself. `device_at`:
    when a tablet without a network took it in, by its watch."""

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField("编号")
    title = SealedText("说明")
    brought_by = models.ForeignKey(
        Party, verbose_name="谁带来的", null=True, on_delete=models.PROTECT, related_name="+"
    )
    visibility = models.CharField("谁能看", max_length=8, choices=Visibility.choices)
    file = models.CharField("文件", max_length=80, unique=True)
    media_type = models.CharField("格式", max_length=20)
    sha256 = models.CharField("校验值", max_length=64)
    original_sha256 = models.CharField("原件校验值", max_length=64)
    size = models.PositiveIntegerField("字节")
    at = models.DateTimeField("登记时间")
    device_at = models.DateTimeField("平板时间", null=True)
    staff = models.ForeignKey("governance.Staff", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "证据"
        ordering = ["mediation_id", "number"]
        constraints = [models.UniqueConstraint(fields=["mediation", "number"], name="one_evidence_of_a_number")]

    def __str__(self) -> str:
        return f"证据 {self.number}"

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it."""
        return self.media_type.startswith("image/")


def note_hash(note: Note) -> str:
    """SHA-256 over the hash of the line before, a random salt and every column of this one.

    The salt keeps a reader who knows the lines around a separate talk from guessing its words.
    """
    covered = [
        note.prev_hash, note.salt, note.mediation_id, note.booking_id, note.seq, note.kind, note.step, note.speaker,
        note.speaker_label, note.visibility, note.body, note.strikes_id, note.staff_id,
        moment(note.at),
        moment(note.device_at) if note.device_at else "",
        str(note.client_key or ""),
    ]  # fmt: skip
    return link(covered)
