"""The data a paper is drawn from, frozen at the moment it is issued: plain JSON, no row of the database behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from binan.kit.sealed import canonical
from governance.models import Staff
from mediation.models import Agent, Dossier, Mediation, Party
from mediation.papers.bodies import BODIES, CHOSEN
from mediation.papers.roles import role
from mediation.paperwork import CHOICE, OF_A_PARTY, OWN, READERS, REPEATED, SEALED, Paper
from mediation.workflow import PartyKind, Side

HIDDEN = "（按本人意愿不公开身份）"
NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Stamp:
    """What makes a paper this one: its code, version, number among its kind, and who issued it when."""

    code: str
    version: int
    item: int
    staff: Staff
    now: datetime


def freeze(
    mediation: Mediation,
    dossier: Dossier,
    kind: str,
    stamp: Stamp,
    *,
    values: Mapping[str, str],
    party: Party | None = None,
) -> dict[str, Any]:
    """Everything that is drawn on a paper. A paper that the other side may read names the complainant only when she lets it
    (domain.md §0.5); telephones are masked on all of them."""
    everybody = [each for each in mediation.parties.all() if each.is_in]
    shown = open_to_all(kind, party)
    named = not shown or may_name(everybody)
    roles = {each.pk: role(each, mediation.origin) for each in everybody}
    people = [_person(each, roles, named=named or each.side == Side.B) for each in everybody]
    of = next((person for person in people if party and person["pk"] == party.pk), None)
    data = {
        "kind": str(kind),
        "title": Paper(kind).label,
        "mark": f"（{_count(stamp.item)}）" if kind in REPEATED and stamp.item > 1 else "",
        "item": stamp.item,
        "version": stamp.version,
        "code": stamp.code,
        "url": f"{settings.PUBLIC_URL}{reverse('mediation:verified', args=[stamp.code])}",
        "number": dossier.number,
        "mediation": mediation.code,
        "organisation": mediation.organisation.name,
        "people": mediation.organisation.is_free,
        "mediator": str(mediation.mediator or ""),
        "issued_at": frozen(stamp.now),
        "issued_by": str(stamp.staff),
        "accepted_at": frozen(mediation.accepted_at),
        "origin": mediation.origin,
        "referral": mediation.referral_no,
        "kind_of": mediation.kind if mediation.kind.endswith("纠纷") else f"{mediation.kind}纠纷",
        "summary": mediation.shareable_summary,
        "parties": people,
        "roles": list(roles.values()),
        "of": of,
        "other": _other(people, of),
        "names_applicant": named,
        "values": dict(values),
        "body": _body(mediation, kind, values),
    }
    if kind in SEALED and (picture := mediation.organisation.seal):
        data["seal"] = {"file": picture, "sha256": mediation.organisation.seal_sha256}
    if not named:
        _without_her_hand(data)
    return {**data, "digest": digest(data)}


def _body(mediation: Mediation, kind: str, values: Mapping[str, str]) -> dict[str, Any]:
    if kind in CHOSEN:
        return CHOSEN[kind](mediation, values[CHOICE])
    return BODIES[kind](mediation) if kind in BODIES else {}


def _without_her_hand(data: dict[str, Any]) -> None:
    """A hand that writes a name names: the complainant's side is left out of a paper that does not name it."""
    hidden = {str(person["pk"]) for person in data["parties"] if person["side"] == Side.A}
    for key, given in data["body"].get("signed", {}).items():
        if key in hidden:
            given.update(ink="", ink_sha256="")


def frozen(moment: datetime | None) -> str:
    """A moment as it is kept in frozen data, in local time; "" of none."""
    return timezone.localtime(moment).isoformat() if moment else ""


def digest(data: Mapping[str, Any]) -> str:
    """The fingerprint of frozen data (SHA-256 of their one JSON spelling); its beginning stands on the paper."""
    return hashlib.sha256(
        canonical({key: value for key, value in data.items() if key != "digest"}).encode()
    ).hexdigest()


def open_to_all(kind: str, party: Party | None = None) -> bool:
    """Whether somebody on side B may get a paper of this kind."""
    return Side.B in READERS.get(kind, ()) or (kind in OWN and party is not None and party.side == Side.B)


def may_name(parties: list[Party]) -> bool:
    """Whether all on the complainant's side let the other side know who they are."""
    return all(each.may_name_complainant for each in parties if each.side == Side.A)


def _person(party: Party, roles: Mapping[int, str], *, named: bool) -> dict[str, Any]:
    known: dict[str, Any] = {"pk": party.pk, "side": party.side, "role": roles[party.pk]}
    speaker = roles.get(party.represented_by_id or 0, "")  # one who has left speaks for nobody
    if speaker:
        known |= {"spoken_by": speaker, "settled_by": speaker if party.proxy_settles else ""}
    if not named:
        return {**known, "name": f"{known['role']}{HIDDEN}"}
    details = party.details
    agents = [agent for agent in party.agents.all() if agent.ended_at is None]
    return {
        **known,
        "name": party.name or known["role"],
        "phone": party.masked_phone,
        "body": party.kind in (PartyKind.COMPANY, PartyKind.OTHER),
        "sex": details.get("sex", ""),
        "people": details.get("ethnicity", ""),
        "age": details.get("age", ""),
        "work": details.get("occupation", ""),
        "address": details.get("address", ""),
        "agent": "、".join(_agent(agent) for agent in agents),
    }


def _agent(agent: Agent) -> str:
    return f"{agent.name}（{agent.relation}）" if agent.relation else agent.name


def _other(people: list[dict[str, Any]], of: dict[str, Any] | None) -> str:
    """Those on the other side of a party."""
    return "、".join(person["name"] for person in people if of and person["side"] != of["side"])


def _count(number: int) -> str:
    return NUMBERS[number - 1] if number <= len(NUMBERS) else str(number)


def item_of_party(kind: str) -> bool:
    """Whether a paper of this kind is one party's."""
    return kind in OF_A_PARTY
