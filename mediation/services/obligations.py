"""What becomes of each thing that was promised: done, received, missed, waived (人民调解法 31).

Who owes says that it is done, who is owed says that it came; staff may say either with a proof. One that is missed is told to
the mediator and the worker the same day, in words that hold a number and nobody's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from binan.kit.errors import NotAllowed, Refused
from binan.kit.masking import plain
from binan.kit.workflow import locked
from governance.models import Staff
from mediation.access import CLOCK, Who, member
from mediation.audience import to_links
from mediation.ledger import owers, receivers
from mediation.models import Mediation, MediationEntry, Obligation
from mediation.promises import MOVES, Standing, is_over, next_step
from mediation.services.perform import once, perform
from mediation.workflow import Side, Way
from notices.services import Message, tell

PROOF_MAX = 300
TOO_EARLY = "约定的日子还没过，明天起才能说没收到。"


def fulfil(
    obligation: Obligation, *, who: Who, now: datetime, proof: str = "", client_key: UUID | None = None
) -> MediationEntry:
    """登记履行: the one who owes says that it is done, or staff do with a `proof`; who is owed is asked to confirm.

    Raises `NotAllowed` for a party who does not owe it, `Refused` with the code proof or standing.
    """

    def command() -> MediationEntry:
        if who.kind == "party" and who.party not in {party.pk for party in owers(obligation)}:
            raise NotAllowed("not_yours", "这一项不是由您来做的。")
        entry = _move(obligation, "fulfil", who, now, client_key, proof=_proof(who, proof))
        tell(to_links(receivers(obligation), "mediation_kept", f"kept{entry.pk}"), now=now)
        return entry

    return once(obligation.agreement.mediation, "fulfil", client_key, command)


def receive(
    obligation: Obligation, *, who: Who, now: datetime, proof: str = "", client_key: UUID | None = None
) -> MediationEntry:
    """收到了: the one who is owed says that it came, or staff do with a `proof`."""

    def command() -> MediationEntry:
        _owed(obligation, who)
        return _move(obligation, "receive", who, now, client_key, proof=_proof(who, proof))

    return once(obligation.agreement.mediation, "receive", client_key, command)


def not_received(
    obligation: Obligation, *, who: Who, now: datetime, proof: str = "", client_key: UUID | None = None
) -> MediationEntry:
    """还没收到, from the day after its date on: it is missed, and mediator and worker hear of it now."""

    def command() -> MediationEntry:
        _owed(obligation, who)
        if obligation.due_on is None or not is_over(obligation.due_on, now):
            raise Refused("early", TOO_EARLY)
        entry = _move(obligation, "not_received", who, now, client_key, proof=_proof(who, proof))
        _alarm(obligation, now)
        return entry

    return once(obligation.agreement.mediation, "not_received", client_key, command)


def waive(
    obligation: Obligation,
    *,
    staff: Staff,
    words: Mapping[str, str],
    reason: str,
    now: datetime,
    client_key: UUID | None = None,
) -> MediationEntry:
    """双方免除: both sides let it go. `words`: side → how she said so (`Way`); `reason`: what was settled instead.

    Raises `Refused` with the code words while one side's is missing, reason without one.
    """

    def command() -> MediationEntry:
        if {side for side, way in words.items() if way in Way.values} != set(Side.values):
            raise Refused("words", "要双方都同意免除，请把双方怎么答复的都写上。")
        given = plain(reason).strip()[:PROOF_MAX]
        if not given:
            raise Refused("reason", "请写为什么免除。", fields={"reason": "请写为什么免除。"})
        values = {"words": dict(words), "reason": given}
        return _move(obligation, "waive", member(staff), now, client_key, values=values)

    return once(obligation.agreement.mediation, "waive", client_key, command)


def step(obligation: Obligation, *, now: datetime) -> bool:
    """What the clock does on its morning: remind who owes; on the morning after its day it is missed, and who is owed is asked.
    Won by compare-and-swap; returns whether it was done now."""
    assert obligation.due_on is not None
    mine = Obligation.objects.filter(pk=obligation.pk, next_step_at=obligation.next_step_at, standing=Standing.OPEN)
    with transaction.atomic():
        if not mine.update(next_step_at=next_step(obligation.due_on, now)):
            return False
        key = f"promise{obligation.pk}.{now:%y%m%d}"
        if is_over(obligation.due_on, now):
            _move(obligation, "miss", CLOCK, now, None)
            _alarm(obligation, now)
            tell(to_links(receivers(obligation), "mediation_came", key), now=now)
        else:
            tell(to_links(owers(obligation), "mediation_promise", key), now=now)
    return True


def _move(
    obligation: Obligation,
    verb: str,
    who: Who,
    now: datetime,
    client_key: UUID | None,
    *,
    proof: str = "",
    values: Mapping[str, Any] | None = None,
) -> MediationEntry:
    given = {"obligation": obligation.pk, "number": obligation.number, "party": who.party, **(values or {})}
    if proof:
        given["proof"] = proof
    mediation: Mediation = obligation.agreement.mediation
    entry = perform(mediation, verb, who=who, now=now, values=given, client_key=client_key)
    fresh = locked(Obligation.objects.all(), obligation.pk)
    to = MOVES[verb].get(fresh.standing)
    if to is None:
        raise Refused("standing", f"这一项现在是“{Standing(fresh.standing).label}”，不用再登记了。")
    columns: dict[str, Any] = {"standing": to, "standing_at": now, "next_step_at": None}
    if proof:
        columns["shown"] = proof
    Obligation.objects.filter(pk=fresh.pk).update(**columns)
    for column, value in columns.items():
        setattr(obligation, column, value)
    return entry


def _owed(obligation: Obligation, who: Who) -> None:
    if who.kind == "party" and who.party not in {party.pk for party in receivers(obligation)}:
        raise NotAllowed("not_yours", "这一项不是给您的。")


def _proof(who: Who, proof: str) -> str:
    given = plain(proof).strip()[:PROOF_MAX]
    if who.staff and not given:
        raise Refused(
            "proof", "请写凭什么登记，比如转账记录、现场照片、电话里怎么说的。", fields={"proof": "请写凭什么登记。"}
        )
    return given


def _alarm(obligation: Obligation, now: datetime) -> None:
    """Tell mediator and worker, each once for this miss."""
    mediation = obligation.agreement.mediation
    people = {mediation.mediator.staff_id if mediation.mediator else None, mediation.complaint.handler_id} - {None}
    key = f"{mediation.code}:missed{obligation.pk}.{now:%y%m%d%H%M}"
    data = {"code": mediation.code}
    tell([Message(f"{key}:{pk}", "mediation_missed", data, staff_id=pk) for pk in sorted(people, key=str)], now=now)
