"""How long promises last now: the version of the table that is in force, remembered for seconds (every filing asks)."""

from __future__ import annotations

from datetime import datetime, timedelta

from binan.kit import memo
from complaints.models import PromiseVersion
from complaints.terms import Terms

FRESH = 10  # seconds until every process knows of a new version
DEFAULTS = Terms()


def in_force(now: datetime) -> Terms:
    """The terms of `now`: those of the newest version that has begun, the defaults of the code where there is none."""
    return next((terms for begins, terms in memo.remember("terms", "", FRESH, _versions) if begins <= now), DEFAULTS)


def _versions() -> list[tuple[datetime, Terms]]:
    """Every version, the newest first; one query, also for versions without a row."""
    columns = ("pk", "valid_from", "rows__kind", "rows__urgency", "rows__category", "rows__seconds")
    found: dict[int, tuple[datetime, dict[tuple[str, str, str], timedelta]]] = {}
    for pk, begins, kind, urgency, category, seconds in PromiseVersion.objects.order_by("-valid_from").values_list(
        *columns
    ):
        _, rows = found.setdefault(pk, (begins, {}))
        if kind:
            rows[kind, urgency, category] = timedelta(seconds=seconds)
    return [(begins, Terms(pk, rows)) for pk, (begins, rows) in found.items()]
