"""Cases of different people about one object (串并), and whom five of them or more have named to speak for them (群体件)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from complaints.grouping import REPRESENTATIVES_MAX


class Cluster(models.Model):
    """Who is in it say the cases (`Complaint.cluster`), who was say their timelines; each keeps its own promises, answer and mark.

    `unit`: the lowest unit in which all of them lie; `lead`: the case around which it was made; `persons`: how many different
    numbers stand behind its members; `grouped_at`: since when they are five or more. Read and written under its lock only
    (`complaints.services.clustering`).
    """

    code = models.CharField("串并编号", max_length=16, unique=True)
    title = models.CharField("什么事", max_length=60)
    unit = models.ForeignKey("governance.Unit", verbose_name="所在单位", on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        "governance.Staff", verbose_name="谁串并", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("串并时间")
    lead = models.ForeignKey(
        "complaints.Complaint",
        verbose_name="主件",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    persons = models.PositiveIntegerField("人数", default=0)
    grouped_at = models.DateTimeField("列为群体件", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "串并"
        indexes = [models.Index(fields=["at", "id"], name="cluster_at")]

    def __str__(self) -> str:
        return self.code


class Representative(models.Model):
    """Somebody who agreed to speak for a group. `seat`: one of five while she does, so that the database itself knows of no sixth;
    null once it is over (`ended_at`)."""

    cluster = models.ForeignKey(Cluster, verbose_name="串并", on_delete=models.PROTECT, related_name="representatives")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="represents")
    seat = models.PositiveSmallIntegerField("席位", null=True)
    consent = models.CharField("怎样同意的", max_length=12)
    named_by = models.ForeignKey("governance.Staff", verbose_name="谁登记", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "群体件代表"
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "seat"], name="one_representative_a_seat"),
            models.UniqueConstraint(fields=["complaint"], condition=Q(ended_at=None), name="one_seat_a_representative"),
            models.CheckConstraint(
                condition=Q(seat=None) | Q(seat__gte=1, seat__lte=REPRESENTATIVES_MAX), name="five_seats"
            ),
            models.CheckConstraint(
                condition=Q(seat=None, ended_at__isnull=False) | Q(seat__isnull=False, ended_at=None),
                name="a_seat_while_it_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.complaint_id}"
