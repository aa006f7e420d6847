"""Who acts for a party, with a 授权委托书 that says what she may do (domain.md §4.2 no. 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from binan.kit import phones
from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.models import Agent, MediationEntry, Party
from mediation.services.perform import once, perform
from mediation.workflow import Power

NAME_MAX, OTHER_MAX = 40, 100  # characters


@dataclass(frozen=True)
class Mandate:
    """The paper: who, how related, from which day, and the boxes that are ticked (`Power`); `other`: what 其他 means."""

    name: str
    powers: Sequence[str]
    given_on: date
    phone: str = ""
    relation: str = ""
    other: str = ""


def add_agent(party: Party, *, staff: Staff, mandate: Mandate, now: datetime, client_key: UUID | None = None) -> Agent:
    """登记代理人: she may from now on what the paper says, until it is taken back. What is not ticked she may not.

    Raises `Refused` with the field for no name, no power, an 其他 without words, or a paper of a day to come.
    """
    phone = _checked(mandate, now)

    def command() -> MediationEntry:
        agent = Agent.objects.create(
            party=party, name=plain(mandate.name).strip()[:NAME_MAX], phone=phone, given_on=mandate.given_on,
            relation=plain(mandate.relation).strip()[:NAME_MAX], powers=[p.value for p in Power if p in mandate.powers],
            other=plain(mandate.other).strip()[:OTHER_MAX],
        )  # fmt: skip
        values = {"side": party.side, "party": party.pk, "seat": party.seat, "agent": agent.pk}
        return perform(party.mediation, "add_agent", who=member(staff), now=now, values=values, client_key=client_key)

    entry = once(party.mediation, "add_agent", client_key, command, party=party.pk)
    return Agent.objects.get(pk=entry.body["agent"])


def end_agent(agent: Agent, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """撤销委托: the party speaks for herself again. What the agent did before stands."""
    party = agent.party

    def command() -> MediationEntry:
        values = {"side": party.side, "party": party.pk, "seat": party.seat, "agent": agent.pk}
        entry = perform(party.mediation, "end_agent", who=member(staff), now=now, values=values, client_key=client_key)
        if not Agent.objects.filter(pk=agent.pk, ended_at=None).update(ended_at=now):
            raise Refused("agent", "这份委托已经撤销过了，请刷新页面。")
        return entry

    return once(party.mediation, "end_agent", client_key, command, party=party.pk)


def _checked(mandate: Mandate, now: datetime) -> str:
    if not plain(mandate.name).strip():
        raise _refused("name", "请写代理人的姓名。")
    if not [power for power in mandate.powers if power in Power.values]:
        raise _refused("powers", "请照授权委托书勾选授权事项。")
    if Power.OTHER in mandate.powers and not plain(mandate.other).strip():
        raise _refused("other", "勾了“其他”，请写清是什么事项。")
    if mandate.given_on > timezone.localdate(now):
        raise _refused("given_on", "委托日期不能在今天以后，请核对。")
    return phones.parse(mandate.phone) if mandate.phone.strip() else ""


def _refused(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
