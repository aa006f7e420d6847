"""A backlog of cases for the queue: realistic in size and order, written in bulk, not through the services.

Run inside Django: `python -m benchmarks.backlog COUNT`. Nine of ten are closed, as in a system that works.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta


def fill(count: int) -> None:
    """Add cases until there are `count`."""
    from django.db import connection
    from django.utils import timezone

    from complaints.models import Complaint
    from complaints.models.complaint import Lane
    from governance.levels import Level
    from governance.models import Unit

    missing = count - Complaint.objects.count()
    units = list(Unit.objects.filter(level=Level.COMMUNITY).select_related("parent"))
    now, dice = timezone.now(), random.Random(count)
    for start in range(0, missing, 5000):
        rows = []
        for number in range(start, min(start + 5000, missing)):
            unit, is_open = dice.choice(units), dice.random() < 0.1
            at = now - timedelta(minutes=dice.randint(0, 500_000))
            name = f"{count:X}-{number:X}"
            rows.append(
                Complaint(
                    code=f"BK{name}"[:16], token=name, token_key=f"backlog-{name}", stage="ACCEPTED" if is_open else "CLOSED",
                    urgency="P2", category="NOI-01", unit=unit, subdistrict=unit.parent, community=unit, text="积压",
                    title="楼上每天傍晚在家跳绳，一跳就是一个小时", notice_version="2026-11", filed_at=at, accepted_at=at,
                    lane=Lane.OPEN if is_open else Lane.DONE, pressing_at=at + timedelta(hours=24), pressing_kind="close",
                )
            )  # fmt: skip
        Complaint.objects.bulk_create(rows, batch_size=1000)
    # A table that grows by the day's cases has its statistics; both databases know the word.
    connection.cursor().execute("ANALYZE complaints_complaint")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    fill(int(sys.argv[1]))
