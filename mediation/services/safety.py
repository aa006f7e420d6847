"""Keeping a session safe: coming one after the other, and calling colleagues without anybody noticing (art. 25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.models import Mediation, MediationEntry, Party, Ring, Safety
from mediation.people import comes_at, safety_of
from mediation.selectors import current_booking
from mediation.services import ringing
from mediation.services.perform import once, perform
from mediation.workflow import Side
from notices.services import tell

GAP_MIN, GAP_MAX = 5, 60  # minutes
RAISED = "alarm"


@dataclass(frozen=True)
class Arrangement:
    """How the sides come: `first` at the time of the session, the other `gap` minutes later; where each waits; whether police is
    there. `reason` is never shown to a party."""

    reason: str
    first: str = Side.A
    gap: int = 15
    place_a: str = ""
    place_b: str = ""
    police: bool = False


def flag(
    mediation: Mediation, *, staff: Staff, given: Arrangement, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """安全安排, or a change of it. Raises `Refused` without a reason, for a gap outside 5 to 60 minutes or a place that tells the other side
    who complained."""

    def command() -> MediationEntry:
        reason = plain(given.reason).strip()[:200]
        if not reason:
            raise Refused("reason", "请写为什么要这样安排。", fields={"reason": "请写为什么要这样安排。"})
        if not GAP_MIN <= given.gap <= GAP_MAX:
            sentence = f"错开 {GAP_MIN} 到 {GAP_MAX} 分钟。"
            raise Refused("gap", sentence, fields={"gap": sentence})
        if objection := audience.betrays(plain(given.place_b), mediation):  # the other side reads where it waits
            raise Refused("place_b", objection, fields={"place_b": objection})
        values = {"reason": reason, "gap": given.gap, "first": given.first, "police": given.police}
        entry = perform(mediation, "flag_safety", who=member(staff), now=now, values=values, client_key=client_key)
        before = _comings(mediation)
        Safety.objects.update_or_create(
            mediation=mediation,
            defaults={
                "reason": reason, "first": Side(given.first), "gap": given.gap, "police": given.police,
                "place_a": plain(given.place_a).strip()[:60], "place_b": plain(given.place_b).strip()[:60],
                "staff": staff, "at": now,
            },
        )  # fmt: skip
        _tell_new_times(mediation, before, f"apart{entry.pk}", now)
        return entry

    return once(mediation, "flag_safety", client_key, command)


def _comings(mediation: Mediation) -> dict[Party, datetime]:
    """When each party is asked to come to the session that is booked; empty without one."""
    booking, safety = current_booking(mediation), safety_of(mediation)
    parties = mediation.parties.filter(left_at=None) if booking else ()
    return {party: comes_at(booking, safety, party.side) for party in parties if booking}


def _tell_new_times(mediation: Mediation, before: dict[Party, datetime], key: str, now: datetime) -> None:
    """Whoever knows another time already hears her own, in the words of any appointment: else both would come at once."""
    booking = current_booking(mediation)
    for party, at in _comings(mediation).items():
        if booking and at > now and at != before[party]:
            tell(audience.to_parties(mediation, "mediation_booked", key, booking, only=party), now=now)


def alarm(
    mediation: Mediation, *, staff: Staff, now: datetime, client_key: UUID | None = None
) -> tuple[MediationEntry, bool]:
    """静默报警: colleagues are told at once where somebody is needed, with sound, until one says that she goes; nothing shows in the
    room itself.

    Returns the entry and whether it is new; the same tap twice rings once.
    """
    new: list[MediationEntry] = []

    def command() -> MediationEntry:
        entry = perform(mediation, RAISED, who=member(staff), now=now, client_key=client_key)
        new.append(entry)
        booking = current_booking(mediation)
        where = booking.short if booking else mediation.organisation.name
        people = ringing.helpers(mediation, now, without=staff.pk)
        ringing.call(mediation, why=Ring.Why.ALARM, place=where, people=people, now=now)
        return entry

    entry = once(mediation, RAISED, client_key, command)
    return entry, bool(new)


def alarms(mediation: Mediation) -> int:
    """How often the quiet alarm of this mediation has gone out."""
    return mediation.entries.filter(kind=RAISED).count()
