"""Photos and recordings: what is kept of them, and those that wait for a form to be corrected."""

from __future__ import annotations

from django.db import models

from binan.kit.sealed import SealedText
from complaints import retention


class Kind(models.TextChoices):
    """What an attachment is."""

    PHOTO = "photo", "照片"
    VOICE = "voice", "录音"


class Upload(models.Model):
    """A file under a random name: a photo re-encoded by us, EXIF gone, or a recording copied without tags."""

    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.PHOTO)
    file = models.CharField("文件", max_length=80, unique=True)
    sha256 = models.CharField("指纹", max_length=64)
    media_type = models.CharField("格式", max_length=20, default="image/jpeg")
    width = models.PositiveIntegerField("宽（像素）", default=0)
    height = models.PositiveIntegerField("高（像素）", default=0)
    seconds = models.FloatField("时长（秒）", default=0)
    size = models.PositiveIntegerField("字节")

    class Meta:
        abstract = True


class Attachment(Upload):
    """A photo or a recording of a case. The resident sees her own (`by_resident`) and what was sent to her with a reply
    (`to_resident`); others of staff are not hers to see.

    `retention` says how long it is kept once the case has ended; then the file goes and the row stays, with `gone_at`.
    `transcript`: what somebody heard in a recording and wrote down; `asked_at`: when an engine was asked for it.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(
        "complaints.TimelineEntry", null=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    by_resident = models.BooleanField("居民上传", default=True)
    to_resident = models.BooleanField("发给居民", default=False)
    at = models.DateTimeField("时间")
    retention = models.CharField("保存类别", max_length=8, choices=retention.CHOICES, default=retention.PHOTO)
    gone_at = models.DateTimeField("到期删除", null=True)
    asked_at = models.DateTimeField("请求听写", null=True, editable=False)
    transcript = SealedText("文字稿", blank=True, default="")

    class Meta:
        verbose_name = verbose_name_plural = "照片和录音"
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["retention", "complaint"], name="attachment_kept", condition=models.Q(gone_at=None),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def playable(self) -> bool:
        """Whether a browser at the desk has a decoder for it: none has one for the telephones' AMR."""
        return self.media_type not in ("audio/amr", "audio/3gpp")

    @property
    def length(self) -> str:
        """How long a recording is, as people say it."""
        minutes, seconds = divmod(max(1, round(self.seconds)), 60)
        return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


class HeldUpload(Upload):
    """What came with a form that was refused: kept a day under a secret, so that nobody has to choose or say it again."""

    token = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(db_index=True)
