"""What the parties say to being mediated: yes, no, or enough (arts. 17 and 23)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from mediation.access import Who
from mediation.models import MediationEntry, Party
from mediation.rights import VERSION
from mediation.services.conclude import finish
from mediation.services.parties import depart
from mediation.services.perform import hold, once, perform
from mediation.workflow import Answer, Side, Stage

NOTICE_VERSION = VERSION


def consent(
    party: Party, *, who: Who, way: str, now: datetime, may_name: bool = False, client_key: UUID | None = None
) -> MediationEntry:
    """同意调解, by the party on her link or recorded by staff; `way`: a value of `Way`.

    `may_name`: the complainant also lets the other side know who she is; it means nothing for side B.
    """
    mediation = party.mediation
    naming = may_name and party.side == Side.A

    def command() -> MediationEntry:
        entry = perform(
            mediation, "consent", who=who, now=now, client_key=client_key,
            values={"side": party.side, "party": party.pk, "way": way, "notice": NOTICE_VERSION, "may_name": naming},
        )  # fmt: skip
        _answer(party, Answer.AGREED, who, way, now, may_name_complainant=naming)
        return entry

    return once(mediation, "consent", client_key, command, party=party.pk)


def refuse(party: Party, *, who: Who, way: str, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """不同意: an explicit refusal by one side ends it (art. 17); no reason is asked for. One of several on a side leaves, and
    it goes on between the others."""
    return _end(party, "refuse", Stage.REFUSED, Answer.REFUSED, who, way, now, client_key)


def terminate(party: Party, *, who: Who, way: str, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """终止调解: a party who had agreed has had enough, at any moment before the agreement holds (art. 23). One of several on
    a side leaves, and it goes on between the others."""
    return _end(party, "terminate", Stage.TERMINATED, Answer.ENDED, who, way, now, client_key)


def _end(
    party: Party, name: str, stage: str, answer: str, who: Who, way: str, now: datetime, client_key: UUID | None
) -> MediationEntry:
    mediation = party.mediation

    values = {"side": party.side, "party": party.pk, "seat": party.seat, "way": way}

    def command() -> MediationEntry:
        others = hold(mediation).parties.filter(side=party.side, left_at=None).exclude(pk=party.pk)
        if others.exists():
            entry = perform(mediation, f"{name}_alone", who=who, now=now, values=values, client_key=client_key)
            depart(party, now)
        else:
            entry = finish(mediation, name, stage, who=who, now=now, values=values, client_key=client_key)
        _answer(party, answer, who, way, now)
        return entry

    return once(mediation, name, client_key, command, party=party.pk)


def _answer(party: Party, answer: str, who: Who, way: str, now: datetime, **more: Any) -> None:
    columns = {"answer": answer, "answered_at": now, "way": way, "recorded_by": who.staff, **more}
    if answer == Answer.AGREED:
        columns["notice_version"] = NOTICE_VERSION
    Party.objects.filter(pk=party.pk).update(**columns)
    for column, value in columns.items():
        setattr(party, column, value)
