"""What the system knows already of a paper that is about to be issued, so that nobody types it a second time."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from binan.kit.masking import mask_text
from mediation.models import Agent, Confirmation, Document, Mediation, Office, Revisit
from mediation.paperwork import CHOICE, Paper
from mediation.workflow import OfficeKind, PartyKind, Power


def known(mediation: Mediation, kind: str, *, party: int | None = None, agent: int | None = None) -> dict[str, Any]:
    """The first values of the form of a paper, by the names of its fields. `party`, `agent`: keys of whose paper it is to be,
    None for the next one who has none yet."""
    if kind == Paper.IDENTITY:
        return _identity(mediation, party)
    if kind == Paper.PROXY:
        return _proxy(mediation, agent)
    if kind == Paper.CONFIRMATION:
        return {"court": _court(mediation)}
    if kind == Paper.REVISIT:
        made = revisits(mediation)
        return {CHOICE: made[-1].pk} if made else {}
    return {}


def revisits(mediation: Mediation) -> list[Revisit]:
    """The revisits that were made, the oldest first."""
    return list(mediation.revisits.select_related("party", "by").exclude(done_at=None).order_by("done_at", "pk"))


def said_of(revisit: Revisit) -> str:
    """A revisit in a line."""
    whom = revisit.party.seat if revisit.party else "各方"
    return f"{timezone.localtime(revisit.done_at):%Y年%m月%d日} {whom}，{revisit.get_performance_display()}"


def agents(mediation: Mediation) -> list[Agent]:
    """Those who act for a party who takes part, in the order of the parties."""
    found = mediation.parties.filter(left_at=None).prefetch_related("agents")
    return [agent for party in found for agent in party.agents.all() if agent.ended_at is None]


def has_proxy(agent: Agent, papers: list[Document]) -> bool:
    """Whether one of these papers is her 授权委托书."""
    return any(
        one.kind == Paper.PROXY and one.party_id == agent.party_id and one.data["values"].get("agent") == agent.name
        for one in papers
    )


def _identity(mediation: Mediation, pk: int | None) -> dict[str, Any]:
    there = [one for one in mediation.parties.all() if one.is_in]
    shown = set(_holding(mediation, Paper.IDENTITY).values_list("party_id", flat=True))
    party = _first(there, lambda one: one.pk == pk) or _first(there, lambda one: one.pk not in shown)
    if party is None:
        return {}
    body = party.kind in (PartyKind.COMPANY, PartyKind.OTHER)
    return {
        "party": party.pk,
        "document": "营业执照" if body else "居民身份证",
        "number": mask_text(party.details.get("number", "")),
        "address": party.details.get("address", ""),
    }


def _proxy(mediation: Mediation, pk: int | None) -> dict[str, Any]:
    there, papers = agents(mediation), list(_holding(mediation, Paper.PROXY))
    agent = _first(there, lambda one: one.pk == pk) or _first(there, lambda one: not has_proxy(one, papers))
    if agent is None:
        return {}
    return {
        "party": agent.party_id,
        "agent": agent.name,
        "agent_phone": agent.masked_phone,
        "relation": agent.relation,
        "powers": [power.label for power in Power if power in agent.powers],
        "other": agent.other,
    }


def _court(mediation: Mediation) -> str:
    """Where it was filed, or the one court that is on the list of offices; "" when nobody has said."""
    filed = Confirmation.objects.filter(agreement__mediation=mediation).exclude(court="").first()
    if filed:
        return filed.court
    courts = list(Office.objects.filter(kind=OfficeKind.COURT, active=True).values_list("name", flat=True)[:2])
    return courts[0] if len(courts) == 1 else ""


def _holding(mediation: Mediation, kind: str) -> Any:
    return Document.objects.filter(mediation=mediation, kind=kind, superseded_at=None)


def _first(found: list[Any], fits: Any) -> Any:
    return next((one for one in found if fits(one)), None)
