"""Photos: what is kept of them, and those that wait for a form to be corrected."""

from __future__ import annotations

from django.db import models


class Attachment(models.Model):
    """A photo of a case: re-encoded by us, under a random name, EXIF gone. The resident sees her own (`by_resident`) and
    what was sent to her with a reply (`to_resident`); other photos of staff are not hers to see."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(
        "complaints.TimelineEntry", null=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    file = models.CharField("文件", max_length=80, unique=True)
    sha256 = models.CharField("指纹", max_length=64)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    size = models.PositiveIntegerField("字节")
    by_resident = models.BooleanField("居民上传", default=True)
    to_resident = models.BooleanField("发给居民", default=False)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"照片 {self.pk}"


class HeldUpload(models.Model):
    """A photo that came with a form that was refused: kept a day under a secret, so that nobody has to choose it again."""

    token = models.CharField(max_length=40, unique=True)
    file = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
