"""What time does to agreements: they are followed once they hold, and what falls due is asked after."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from mediation import ledger
from mediation.models import Agreement, Confirmation, Obligation, Revisit
from mediation.promises import Standing
from mediation.services import follow, obligations

log = logging.getLogger(__name__)
BATCH = 100
PUT_OFF = timedelta(minutes=1)


def tick(now: datetime) -> int:
    """Everything due at `now`; returns how much was done. Each row is won by compare-and-swap, so two clocks never tell twice;
    one poisoned row is logged and put off for a minute, the rest goes on."""
    effective = Agreement.objects.filter(followed=False, effective_at__lte=now).order_by("effective_at", "pk")
    revisits = Revisit.objects.filter(remind_at__lte=now, done_at=None).order_by("remind_at", "pk")
    told = revisits.select_related("mediation__mediator", "mediation__complaint")
    done = _each(effective, follow.follow, now) + _each(told, follow.remind_revisit, now, "remind_at")
    near = Confirmation.objects.filter(remind_at__lte=now, filed_on=None).order_by("remind_at", "pk")
    asked = near.select_related("agreement__mediation__mediator", "agreement__mediation__complaint")
    done += _each(asked, follow.remind_confirmation, now, "remind_at")
    steps = Obligation.objects.filter(next_step_at__lte=now, standing=Standing.OPEN).order_by("next_step_at", "pk")
    people = steps.select_related(
        "agreement__mediation__mediator", "agreement__mediation__complaint", *ledger.WITH_PEOPLE
    )
    return done + _each(people, obligations.step, now, "next_step_at")


def _each(rows: QuerySet, act: Callable[..., bool], now: datetime, column: str = "") -> int:
    """Do `act` to each row; `column`: when it is looked at, put off for a row that fails."""
    done = 0
    for row in rows[:BATCH]:
        try:
            done += act(row, now=now)
        except Exception:
            log.exception("%s %s", type(row).__name__, row.pk)
            if column:
                type(row)._default_manager.filter(pk=row.pk).update(**{column: now + PUT_OFF})
    return done
