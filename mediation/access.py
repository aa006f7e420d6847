"""Fetch is permission (convention 4): who sees which mediation, and how somebody stands to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from complaints import access as cases
from complaints.workflow import HANDLER, MEMBER, SUPERIOR
from governance.access import has
from governance.models import Staff
from governance.roles import Right
from mediation.models import Agent, Mediation, Party
from mediation.models.party import token_keys
from mediation.workflow import MEDIATOR, PARTY, SYSTEM, WORKER

WITH_CASE = ("organisation", "mediator__staff", *("complaint__" + name for name in cases.WITH_UNITS))


@dataclass(frozen=True)
class Who:
    """Who acts on a mediation: a member of staff, a party (its pk and side) on her link, or the system."""

    kind: str
    staff: Staff | None = None
    side: str = ""
    party: int | None = None


CLOCK = Who("system")


def member(staff: Staff) -> Who:
    """A member of staff as an actor."""
    return Who("staff", staff)


def party(found: Party) -> Who:
    """A party who came by her own link."""
    return Who("party", side=found.side, party=found.pk)


def is_insider(staff: Staff) -> bool:
    """Whether mediations concern her at all: she sees cases somewhere or mediates."""
    return has(staff, Right.SEE) or has(staff, Right.MEDIATE)


def visible(staff: Staff) -> QuerySet[Mediation]:
    """The mediations she sees: those of cases in her scope, and those of the organisation she mediates for."""
    found = Q(complaint__in=cases.visible(staff).values("pk"))
    hers = getattr(staff, "mediator", None)
    if hers and hers.active and has(staff, Right.MEDIATE):
        found |= Q(organisation=hers.organisation_id)
    return Mediation.objects.filter(found)


def mediation_for(staff: Staff, code: str) -> Mediation:
    """One mediation with its case. Raises `Http404` when there is none or it is not hers to see: the same answer."""
    found = visible(staff).select_related(*WITH_CASE).prefetch_related("parties").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def party_by_token(token: str) -> Party:
    """The party behind a secret link, with the mediation but without the case: nothing of it may reach that page.

    Raises `Http404`.
    """
    parties = Party.objects.select_related("mediation__organisation", "mediation__mediator__staff")
    found = parties.filter(token_key__in=token_keys(token)).first()
    if found is None:
        raise Http404
    return found


def party_of(mediation: Mediation, pk: int) -> Party | None:
    """A party of this very mediation; None for anybody else's."""
    return (
        Party.objects.select_related(*("mediation__" + name for name in WITH_CASE))
        .filter(mediation=mediation, pk=pk)
        .first()
    )


def party_of_phone(pk: int) -> Party | None:
    """The party a phone is known to belong to, by the signed cookie of a room's door; None when she is gone."""
    parties = Party.objects.select_related("mediation__organisation", "mediation__mediator__staff")
    return parties.filter(pk=pk, left_at=None).first()


def agent_of(mediation: Mediation, pk: int) -> Agent | None:
    """An agent of a party of this very mediation who still acts; None for anybody else's."""
    found = Agent.objects.select_related(*("party__mediation__" + name for name in WITH_CASE))
    return found.filter(party__mediation=mediation, pk=pk, ended_at=None).first()


def leads(staff: Staff, mediation: Mediation) -> bool:
    """Whether this very mediation is hers to lead, and its agreement hers to sign as mediator (人民调解法 19, 29)."""
    return mediation.mediator is not None and mediation.mediator.staff_id == staff.pk


def standings(who: Who, mediation: Mediation) -> frozenset[str]:
    """How somebody stands to a mediation: party, one who works on its case, one who mediates for its organisation."""
    if who.staff is None:
        return frozenset({PARTY if who.kind == "party" else SYSTEM})
    found = set()
    if cases.standings(cases.actor(who.staff), mediation.complaint) & {HANDLER, MEMBER, SUPERIOR}:
        found.add(WORKER)
    hers = getattr(who.staff, "mediator", None)
    if hers and hers.active and hers.organisation_id == mediation.organisation_id and has(who.staff, Right.MEDIATE):
        found.add(MEDIATOR)
    return frozenset(found)
