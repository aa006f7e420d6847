"""Disputes of many: who speaks for whom, what each asks for, and an agreement with some of them only.

A representative is one of the same side, has said yes himself, and speaks in all that is no settlement: times, sessions, the
ways of talking. To settle and sign for somebody he needs her special word (民事诉讼法 56); without it every clause is hers to
answer. Two to five represent a side (民诉法解释 78); each keeps her own link and may take her word back or leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from binan.kit.errors import NotAllowed, Refused
from governance.models import Staff
from mediation.access import Who, member
from mediation.audience import to_links
from mediation.models import Claim, Mandate, Mediation, MediationEntry, Party
from mediation.services.issue import money
from mediation.services.parties import depart
from mediation.services.perform import hold, once, perform
from notices.services import tell

REPRESENTATIVES = 5  # of one side (民诉法解释 78)


def represent(
    party: Party,
    *,
    representative: Party,
    who: Who,
    way: str,
    now: datetime,
    may_settle: bool = False,
    accepted: bool = False,
    client_key: UUID | None = None,
) -> MediationEntry:
    """推选代表: `party` lets `representative` speak for her, on her link or recorded by staff (`way`: a value of `Way`).

    `may_settle`: also settle and sign for her. `accepted`: staff have his yes too; else he gives it on his own link, and nobody
    speaks for her before that. Raises `Refused` with the code side, chain or many, and `NotAllowed` for another's word.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        _hers(who, party)
        fresh = hold(mediation)
        _fits(fresh, party, representative)
        values = {
            "party": party.pk, "side": party.side, "seat": party.seat, "to": representative.pk,
            "to_seat": representative.seat, "may_settle": may_settle, "way": way,
        }  # fmt: skip
        entry = perform(mediation, "represent", who=who, now=now, values=values, client_key=client_key)
        _open(party).update(ended_at=now)
        mandate = Mandate.objects.create(
            party=party,
            representative=representative,
            may_settle=may_settle,
            way=way,
            given_at=now,
            recorded_by=who.staff,
        )
        if accepted and who.staff:
            _begin(mandate, now)
        else:
            tell(to_links([representative], "mediation_group", f"asked{mandate.pk}"), now=now)
        return entry

    return once(mediation, "represent", client_key, command, party=party.pk)


def accept(mandate: Mandate, *, who: Who, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """同意当代表: the representative says yes; from now on he speaks for her."""
    him = mandate.representative

    def command() -> MediationEntry:
        _hers(who, him)
        values = {"party": him.pk, "side": him.side, "seat": him.seat, "for": mandate.party_id}
        entry = perform(him.mediation, "accept_mandate", who=who, now=now, values=values, client_key=client_key)
        if not _open(mandate.party).filter(pk=mandate.pk, accepted_at=None).exists():
            raise Refused("gone", "这份推选已经不在了，请刷新页面看一看。")
        _fits(him.mediation, mandate.party, him)
        _begin(mandate, now)
        return entry

    return once(him.mediation, "accept_mandate", client_key, command, party=him.pk)


def unrepresent(party: Party, *, who: Who, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """撤回推选: from now on she speaks for herself again. Hers to say, or staff's who heard it from her."""

    def command() -> MediationEntry:
        _hers(who, party)
        values = {"party": party.pk, "side": party.side, "seat": party.seat}
        entry = perform(party.mediation, "unrepresent", who=who, now=now, values=values, client_key=client_key)
        if not _open(party).update(ended_at=now):
            raise Refused("none", "没有推选代表，不用撤回。")
        Party.objects.filter(pk=party.pk).update(represented_by=None, proxy_settles=False)
        return entry

    return once(party.mediation, "unrepresent", client_key, command, party=party.pk)


def claim(party: Party, *, staff: Staff, amount: str, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """登记各人请求: what this party asks for, in yuan. A second one replaces the first."""

    def command() -> MediationEntry:
        asked = money(amount, "amount")
        if not asked:
            raise Refused("amount", "请写请求的金额。", fields={"amount": "请写请求的金额。"})
        values = {"party": party.pk, "seat": party.seat, "amount": str(asked)}
        entry = perform(party.mediation, "claim", who=member(staff), now=now, values=values, client_key=client_key)
        columns: dict[str, object] = {"amount": Decimal(asked), "recorded_by": staff, "recorded_at": now}
        Claim.objects.update_or_create(party=party, defaults=columns)
        return entry

    return once(party.mediation, "claim", client_key, command, party=party.pk)


def part(
    mediation: Mediation, *, staff: Staff, parties: Sequence[Party], now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """部分达成: with these parties nothing was settled, the others go on to their agreement. Each of them is told that other ways
    are open; nothing binds her. Raises `Refused` with the code parties for none, or when nobody would be left on a side."""

    def command() -> MediationEntry:
        fresh = hold(mediation)
        going = {party.pk for party in parties}
        within = [party for party in fresh.parties.all() if party.is_in]
        if not going or not going <= {party.pk for party in within}:
            raise _refused("parties", "请选没有谈成的当事人。")
        if {party.side for party in within if party.pk not in going} != {party.side for party in within}:
            raise _refused("parties", "每一方至少要留一位当事人；都没谈成的，请登记“调解不成”。")
        leaving = [party for party in within if party.pk in going]
        values = {"parties": sorted(going), "reason": "、".join(party.seat for party in leaving)}
        entry = perform(mediation, "part", who=member(staff), now=now, values=values, client_key=client_key)
        for each in leaving:
            tell(to_links([each], "mediation_parted", f"parted{entry.pk}"), now=now)
            Mandate.objects.filter(representative=each, ended_at=None).update(ended_at=now)
            depart(each, now)
        return entry

    return once(mediation, "part", client_key, command)


def _open(party: Party) -> QuerySet[Mandate]:
    return Mandate.objects.filter(party=party, ended_at=None)


def _begin(mandate: Mandate, now: datetime) -> None:
    Mandate.objects.filter(pk=mandate.pk).update(accepted_at=now)
    Party.objects.filter(pk=mandate.party_id).update(
        represented_by=mandate.representative, proxy_settles=mandate.may_settle
    )


def _fits(mediation: Mediation, party: Party, representative: Party) -> None:
    found = {each.pk: each for each in mediation.parties.all() if each.is_in}
    me, him = found.get(party.pk), found.get(representative.pk)
    if me is None or him is None or me == him or me.side != him.side:
        raise _refused("to", "代表要从同一方的其他当事人里推选。")
    if him.represented_by_id or any(each.represented_by_id == me.pk for each in found.values()):
        raise _refused("to", "已经由别人代表、或者正在代表别人的，不能再这样推选。")
    speaking = {each.represented_by_id for each in found.values() if each.side == me.side and each.pk != me.pk} - {None}
    if len(speaking | {him.pk}) > REPRESENTATIVES:
        raise _refused("to", f"一方最多推选 {REPRESENTATIVES} 位代表，请从已有的代表里选。")


def _hers(who: Who, party: Party) -> None:
    if who.kind == "party" and who.party != party.pk:
        raise NotAllowed("not_yours", "这件事要由本人来说。")


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
