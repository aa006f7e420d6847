"""What no case shows and people type: the monthly report of looking for disputes and preventing them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mediation.models.organisation import Organisation

STAFF = "governance.Staff"


class Prevention(models.Model):
    """What an organisation did in a month that no case shows (domain.md §4.3): typed by people, never reckoned."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="调解组织", on_delete=models.PROTECT, related_name="preventions"
    )
    month = models.DateField("月份", help_text="这个月的第一天")
    rounds = models.PositiveIntegerField("排查次数", default=0)
    found = models.PositiveIntegerField("排查发现纠纷（件）", default=0)
    prevented = models.PositiveIntegerField("预防纠纷（件）", default=0)
    crime_cases = models.PositiveIntegerField("防止民转刑（件）", default=0)
    crime_people = models.PositiveIntegerField("防止民转刑（人）", default=0)
    petition_cases = models.PositiveIntegerField("防止群体性上访（件）", default=0)
    petition_people = models.PositiveIntegerField("防止群体性上访（人）", default=0)
    entered_by = models.ForeignKey(STAFF, verbose_name="填报人", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "排查预防月报"
        ordering = ["-month", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month"], name="one_report_of_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.month:%Y年%m月}"
