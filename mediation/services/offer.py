"""Offering times: three slots, every party ticks what fits by her link, and the first that fits all books itself (work.md C5).

The slots are held for ten minutes while everybody looks; after that they stay on offer but may be taken by others. Ticks of
one mediation come one after the other (its row is locked), and an offer is won by compare-and-swap: it books once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from binan.kit.errors import Moved, Refused
from governance.models import Staff
from mediation import audience, leading, openings
from mediation.access import CLOCK, Who, member
from mediation.models import Mediation, MediationEntry, Offer, Option, Party, Pick, Reservation
from mediation.models.offer import HELD
from mediation.openings import Opening
from mediation.services import book, choose, reserve
from mediation.services.perform import hold, once, perform
from mediation.workflow import How
from notices.services import Message, tell

NOBODY = (
    "这个调解组织在岗的调解员都和案子有关联，或者当事人已经要求换掉，没有人可以主持。"
    f"有关联的，请{choose.NAMING}指定一位并写明理由；都换掉了的，请登记“调解不成”，请申请人另找调解组织。"
)
WAIT = timedelta(hours=24)  # for everybody's ticks, unless the last slot begins sooner
State = Offer.State


@dataclass(frozen=True)
class Proposal:
    """What is offered. `starts`: chosen beginnings, the first three free ones when empty; `minutes`: of the session."""

    minutes: int = openings.MINUTES
    way: book.Holding = book.IN_A_ROOM
    starts: tuple[datetime, ...] = ()


def propose(
    mediation: Mediation, *, staff: Staff, proposal: Proposal, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """请各方选时间: up to three slots, same day first, held for ten minutes; every party gets a link to tick what fits.

    Raises `Refused`: none (no time is free), nobody (no one may lead it), conflict (whom a party chose is barred), booked (a chosen
    time is gone), site, link.
    """

    def command() -> MediationEntry:
        way = book.checked(proposal.way, mediation)
        values = {"how": way.how}
        entry = perform(mediation, "propose", who=member(staff), now=now, values=values, client_key=client_key)
        reserve.drop_offers(mediation)
        picked = _picked(mediation, proposal, now)
        offer = make(mediation, picked, way, now=now, staff=staff)
        tell(audience.to_parties(mediation, "mediation_offer", f"offer{offer.pk}"), now=now)
        return entry

    return once(mediation, "propose", client_key, command)


def make(
    mediation: Mediation, picked: Sequence[Opening], way: book.Holding, *, now: datetime,
    staff: Staff | None = None, asked_by: Party | None = None,
) -> Offer:  # fmt: skip
    """Write an offer down and hold its slots for ten minutes. Raises `Refused` (booked)."""
    until = max(now + HELD, min(now + WAIT, picked[-1].starts_at - openings.LEAD))
    offer = Offer.objects.create(
        mediation=mediation, how=way.how, site=way.site, link=way.link, made_at=now, until=until, made_by=staff,
        asked_by=asked_by,
    )  # fmt: skip
    options = [
        Option.objects.create(
            offer=offer, starts_at=one.starts_at, ends_at=one.ends_at, room=one.room, mediator=one.mediator
        )
        for one in picked
    ]
    wanted = [
        want for one in picked
        for want in reserve.wants(mediation, one.room, one.mediator, one.starts_at, one.ends_at)
    ]  # fmt: skip
    reserve.hold(mediation, wanted, option=options[0], until=now + HELD, now=now)
    return offer


def pick(
    party: Party, *, offer: int, fits: Iterable[int], who: Who, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """选时间: which options (pks) of the offer (pk) fit her; what she does not tick does not. When one fits all, it is booked.

    Raises `Moved` when the offer is no longer open.
    """
    mediation, chosen = party.mediation, set(fits)

    def command() -> MediationEntry:
        found = _open(hold(mediation), offer)
        options = list(found.options.all())
        values = {"side": party.side, "party": party.pk, "seat": party.seat, "count": len(chosen)}
        entry = perform(mediation, "pick", who=who, now=now, values=values, client_key=client_key)
        tick(party, options, chosen, now)
        _settle(mediation, found, now)
        return entry

    return once(mediation, "pick", client_key, command, party=party.pk)


def tick(party: Party, options: Iterable[Option], chosen: set[int], now: datetime) -> None:
    """Write down what fits her."""
    for option in options:
        Pick.objects.update_or_create(option=option, party=party, defaults={"fits": option.pk in chosen, "at": now})


def over(now: datetime) -> QuerySet[Offer]:
    """The offers for which nobody is waited for any more, the oldest first."""
    return Offer.objects.filter(state=State.OPEN, until__lte=now).order_by("until", "pk")


def lapse(now: datetime) -> int:
    """Offers for which nobody is waited for any more: whoever made them hears that she has to ring; returns how many."""
    count = 0
    for offer in over(now).select_related("mediation__complaint"):
        with transaction.atomic():
            hold(offer.mediation)
            count += _lapsed(offer, now)
    return count


def _open(mediation: Mediation, pk: int) -> Offer:
    found = mediation.offers.filter(pk=pk, state=State.OPEN).first()
    if found is None:
        raise Moved("moved", _("这几个时间已经不用选了，请看最新的安排。"))
    return found


def _picked(mediation: Mediation, proposal: Proposal, now: datetime) -> list[Opening]:
    minutes, how = proposal.minutes, proposal.way.how
    if proposal.starts:
        return chosen(mediation, sorted(set(proposal.starts))[:3], minutes, how, now)
    picked = openings.soonest(mediation, now, minutes=minutes, how=how, but=reserve.living_of(mediation))
    if not picked:
        if mediation.mediator:
            choose.in_order(mediation, mediation.mediator, where=choose.NAMING)
        if leading.nobody(mediation):
            raise Refused("nobody", NOBODY)
        raise Refused("none", "没有调解员、调解室和各方都有空的时间，请换一种方式、换个时长，或者打电话商量。")
    return picked


def chosen(mediation: Mediation, starts: Sequence[datetime], minutes: int, how: str, now: datetime) -> list[Opening]:
    """What begins at these moments, if all of it is still free. Raises `Refused` (booked)."""
    days = sorted({timezone.localdate(start) for start in starts})
    span = (days[-1] - days[0]).days + 1
    if all(openings.reaches(mediation, day, now) for day in days):
        own = reserve.living_of(mediation)
        rows = openings.openings(mediation, now, first=days[0], days=span, minutes=minutes, how=how, but=own)
        free = {one.starts_at: one for row in rows for one in row.openings}
        if set(starts) <= set(free):
            return [free[start] for start in starts]
    raise Refused("booked", "选的时间里有的刚刚被约走了，请重新选。")


def _settle(mediation: Mediation, offer: Offer, now: datetime) -> None:
    """Book the first option that fits everybody; tell the staff when all have answered and none does."""
    waited = set(mediation.parties.filter(left_at=None, represented_by=None).values_list("pk", flat=True))
    options = list(offer.options.filter(gone=False).select_related("room", "mediator__staff").prefetch_related("ticks"))
    for option in options:
        if waited <= {each.party_id for each in option.ticks.all() if each.fits} and _won(
            mediation, offer, option, now
        ):
            return
    ticks = Pick.objects.filter(option__offer=offer, party__in=waited)
    if waited <= set(ticks.values_list("party_id", flat=True)):
        _lapsed(offer, now)


def _won(mediation: Mediation, offer: Offer, option: Option, now: datetime) -> bool:
    """Whether this option was booked: by compare-and-swap on the offer, and unless somebody else has taken the time."""
    minutes = int((option.ends_at - option.starts_at).total_seconds() // 60)
    way = book.Holding(How(offer.how), offer.site, offer.link)
    slot = book.Slot(option.room, option.mediator, option.starts_at, minutes, way)
    try:
        with transaction.atomic():
            if not Offer.objects.filter(pk=offer.pk, state=State.OPEN).update(state=State.TAKEN):
                return False
            book.place(mediation, "settle", who=CLOCK, slot=slot, now=now)
    except Refused:
        Option.objects.filter(pk=option.pk).update(gone=True)
        mediation.refresh_from_db()
        return False
    return True


def _lapsed(offer: Offer, now: datetime) -> int:
    won = Offer.objects.filter(pk=offer.pk, state=State.OPEN).update(state=State.LAPSED)
    if won:
        Reservation.objects.filter(option__offer=offer, state=Reservation.State.HOLD).update(
            state=Reservation.State.VOID
        )
        mediation = offer.mediation
        reader = offer.made_by_id or (
            mediation.mediator.staff_id if mediation.mediator else mediation.complaint.handler_id
        )
        if reader:
            data = {"code": mediation.code}
            tell([Message(f"{mediation.code}:nocommon{offer.pk}", "times_failed", data, staff_id=reader)], now=now)
    return won
