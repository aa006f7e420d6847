"""Calling colleagues until one of them says that she goes: by the quiet alarm of a session, and when a red flag stops one.

Each is told at once in her inbox, and every page she has open rings, also those she opens later (static/js/ring.js asks for
the list). Nothing shows in the room it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.http import Http404

from binan.kit.errors import Refused
from governance.levels import Level
from governance.models import Staff
from governance.selectors import answering_ids, heads, on_duty_ids
from mediation import live
from mediation.models import Mediation, Mediator, Ring
from notices.services import Message, tell

AGAIN = timedelta(seconds=30)  # open pages are called again
TOLD_AGAIN = 10  # rounds: every so many a new line in the inbox, so that a closed page hears of it too
BATCH = 50
TEMPLATES = {Ring.Why.ALARM: "mediation_alarm", Ring.Why.HALT: "mediation_halted"}


def call(mediation: Mediation, *, why: str, place: str, people: Iterable[int], now: datetime) -> Ring:
    """Ring `people` (by key) now and from now on. Call it inside a transaction."""
    ring = Ring.objects.create(mediation=mediation, why=why, place=place[:60], at=now, next_at=now + AGAIN)
    ring.people.set(people)
    _tell(ring, now)
    return ring


def again(now: datetime) -> int:
    """Ring once more for everybody nobody has answered yet; returns how many rings. Two clocks ring once: compare-and-swap."""
    rung = 0
    for ring in Ring.objects.filter(next_at__lte=now).select_related("mediation").order_by("next_at")[:BATCH]:
        with transaction.atomic():
            mine = Ring.objects.filter(pk=ring.pk, next_at=ring.next_at, taken_at=None)
            if not mine.update(next_at=now + AGAIN, rounds=ring.rounds + 1):
                continue
            ring.rounds += 1
            _tell(ring, now)
            rung += 1
    return rung


def take(pk: int, *, staff: Staff, now: datetime) -> Ring:
    """我去: it stops ringing, and the others hear who goes. Raises `Http404` for whoever was not called, `Refused` when a
    colleague was first; her own second tap changes nothing."""
    with transaction.atomic():
        ring = Ring.objects.select_related("mediation", "taken_by").filter(pk=pk, people=staff).first()
        if ring is None:
            raise Http404
        if not Ring.objects.filter(pk=pk, taken_at=None).update(taken_at=now, taken_by=staff, next_at=None):
            ring.refresh_from_db()
            if ring.taken_by != staff:
                raise Refused("taken", f"{ring.taken_by}已经去了。人手不够的话，也请过去看看。")
            return ring
        people = list(ring.people.values_list("pk", flat=True))
        data = {"code": ring.mediation.code, "room": ring.place, "who": str(staff)}
        others = [pk for pk in people if pk != staff.pk]
        tell([_message(ring, "mediation_taken", data, "taken", each) for each in others], now=now)
        transaction.on_commit(lambda: live.ring(people), robust=True)
    ring.refresh_from_db()
    return ring


def helpers(mediation: Mediation, now: datetime, *, without: int | None) -> list[int]:
    """Who is called (by key): the mediators of the organisation, the worker of the case, who is on duty in its community and in the
    district, and who leads the community and the district. `without`: who called."""
    case = mediation.complaint
    chain = case.unit.chain()
    near = [unit for level, unit in chain.items() if level in (Level.COMMUNITY, Level.DISTRICT)]
    return sorted((_room(mediation) | _station(mediation, near, now)) - {without})


def responsible(mediation: Mediation, now: datetime, *, without: int | None) -> list[int]:
    """Who has to take over what a red flag stopped, as with a 特急 (domain.md §3.3): the worker, and at every level of the case who
    is on duty and who leads it. A colleague mediator has no part in it."""
    chain = mediation.complaint.unit.chain()
    return sorted(_station(mediation, list(chain.values()), now) - {without})


def _room(mediation: Mediation) -> set[int]:
    near = Mediator.objects.filter(organisation=mediation.organisation_id, active=True, staff__is_active=True)
    return set(near.values_list("staff_id", flat=True))


def _station(mediation: Mediation, units: list, now: datetime) -> set[int]:
    case = mediation.complaint
    found = {case.handler_id} if case.handler_id else set()
    found |= set(answering_ids([case.unit], now)) | set(on_duty_ids(units, now))
    for unit in units:
        found |= set(heads(unit).values_list("pk", flat=True))
    return found


def _tell(ring: Ring, now: datetime) -> None:
    people = list(ring.people.values_list("pk", flat=True))
    if ring.rounds % TOLD_AGAIN == 1:
        data = {"code": ring.mediation.code, "room": ring.place}
        tell([_message(ring, TEMPLATES[Ring.Why(ring.why)], data, str(ring.rounds), each) for each in people], now=now)
    transaction.on_commit(lambda: live.ring(people), robust=True)


def _message(ring: Ring, template: str, data: dict[str, str], key: str, to: int) -> Message:
    return Message(f"{ring.mediation.code}:ring{ring.pk}.{key}:{to}", template, data, staff_id=to, urgent=True)
