"""Up and down the four levels, by people and by the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from binan.kit.errors import Refused
from complaints import audience, promises
from complaints.access import CLOCK, actor, at_level_in_charge, unit_in_chain
from complaints.dispatch import columns
from complaints.models import Complaint, TimelineEntry
from complaints.objections import SEND_BACKS_MAX
from complaints.relay import GIVEN_BY, SENT_BY
from complaints.services import revisiting
from complaints.services.perform import perform
from complaints.services.ringing import ring
from complaints.workflow import ACTIONS, SendBackReason
from governance.access import working_units
from governance.models import Staff, Unit
from governance.roles import Right
from notices.services import tell

BEGUN_BY = ("call_back", "set_out", "arrive")  # handling has started


def escalate(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """上报: the unit above answers from now on; whoever handles it keeps it until somebody there takes over."""
    return perform(
        case, "escalate", who=actor(staff), now=now, values={"reason": reason}, client_key=client_key,
        changes=lambda fresh: _up(fresh, fresh.unit.parent),
    )  # fmt: skip


def _up(fresh: Complaint, unit: Unit | None) -> dict[str, Any]:
    """The columns of a case that goes up to `unit`: who had it before stays to be seen."""
    return {"unit": unit, "came_from": fresh.unit.name} if unit else {}


def acknowledge(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """签收: her level has seen what came up to it, or alarmed it; each level once. Raises `Refused` the second time."""

    def values(fresh: Complaint) -> dict[str, Any]:
        unit = unit_in_chain(staff, fresh)
        if unit is None:
            return {}
        signed = TimelineEntry.objects.filter(complaint=fresh, kind="acknowledge").exclude(staff=None)
        since = _given(fresh).seq if unit.pk == fresh.unit_id else 0
        earlier = [entry for entry in signed.filter(seq__gt=since) if entry.body.get("unit_id") == unit.pk]
        return {"unit_id": unit.pk, "level": unit.level, "at_unit": unit.name, "again": bool(earlier)}

    return perform(case, "acknowledge", who=actor(staff), now=now, values=values, client_key=client_key)


def delegate(
    case: Complaint, *, staff: Staff, unit: Unit, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """交办: give the case to a unit below the one in charge; it has to be claimed there."""
    above = {superior.pk for level, superior in unit.chain().items() if level < unit.level}
    own = {mine.pk for mine in working_units(staff, Right.DISPATCH)}  # none: the table says that she may not
    if own and (unit.pk == case.unit_id or not above & own):
        raise Refused("unit", "请选择下级单位。", fields={"unit": "请选择下级单位。"})
    return perform(
        case, "delegate", who=actor(staff), now=now, client_key=client_key,
        values=lambda fresh: {
            "unit": unit.name, "unit_id": unit.pk, "reason": reason,
            **({"designated": "指定承办"} if fresh.send_backs > SEND_BACKS_MAX else {}),
        },
        changes=lambda fresh: {"handler": None, "last_handler_id": fresh.left_by_id, "came_from": "", **columns(unit)},
    )  # fmt: skip


def send_back(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, text: str = "", client_key: UUID | None = None
) -> TimelineEntry:
    """退单: not ours; `reason` is a value of `SendBackReason`. The unit above decides, which has it
    already when it climbed meanwhile; after the second time its word is final."""

    def changed(fresh: Complaint) -> dict[str, Any]:
        up = _up(fresh, fresh.unit.parent) if at_level_in_charge(staff, fresh) else {}
        return {"handler": None, "last_handler_id": fresh.left_by_id, "send_backs": fresh.send_backs + 1, **up}

    label = SendBackReason(reason).label if reason in SendBackReason.values else ""

    def values(fresh: Complaint) -> dict[str, Any]:
        given = _given(fresh, SENT_BY)
        begun = TimelineEntry.objects.filter(complaint=fresh, kind__in=BEGUN_BY, seq__gt=given.seq).exists()
        held = int((now - given.at).total_seconds())
        return {"reason": reason, "reason_label": label, "text": text, "held": held, "begun": begun}

    return perform(case, "send_back", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key)


def _given(case: Complaint, kinds: tuple[str, ...] = GIVEN_BY) -> TimelineEntry:
    """The entry by which the unit in charge got the case, of these `kinds`."""
    return TimelineEntry.objects.filter(complaint=case, kind__in=kinds).latest("seq")


def reopen(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """A superior opens a closed case again; second handling with a new clock."""
    with transaction.atomic():
        revisiting.call_off(case, now=now)
        return perform(
            case, "reopen", who=actor(staff), now=now, values={"reason": reason}, changes=again, client_key=client_key
        )


def again(fresh: Complaint) -> dict[str, Any]:
    """The columns of a case that is handled a second time: one level up, a new round, nobody's yet (domain.md §3.5)."""
    return {
        "unit": fresh.unit.parent or fresh.unit,
        "came_from": fresh.unit.name if fresh.unit.parent else "",
        "round": fresh.round + 1,
        "handler": None,
        "last_handler": fresh.handler or fresh.last_handler,
        "closed_at": None,
        "claimed_at": None,
        "first_contact_at": None,
        "contact_tries": 0,
        "spread_tries": 0,
        "tried_at": None,
        "staff_urges": 0,
        "supervised": "",
    }


