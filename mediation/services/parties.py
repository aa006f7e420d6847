"""Who takes part: parties who join a mediation that has not begun, and those who leave one that goes on without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from binan.kit import codes, phones
from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import audience, blocks
from mediation.access import member
from mediation.models import Booking, Mediation, MediationEntry, Party
from mediation.models.party import token_key
from mediation.services import reopen, reserve
from mediation.services.perform import hold, once, perform
from mediation.workflow import PartyKind, Side
from notices.services import tell

NAME_MAX, DETAIL_MAX = 40, 100  # characters
MOST = 100  # parties of a side: one more is a class action, not a table
NAMELESS = "请写当事人的姓名或名称。"
DETAILS = ("sex", "ethnicity", "age", "occupation", "address", "number")


@dataclass(frozen=True)
class Joining:
    """A further party. `phone`: may be empty when somebody goes there in person; `details`: keys of `DETAILS`."""

    side: str
    name: str
    phone: str = ""
    kind: str = PartyKind.PERSON
    details: Mapping[str, str] = field(default_factory=dict)


def add_party(
    mediation: Mediation, *, staff: Staff, joining: Joining, now: datetime, client_key: UUID | None = None
) -> Party:
    """增加当事人: she gets her own link and is asked like the others; a session already booked is told her too.

    Returns the party, the earlier one when `client_key` arrives again. Raises `Refused` with the field when the name is
    missing, the number is none or already a party's.
    """

    def command() -> MediationEntry:
        hold(mediation)
        phone = _checked(mediation, joining)
        number = mediation.parties.filter(side=joining.side).aggregate(last=Max("ordinal"))["last"] or 0
        if number >= MOST:
            raise _refused("name", f"一方最多登记 {MOST} 位当事人，请推选代表人。")
        party = seat(mediation, joining.side, joining.name, phone, kind=joining.kind, ordinal=number + 1)
        party.details = _details(joining.details)
        party.save()
        if objection := audience.betrays(mediation.shareable_summary, mediation):
            raise _refused("name", f"对方看得到的内容里提到了这位当事人，不能这样登记。{objection}")
        values = {"side": party.side, "party": party.pk, "seat": party.seat}
        entry = perform(mediation, "add_party", who=member(staff), now=now, values=values, client_key=client_key)
        reopen.ask_anew(mediation, now)
        reserve.follow(mediation, now=now)
        _invite(mediation, party, now)
        return entry

    entry = once(mediation, "add_party", client_key, command)
    return Party.objects.get(pk=entry.body["party"])


def describe(
    party: Party, *, staff: Staff, name: str, details: Mapping[str, str], now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """登记姓名和情况, as she says it and her papers show: what an agreement has to say of her (art. 29). `details`: keys of
    `DETAILS`, those not given stay. Papers issued before stay as they are, and what was written stays out of the history.

    Raises `Refused` with the field when the name is missing, and when a clause on the table names one of side A who has not agreed
    to that: it is to be reworded first. `Moved` once there is a text to sign or the mediation is over.
    """

    def command() -> MediationEntry:
        values = {"side": party.side, "party": party.pk, "seat": party.seat}
        entry = perform(party.mediation, "describe", who=member(staff), now=now, values=values, client_key=client_key)
        fresh = Party.objects.get(pk=party.pk)
        fresh.name = plain(name).strip()[:NAME_MAX]
        if not fresh.name:
            raise _refused("name", NAMELESS)
        fresh.details = {**fresh.details, **_details(details)}
        fresh.save(update_fields=["name", "details"])
        if fresh.side == Side.A:
            for clause in blocks.clauses(party.mediation):
                if objection := audience.betrays(clause.text, party.mediation):
                    raise _refused("name", f"第 {clause.number} 条里提到了这位当事人，请先改写那一条。{objection}")
        return entry

    return once(party.mediation, "describe", client_key, command, party=party.pk)


def drop_party(
    party: Party, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """退出调解: she was entered by mistake or has no part in it; `reason` stays inside. The only one of a side stays."""
    mediation = party.mediation

    def command() -> MediationEntry:
        values = {"side": party.side, "party": party.pk, "seat": party.seat, "reason": plain(reason).strip()}
        entry = perform(mediation, "drop_party", who=member(staff), now=now, values=values, client_key=client_key)
        depart(party, now)
        return entry

    return once(mediation, "drop_party", client_key, command, party=party.pk)


def seat(
    mediation: Mediation, side: str, name: str, phone: str, *, kind: str = PartyKind.PERSON, ordinal: int = 1
) -> Party:
    """A party with a fresh secret link, not yet saved."""
    token = codes.token()
    return Party(
        mediation=mediation, side=side, ordinal=ordinal, kind=kind, name=plain(name).strip()[:NAME_MAX], phone=phone,
        token=token, token_key=token_key(token),
    )  # fmt: skip


def depart(party: Party, now: datetime) -> None:
    """She takes no further part: nobody waits for her answer, nothing more is sent to her, and what was agreed with her is asked
    anew of those who stay. Called within a command."""
    Party.objects.filter(represented_by=party).update(represented_by=None, proxy_settles=False)
    Party.objects.filter(pk=party.pk).update(left_at=now)
    party.left_at = now
    reserve.follow(party.mediation, now=now)
    reopen.go_on_without(party, now=now)


def _invite(mediation: Mediation, party: Party, now: datetime) -> None:
    tell(audience.to_parties(mediation, "mediation_invited", "invited", only=party), now=now)
    firm = mediation.bookings.filter(state=Booking.State.FIRM).select_related("room")
    if booking := firm.last():
        tell(audience.to_parties(mediation, "mediation_booked", f"booked{booking.pk}", booking, only=party), now=now)


def _details(given: Mapping[str, str]) -> dict[str, str]:
    return {key: plain(str(given[key])).strip()[:DETAIL_MAX] for key in DETAILS if key in given}


def _checked(mediation: Mediation, joining: Joining) -> str:
    """Her number as it is kept; raises `Refused` for what cannot be entered."""
    if joining.side not in Side.values:
        raise _refused("side", "请选择是哪一方。")
    if joining.kind not in PartyKind.values:
        raise _refused("kind", "请选择当事人的身份。")
    if not plain(joining.name).strip():
        raise _refused("name", NAMELESS)
    phone = phones.parse(joining.phone) if joining.phone.strip() else ""
    if phone and any(other.phone == phone for other in mediation.parties.filter(left_at=None)):
        raise _refused("phone", "这个电话已经是这次调解里另一位当事人的了，请核对。")
    return phone


def _refused(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
