"""Who sits at the table has changed: what was agreed does not stand without a new word of those who do now (arts 23, 28, 29).

Everybody who stays is asked anew about each clause, and an agreement that waits for its signatures is a draft again: what was
signed so far counts for nothing under the version that follows (docs/decisions/0025).
"""

from __future__ import annotations

from datetime import datetime

from mediation import audience
from mediation.access import CLOCK
from mediation.accord.words import State
from mediation.models import Agreement, Clause, Mediation, Party
from mediation.services.perform import perform
from mediation.workflow import Stage
from notices.services import Message, tell


def go_on_without(party: Party, *, now: datetime) -> bool:
    """Ask those who stay anew; returns whether there was anything to ask. Call it inside the transaction in which she left."""
    mediation = Mediation.objects.select_related("complaint", "mediator").get(pk=party.mediation_id)
    signing = mediation.stage == Stage.SIGNING
    if not signing and not mediation.clauses.filter(state=State.LOCKED).exists():
        return False
    values = {"party": party.pk, "side": party.side, "seat": party.seat}
    entry = perform(mediation, "reopen", who=CLOCK, now=now, values=values)
    ask_anew(mediation, now)
    told = _to_staff(mediation, party, entry.pk)
    if signing:
        Agreement.objects.filter(mediation=mediation).update(reached_at=None)
        told += audience.to_parties(mediation, "mediation_redone", f"redone{entry.pk}")
    tell(told, now=now)
    return True


def ask_anew(mediation: Mediation, now: datetime) -> None:
    """What all agreed to as versions of their own, the words the same: an answer belongs to those who sat at the table when it
    was given, and whoever joins them has not answered yet. Call it inside a transaction."""
    for clause in list(mediation.clauses.filter(state=State.LOCKED)):
        Clause.objects.filter(pk=clause.pk).update(state=State.DROPPED)
        Clause.objects.create(
            mediation=mediation, number=clause.number, round=clause.round + 1, text=clause.text, kind=clause.kind,
            at=now, written_by=clause.written_by,
        )  # fmt: skip


def _to_staff(mediation: Mediation, party: Party, entry: int) -> list[Message]:
    people = {mediation.complaint.handler_id, mediation.mediator.staff_id if mediation.mediator else None} - {None}
    data, key = {"code": mediation.code, "who": party.seat}, f"{mediation.code}:left{entry}"
    return [Message(f"{key}:{pk}", "mediation_left", data, staff_id=pk, urgent=True) for pk in sorted(people, key=str)]