def miss(case: Complaint, kind: str, *, late: float, now: datetime, ours: bool = False) -> TimelineEntry:
    """The clock, which holds the row, found a promise unkept; `late`: seconds between its due moment and this finding.

    `ours`: the system broke it itself, and the entry says so to the resident.
    """
    values = {
        "promise": promises.PROMISES[kind].label,
        "kind": kind,
        "late": round(late, 3),
        **({"ours": True} if ours else {}),
    }
    return perform(case, "miss", who=CLOCK, now=now, values=values, held=True)


def lapse(case: Complaint, *, late: float, now: datetime) -> TimelineEntry | None:
    """The clock, which holds the row, ends a claim that no call followed: the case goes back to the queue, the next one is rung, nobody is blamed.

    The promise to the resident keeps running as it was. None where the table gives nothing back (a case in mediation).
    """
    if case.stage not in ACTIONS["lapse"].sources:
        return None
    had = case.handler_id
    entry = perform(
        case, "lapse", who=CLOCK, now=now, values={"late": round(late, 3)}, held=True,
        changes=lambda fresh: {"handler": None, "last_handler_id": fresh.left_by_id},
    )  # fmt: skip
    tell(audience.let_go(case, entry, had), now=now)
    ring(case, 0, now=now)
    return entry


def climb(
    case: Complaint, kind: str, level: int, *, step: str, late: float, now: datetime, unit: Unit | None = None
) -> TimelineEntry | None:
    """The clock, which holds the row, sends an idle case up to `level`, once; when that level has it already its head is told
    instead, once for each `step` of a promise. `unit`: another one that owes it, in whose line it climbs."""
    if promises.PROMISES[kind].stays:
        late_one = unit or case.unit
        tell(
            audience.attention(case, kind, step, [late_one.chain().get(level, late_one)], helper=late_one.name), now=now
        )
        return None
    if level == case.unit.level:
        tell(audience.attention(case, kind, step), now=now)
    if level >= case.unit.level:
        return None
    target = case.unit.chain()[level]
    values = {"reason": f"{promises.PROMISES[kind].label}超时", "kind": kind, "late": round(late, 3)}
    return perform(
        case, "escalate", who=CLOCK, now=now, values=values, changes=lambda fresh: _up(fresh, target), held=True
    )


def unacknowledged(case: Complaint, *, step: str, late: float, now: datetime) -> TimelineEntry | None:
    """Nobody of the level it went up to has signed for it: it goes on up; at the district its heads are told once more."""
    if case.unit.parent is None:
        tell(audience.attention(case, "acknowledge", step), now=now)
        return None
    above = case.unit.parent
    values = {"reason": f"{case.unit.name}没有按时签收", "kind": "acknowledge", "late": round(late, 3)}
    return perform(
        case, "escalate", who=CLOCK, now=now, values=values, changes=lambda fresh: _up(fresh, above), held=True
    )
