"""The papers of a mediation: what was issued, in which version and made from what; the scanned pages; the dossier."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from binan.kit.sealed import SealedJSON, SealedText
from mediation.models.mediation import Mediation
from mediation.models.organisation import Organisation
from mediation.paperwork import Paper, Retention, file_number

TAILS = ("人民调解委员会", "调解委员会", "调解中心", "调解室", "调解工作室")


class Dossier(models.Model):
    """卷宗, one of a case (一案一卷). `serial` counts the dossiers of an organisation in a year, without gaps and doubles.
    `closed_at`: archived; nothing is issued or filed any more from then on."""

    mediation = models.OneToOneField(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="dossier")
    organisation = models.ForeignKey(
        Organisation, verbose_name="调解组织", on_delete=models.PROTECT, related_name="dossiers"
    )
    year = models.PositiveSmallIntegerField("年")
    serial = models.PositiveIntegerField("第几号")
    number = models.CharField("卷号", max_length=100)
    retention = models.CharField("保管期限", max_length=8, choices=Retention.choices, default=Retention.LONG)
    remark = models.CharField("备注", max_length=200, blank=True)
    opened_at = models.DateTimeField("立卷时间")
    closed_at = models.DateTimeField("归档时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        "governance.Staff", verbose_name="立卷人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "调解卷宗"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "serial"], name="one_dossier_of_a_number")
        ]

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """文书: one version of one paper. `item`: which of several of its kind; `data`: all it was drawn from, frozen; `file`: the
    very bytes, sealed, so that it is printed again as it was; `sha256` is theirs, `digest` that of `data`, which stands on the
    paper. `names_applicant`: it tells who complained, so the other side reads it only while she lets it.
    """

    mediation = models.ForeignKey(Mediation, verbose_name="调解", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField("文书", max_length=16, choices=Paper.choices)
    item = models.PositiveSmallIntegerField("第几份", default=1)
    version = models.PositiveSmallIntegerField("第几版")
    party = models.ForeignKey(
        "mediation.Party", verbose_name="当事人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField("查验码", max_length=16, unique=True)
    data = SealedJSON("内容", default=dict)
    digest = models.CharField("内容指纹", max_length=64)
    sha256 = models.CharField("文件指纹", max_length=64, db_index=True)
    file = models.CharField(max_length=80, unique=True, editable=False)
    pages = models.PositiveSmallIntegerField("页数")
    names_applicant = models.BooleanField("写明了诉求人", default=True)
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.ForeignKey("governance.Staff", verbose_name="出具人", on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField("被新版取代", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["mediation", "kind", "item", "version"], name="one_document_of_a_version"),
            models.UniqueConstraint(
                fields=["mediation", "kind", "item"], condition=Q(superseded_at=None), name="one_document_holds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} 第 {self.version} 版"

    @property
    def spaced_code(self) -> str:
        """The code as it is printed and read aloud: `7K3M 9QTR 2H5W X0CE`."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


class Scan(models.Model):
    """扫描件: a page of a signed paper as a picture, or all of them as a PDF from a scanner; it counts before the file it was
    printed from. `file`: sealed. `width`, `height`: 0 of a PDF."""

    document = models.ForeignKey(Document, verbose_name="文书", on_delete=models.PROTECT, related_name="scans")
    number = models.PositiveSmallIntegerField("第几页")
    file = models.CharField(max_length=80, unique=True, editable=False)
    media_type = models.CharField("格式", max_length=20, default="image/jpeg")
    sha256 = models.CharField("指纹", max_length=64)
    size = models.PositiveIntegerField("字节", default=0)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    remark = SealedText("说明", blank=True)
    filed_at = models.DateTimeField("归入时间")
    filed_by = models.ForeignKey("governance.Staff", verbose_name="归入人", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "扫描件"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_scan_of_a_page")]

    def __str__(self) -> str:
        return f"{self.document} 扫描第 {self.number} 页"

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF from a scanner rather than a picture."""
        return self.media_type == "application/pdf"


def mark_of(organisation: Organisation) -> str:
    """How an organisation is called in its file numbers: 浦沿潮 of 浦沿潮调解室."""
    name = organisation.name
    return next((name.removesuffix(tail) for tail in TAILS if name != tail and name.endswith(tail)), name)


def number_of(organisation: Organisation, year: int, serial: int) -> str:
    """The file number of the `serial`-th dossier of a year."""
    return file_number(year, mark_of(organisation), serial, people=organisation.is_free)
