"""移交 by offer and acceptance: whoever has the case keeps it, with its clocks, until the other one says yes (work.md A5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from binan.kit.errors import Refused
from complaints import audience, live
from complaints.access import CLOCK, actor, standings
from complaints.dispatch import columns, why_not
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.selectors import loads
from complaints.services.perform import perform, permit, repeated
from complaints.workflow import SUPERIOR
from governance import presence
from governance.access import seats, title_of
from governance.levels import Level
from governance.models import Staff, Unit
from governance.selectors import colleagues, duty_pairs, heads_of
from notices.services import tell

CHOOSE = "请选择本单位的同事，或同一街道其他单位的负责人。"


@dataclass(frozen=True)
class Candidate:
    """Somebody a case could be offered to. `why_not`: why she is not proposed now, "" when she is; `unit`: the unit she leads,
    for the head of another one."""

    staff: Staff
    why_not: str = ""
    unit: Unit | None = None


def candidates(case: Complaint, now: datetime) -> list[Candidate]:
    """Everybody the case may be offered to, in the order of the list: colleagues, then heads of other units of the street.

    As many queries for three people as for thirty.
    """
    units = [unit for unit in (case.unit, case.community) if unit]
    near = list(colleagues(units))
    known = {one.pk for one in near}
    street = case.unit.chain().get(Level.SUBDISTRICT)
    far = [(one, unit) for one, unit in heads_of(street, without=units) if one.pk not in known] if street else []
    people = [one.pk for one in near] + [one.pk for one, _ in far]
    doing, carrying, serving = presence.states(people, now), loads(people), duty_pairs(people, now)

    def candidate(one: Staff, unit: Unit | None, places: list[Unit]) -> Candidate:
        on_duty = any((one.pk, place.pk) in serving for place in places)
        return Candidate(one, why_not(on_duty=on_duty, state=doing[one.pk], load=carrying.get(one.pk, 0)), unit)

    found = [candidate(one, None, units) for one in near] + [candidate(one, unit, [unit]) for one, unit in far]
    return [each for each in found if each.staff.pk != case.handler_id]


def hand_over(
    case: Complaint, *, staff: Staff, to: str, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Offer the case to `to` (a user name): a colleague of the unit in charge, or the head of another unit of the street.

    Until she accepts, the handler stays the handler. Raises `Refused` for somebody who is off duty, on the telephone or has
    too much on her hands, unless a superior offers it.
    """
    if earlier := repeated([case.pk], "hand_over", client_key, staff):
        return earlier
    permit(case, "hand_over", actor(staff))
    found = next((each for each in candidates(case, now) if each.staff.username == to), None)
    if found is None:
        raise Refused("to", CHOOSE, fields={"to": CHOOSE})
    if found.why_not and SUPERIOR not in standings(actor(staff), case):
        sentence = f"{found.staff}现在{found.why_not}，请选别的同事。"
        raise Refused("to", sentence, fields={"to": sentence})
    values = {
        "to": to,
        "reason": reason,
        "to_title": title_of(found.staff),
        "staff_id": found.staff.pk,
        "elsewhere": found.unit is not None,
    }
    return perform(
        case, "hand_over", who=actor(staff), now=now, client_key=client_key,
        values=lambda fresh: {**values, "holder": title_of(fresh.handler) if fresh.handler else fresh.unit.name},
        changes=lambda fresh: {"offered_to": found.staff},
    )  # fmt: skip


def accept_offer(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """She takes it: from now on it is hers, with the clocks as they stand, and her unit's when she leads another one."""

    def changed(fresh: Complaint) -> dict[str, Any]:
        return {"handler": staff, "last_handler_id": fresh.left_by_id, "offered_to": None, **_home(fresh, staff)}

    with transaction.atomic():
        entry = perform(
            case, "accept_offer", who=actor(staff), now=now, client_key=client_key, values={"staff_id": staff.pk},
            changes=changed,
        )  # fmt: skip
        presence.here(staff, now)
    return entry


def decline_offer(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """She says no, and why: nothing has changed for the resident."""
    return _ended(case, "decline_offer", staff, now, client_key, reason=reason)


def retract_offer(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """The one who has the case, or a superior, takes the offer back."""
    return _ended(case, "retract_offer", staff, now, client_key)


def step(case: Complaint, row: Deadline, what: str, late: float, now: datetime) -> None:
    """The clock, which holds the case, with an offer that nobody has answered: half-way (`what` warn) whoever was asked is
    reminded; at the end (due) it stays with whoever has it; she is told, and so is the superior who made the offer. `late`: seconds
    after the moment of this step."""
    asked = case.offered_to_id
    if asked and what == "due":
        values = {"late": round(late, 3), **_back(case)}
        perform(
            case,
            "offer_lapse",
            who=CLOCK,
            now=now,
            values=values,
            held=True,
            changes=lambda fresh: {"offered_to": None},
        )
    elif asked and now < row.due_at:
        tell(audience.to_call(case, "answer", [asked]), now=now)
        transaction.on_commit(lambda: live.offered(case), robust=True)


def _ended(case: Complaint, name: str, staff: Staff, now: datetime, key: UUID | None, **values: str) -> TimelineEntry:
    return perform(
        case, name, who=actor(staff), now=now, client_key=key, changes=lambda fresh: {"offered_to": None},
        values=lambda fresh: {**values, **_back(fresh)},
    )  # fmt: skip


def _back(case: Complaint) -> dict[str, Any]:
    """With whom the case stays, in words, and the superior (by key) who made the offer: she has to think of something else."""
    made = TimelineEntry.objects.filter(complaint=case, kind="hand_over").order_by("-seq").first()
    above = [made.staff_id] if made and made.staff_id != case.handler_id else []
    return {"holder": title_of(case.handler) if case.handler else case.unit.name, "people": above}


def _home(case: Complaint, staff: Staff) -> dict[str, Any]:
    """The columns of the unit that takes the case along with her; none when she stands in its chain already."""
    chain = {case.unit_id, case.subdistrict_id, case.community_id, case.grid_id}
    own = [seat.unit for seat in seats(staff) if seat.unit]
    if any(unit.pk in chain or unit.level == Level.DISTRICT for unit in own):
        return {}
    return {**columns(own[0]), "came_from": ""} if own else {}
