"""The number a matter carries in the system it came from."""

from __future__ import annotations

from django.db import models

from complaints.workflow import Source


class SourceRef(models.Model):
    """A case's number elsewhere (12345 work order, court, police): unique, so that it is filed here only once."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="source_refs")
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    external_id = models.CharField("外部编号", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "外部编号"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_case_per_external_id")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.external_id}"
