"""Ringing those who may take a case that nobody has, one group after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from django.db import transaction

from complaints import audience, live
from complaints.dispatch import rings
from complaints.models import Complaint
from complaints.selectors import loads
from governance import presence
from governance.models import Presence
from governance.roles import RIGHTS, Right
from governance.selectors import colleagues, heads, on_duty
from notices.services import tell

WORKERS = [role for role, rights in RIGHTS.items() if Right.HANDLE in rights]


def ring(case: Complaint, step: int, *, now: datetime) -> tuple[int, ...]:
    """Ring the group whose turn it is at this `step` (0: at once), the last one again when there are no more.

    An inbox notice each, and an alarm on their boards after commit. Returns the keys of those who were rung.
    """
    groups = turns(case, now)
    people = groups[min(step, len(groups) - 1)] if groups else ()
    tell(audience.rung(case, people, step), now=now)
    transaction.on_commit(lambda: live.ring(case, "take", people), robust=True)
    return people


def turns(case: Complaint, now: datetime) -> list[tuple[int, ...]]:
    """The groups to ring, in order: of the unit in charge, then of those above, at last whoever leads any of them. Whoever said
    that she has left her post is not rung, unless there is nobody else (work.md A5: off duty is not offered, never ownerless)."""
    up = [unit for level, unit in sorted(case.unit.chain().items(), reverse=True)]
    own, *above = ([one.pk for one in on_duty([unit], now)] for unit in up)
    working = colleagues([case.unit]).filter(posts__unit=case.unit, posts__role__in=WORKERS)
    station = [one.pk for one in working]
    leading = [one.pk for unit in up for one in heads(unit)]
    let_go = {pk for pk in (case.last_handler_id, case.barred_id) if pk}
    doing = presence.states({*own, *station, *leading, *chain.from_iterable(above)}, now)
    gone = {pk for pk, state in doing.items() if state == Presence.State.OFF}
    first, beyond = _freest(own, doing), [*above, leading]
    return rings(first, station, beyond, without=let_go | gone) or rings(first, station, beyond, without=let_go)


def _freest(people: list[int], doing: Mapping[int, str]) -> list[int]:
    """Who is on the telephone comes last, who has least on her hands first. `doing`: what each of them does."""
    carrying = loads(people)
    return sorted(people, key=lambda pk: (doing[pk] == Presence.State.CALLING, carrying.get(pk, 0), pk))
