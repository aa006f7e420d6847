"""Who looked at a resident's full number or name, and why (domain.md §5)."""

from __future__ import annotations

from typing import Any

from django.db import models

from binan.kit.sealed import SealedText


class Reveal(models.Model):
    """One look, or one that was refused because the day's share was used up. Written before anything is shown and never changed;
    only the resident's right to deletion takes `words` away (services/erasing.py).

    `unit`: where she stood who looked. `subdistrict`, `community`: those of the case then, so that a head's list is one range of
    an index. `words`: what was written beside the reason.
    """

    class What(models.TextChoices):
        PHONE = "phone", "电话"
        NAME = "name", "称呼"

    class Reason(models.TextChoices):
        CONTACT = "contact", "要打电话或上门，隐私号、拨打按钮用不了"
        DANGER = "danger", "有危险，要告诉 110、119、120 或家属"
        VERIFY = "verify", "核对是不是同一个人"
        TRANSFER = "transfer", "要交给别的部门联系居民"
        ASKED = "asked", "居民请我们核对本人信息"
        OTHER = "other", "其他"

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="reveals")
    staff = models.ForeignKey(
        "governance.Staff", verbose_name="谁看", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unit = models.ForeignKey(
        "governance.Unit", verbose_name="所在单位", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subdistrict = models.ForeignKey(
        "governance.Unit", verbose_name="街道", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "governance.Unit", verbose_name="社区", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    what = models.CharField("看什么", max_length=5, choices=What.choices)
    reason = models.CharField("原因", max_length=8, choices=Reason.choices)
    words = SealedText("说明", blank=True)
    at = models.DateTimeField("时间")
    device = models.CharField("设备", max_length=40, blank=True)
    refused = models.BooleanField("到上限，没有给看", default=False)
    client_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "号码查看记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["staff", "at"], name="reveal_of_a_day"),
            models.Index(fields=["subdistrict", "id"], name="reveal_subdistrict"),
            models.Index(fields=["community", "id"], name="reveal_community"),
            models.Index(fields=["reason", "id"], name="reveal_reason"),
            models.Index(fields=["id"], name="reveal_refused", condition=models.Q(refused=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises `TypeError` for a second time: a look stays written."""
        if not self._state.adding:
            raise TypeError("a look is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises `TypeError`."""
        raise TypeError("a look stays written")
