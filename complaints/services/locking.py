"""Several cases at once: their locks are taken in the order of their keys, so that two commands never wait for each other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from complaints.access import WITH_UNITS
from complaints.models import Complaint


def locked_all(keys: Iterable[int], *, free: bool = False) -> dict[int, Complaint]:
    """These cases with their units, by key, read under their locks; inside the caller's transaction.

    `free`: only those that nobody else holds now, without waiting for anybody. `FOR UPDATE` on PostgreSQL; on SQLite the
    IMMEDIATE transaction holds the only lock (binan.kit.workflow.locked).
    """
    rows = Complaint.objects.filter(pk__in=list(keys))
    if connection.features.has_select_for_update:
        held = rows.select_for_update(skip_locked=free).order_by("pk").values_list("pk", flat=True)
        rows = Complaint.objects.filter(pk__in=list(held))
    return {case.pk: case for case in rows.select_related(*WITH_UNITS).order_by("pk")}
