"""常用语: canned phrases that administrators keep (issue 4, 6)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from binan.kit import memo
from complaints import wording


class Phrase(models.Model):
    """One phrase to tap. `category`: "" for any matter, a family ("NOI") or a leaf of the tree ("NOI-01")."""

    slot = models.CharField(
        "用在哪里", max_length=32, choices=[(key, slot.label) for key, slot in wording.SLOTS.items()]
    )
    category = models.CharField("类别", max_length=8, blank=True)
    text = models.CharField("常用语", max_length=wording.LENGTH_MAX)
    order = models.PositiveSmallIntegerField("排序", default=10, help_text="小的在前。")
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["slot", "category", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "category", "text"], name="one_phrase_once",
                violation_error_message="这里已经有同样的常用语。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        memo.forget()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **kwargs)
        memo.forget()
        return gone

    def clean(self) -> None:
        """Raises `ValidationError` for braces that nobody fills and for somebody's number in what residents read."""
        if sentence := wording.objection(self.slot, self.text):
            raise ValidationError({"text": sentence})
