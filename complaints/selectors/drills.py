"""Practice cases as screens show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import Http404

from complaints.models import Drill
from complaints.selectors.queue import area
from governance.access import working_units
from governance.models import Staff
from governance.roles import Right
from governance.selectors import duty_pairs

LATELY = timedelta(hours=24)


def running(staff: Staff, now: datetime) -> list[Drill]:
    """Those that wait to be claimed at her own stations, where she is on duty."""
    units = working_units(staff, Right.HANDLE)
    found = list(Drill.objects.filter(outcome="", unit__in=units).select_related("unit").order_by("at", "pk"))
    here = duty_pairs([staff.pk], now) if found else set()
    return [drill for drill in found if (staff.pk, drill.unit_id) in here]


def drill_for(staff: Staff, pk: int) -> Drill:
    """One that rings, or rang, at one of her stations. Raises `Http404` for another's: the same answer as for none."""
    units = working_units(staff, Right.HANDLE)
    found = Drill.objects.filter(pk=pk, unit__in=units).select_related("unit", "by").first()
    if found is None:
        raise Http404
    return found


def last(staff: Staff, *, now: datetime) -> list[Drill]:
    """The last result of each station of hers and below in a day, what went worst first: not claimed, then the slowest."""
    ended = (Drill.Outcome.CLAIMED, Drill.Outcome.MISSED)
    rows = Drill.objects.filter(hour__gt=now - LATELY, outcome__in=ended, unit__in=area(staff))
    newest = Window(RowNumber(), partition_by=[F("unit")], order_by=F("hour").desc())
    found = rows.annotate(nth=newest).filter(nth=1).select_related("unit")
    return sorted(found, key=lambda one: (one.claimed_after is not None, -(one.claimed_after or 0), one.unit.key))
