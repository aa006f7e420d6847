"""The pulse of the house in numbers, for machines: what waits, how long it has, what is about to be late. No case, no person.

A report of misconduct is in none of them: its subject may read the boards of the operators (trust.md, threat 19).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min

from complaints.models import Complaint, Deadline
from complaints.models.complaint import Lane
from complaints.objections import CLOSED_CATEGORIES
from complaints.promises import PROMISES
from complaints.workflow import Stage

AT_RISK = 0.25  # of its length: less than that is left of a promise at risk


@dataclass
class Pulse:
    """`waiting`: urgency → (cases nobody has claimed, seconds the eldest has waited). `open`, `at_risk`, `overdue`: promises to
    residents by kind."""

    waiting: dict[str, tuple[int, float]] = field(default_factory=dict)
    open: Counter[str] = field(default_factory=Counter)
    at_risk: Counter[str] = field(default_factory=Counter)
    overdue: Counter[str] = field(default_factory=Counter)


def pulse(now: datetime) -> Pulse:
    """Two questions to the database, over what is open alone."""
    found = Pulse()
    shown = Complaint.objects.filter(lane__in=[Lane.BURNING, Lane.OPEN], stage=Stage.ACCEPTED).exclude(
        category__in=CLOSED_CATEGORIES
    )
    rows = shown.order_by().values("urgency").annotate(so_many=Count("pk"), first=Min("accepted_at"))
    for row in rows:
        found.waiting[row["urgency"]] = (row["so_many"], (now - row["first"]).total_seconds() if row["first"] else 0.0)
    promised = Deadline.objects.filter(met_at=None, void_at=None, paused_at=None).order_by()
    promised = promised.exclude(complaint__category__in=CLOSED_CATEGORIES)
    kinds = [kind for kind, promise in PROMISES.items() if promise.shown]
    for kind, begun, due in promised.filter(kind__in=kinds).values_list("kind", "opened_at", "due_at"):
        found.open[kind] += 1
        if due <= now:
            found.overdue[kind] += 1
        elif due - now < AT_RISK * (due - begun):
            found.at_risk[kind] += 1
    return found
