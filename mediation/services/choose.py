"""Who mediates (人民调解法 arts. 19 and 23): named by the organisation or chosen by a party, and changed once a side without
a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import audience, candidates, leading, openings
from mediation.access import CLOCK, Who, member
from mediation.access import party as party_who
from mediation.models import Booking, Mediation, MediationEntry, Mediator, Offer, Party, Recusal, Reservation
from mediation.services import reserve
from mediation.services.perform import hold, once, perform
from mediation.workflow import Answer, Chooser, Stage
from notices.services import Message, tell

REASON_MAX = 200  # characters
BY_PARTIES = (Chooser.A, Chooser.B)
NOT_HERE = _("这位调解员现在排不上，请另选一位。")
CHOSEN = _("调解员已经选好了。您不愿意的话，可以请求换一位。")
TWICE = _("每一方可以换一次调解员，您这一方已经换过了。还是不愿意的话，可以随时终止调解。")
NAMING = (
    "先到“请谁来调解”（已经约好的，先取消预约）"  # where a reason is written for a mediator whom a booking may not name
)
REFUSED = "有一方已经请求换掉这位调解员，请另选一位。"
UNBOOKED = "有一方请求换调解员，原来的时间没有别的调解员有空。"


def name_mediator(
    mediation: Mediation, *, staff: Staff, mediator: Mediator, now: datetime, despite: str = "",
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """调解组织指定. `despite`: why this one although the quiet check found something, or although a party had chosen another.

    Raises `Refused` with the code conflict or chosen when such a reason is missing, refused for one a side has had changed,
    and organisation for one of another house.
    """
    reason = plain(despite).strip()[:REASON_MAX]

    def command() -> MediationEntry:
        fresh = hold(mediation)
        _possible(fresh, mediator)
        if not reason:
            in_order(fresh, mediator)
        return _set(mediation, mediator, Chooser.STAFF, member(staff), now, client_key, {"despite": reason})

    return once(mediation, "choose", client_key, command)


def pick_mediator(party: Party, *, mediator: Mediator, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """当事人选择, on her link: the first of the two sides to choose has chosen; the other may still have her changed once.

    Raises `Refused` with the code chosen or not_here; why somebody is not to be had is never said.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        fresh = hold(mediation)
        if party.answer != Answer.AGREED:
            raise Refused("not_agreed", _("请先同意调解，再选调解员。"))
        if fresh.chosen_by in BY_PARTIES and fresh.mediator_id:
            raise Refused("chosen", CHOSEN)
        if mediator.pk not in {one.pk for one in candidates.open_to_parties(fresh, now)}:
            raise Refused("not_here", NOT_HERE)
        values = {"party": party.pk, "side": party.side}
        return _set(mediation, mediator, Chooser(party.side), party_who(party), now, client_key, values)

    return once(mediation, "choose", client_key, command, party=party.pk)


def recuse(party: Party, *, who: Who, way: str, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """换调解员: her side does not want this one, once, without a reason; another is suggested and the mediation goes on.

    A session keeps its time when somebody else of the house is free then; else it is off and a new time is looked for.
    Raises `Refused` with the code twice or nobody.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        fresh = hold(mediation)
        old = fresh.mediator
        if Recusal.objects.filter(mediation=fresh, side=party.side).exists():
            raise Refused("twice", TWICE)
        if old is None:
            raise Refused("nobody", _("调解员还没有定，现在不用换。"))
        entry = perform(
            mediation, "recuse", who=who, now=now, client_key=client_key,
            values={"party": party.pk, "side": party.side, "way": way, "mediator": str(old)},
            changes=lambda _fresh: {"mediator": None, "chosen_by": ""},
        )  # fmt: skip
        Recusal.objects.create(mediation=mediation, side=party.side, party=party, mediator=old, at=now)
        _withdraw(mediation, None, now)
        _go_on(mediation, entry, old, now)
        return entry

    return once(mediation, "recuse", client_key, command, party=party.pk)


def _possible(fresh: Mediation, mediator: Mediator) -> None:
    if mediator.organisation_id != fresh.organisation_id or not mediator.active:
        raise _asked("organisation", "请选这个调解组织在岗的调解员。", "mediator")
    if Recusal.objects.filter(mediation=fresh, mediator=mediator).exists():
        raise _asked("refused", REFUSED, "mediator")


def in_order(fresh: Mediation, mediator: Mediator, *, where: str = "") -> None:
    """Raises `Refused` for what needs a reason: ties to the case (conflict), and taking away what a party has chosen (chosen).
    `where`: said before the reason that is asked for, where the form at hand has no place for one."""
    bars = leading.barred(fresh, [mediator], fresh.parties.all()).get(mediator.pk)
    if bars:
        raise _asked("conflict", f"{mediator}：{'；'.join(bars)}。确实要请，请{where}写明理由。", "despite")
    if fresh.mediator != mediator and leading.binding(fresh):
        raise _asked("chosen", f"{fresh.mediator}是当事人选的（第十九条）。确实要换，请{where}写明理由。", "despite")


def _asked(code: str, sentence: str, field: str) -> Refused:
    return Refused(code, sentence, fields={field: sentence})


def _set(
    mediation: Mediation, mediator: Mediator, by: str, who: Who, now: datetime, client_key: UUID | None,
    values: dict[str, object],
) -> MediationEntry:  # fmt: skip
    entry = perform(
        mediation, "choose", who=who, now=now, client_key=client_key,
        values={**values, "mediator": str(mediator), "mediator_pk": mediator.pk, "by": by},
        changes=lambda fresh: {"mediator": mediator, "chosen_by": by},
    )  # fmt: skip
    _withdraw(mediation, mediator, now)
    return entry


def _withdraw(mediation: Mediation, leads: Mediator | None, now: datetime) -> None:
    """Times on offer with anybody else are nobody's to tick any more; who offered them hears that another time is to be found."""
    for offer in mediation.offers.filter(state=Offer.State.OPEN):
        if set(offer.options.values_list("mediator", flat=True)) == {leads.pk if leads else None}:
            continue
        reserve.drop_offers(mediation)
        key, data = f"{mediation.code}:nocommon{offer.pk}", {"code": mediation.code}
        tell([Message(key, "times_failed", data, staff_id=offer.made_by_id)] if offer.made_by_id else [], now=now)


def _go_on(mediation: Mediation, entry: MediationEntry, old: Mediator, now: datetime) -> None:
    """After a refusal: the session goes to the next who is free then, or it is off; those who work on it are told."""
    key, data = f"{mediation.code}:other{entry.pk}", {"code": mediation.code}
    messages = [Message(f"{key}:H", "mediator_refused", data, staff_id=mediation.complaint.handler_id)]
    booking = mediation.bookings.filter(state=Booking.State.FIRM).last()
    if mediation.stage == Stage.BOOKED and booking:
        messages.append(Message(f"{key}:M", "mediator_released", data, staff_id=old.staff_id))
        if new := _stand_in(mediation, booking, now):
            more = {"at": audience.when(booking.starts_at), "room": booking.short}
            messages.append(Message(f"{key}:N", "mediation_assigned", {**data, **more}, staff_id=new.staff_id))
        else:
            _off(mediation, now)
    tell([one for one in messages if one.staff_id], now=now)


def _stand_in(mediation: Mediation, booking: Booking, now: datetime) -> Mediator | None:
    """Gives the session to the best who is free at its time; None when nobody is."""
    people = {one.pk: one for one in candidates.open_to_parties(mediation, now)}
    free = openings.free_at(mediation.organisation, booking.starts_at, booking.ends_at, now)
    for one in candidates.suggestions(mediation.complaint, now, mediation=mediation):
        new = people.get(one.candidate.key) if one.candidate.key in free else None
        if new is None:
            continue
        wanted = reserve.wants(mediation, None, new, booking.starts_at, booking.ends_at)
        want = next(each for each in wanted if each.key == f"mediator:{new.pk}")
        hers = Reservation.objects.filter(booking=booking, resource__startswith="mediator:")
        hers = hers.exclude(state=Reservation.State.VOID)
        reserve.take([want], now=now, booking=booking, instead=list(hers))
        _hand_over(booking, new)
        Mediation.objects.filter(pk=mediation.pk).update(mediator=new, chosen_by=Chooser.SYSTEM)
        mediation.mediator, mediation.chosen_by = new, Chooser.SYSTEM
        return new
    return None


def _hand_over(booking: Booking, new: Mediator) -> None:
    """The session becomes hers; the calendar of the one it leaves still finds it there, as called off (RFC 5545)."""
    Booking.objects.create(
        mediation_id=booking.mediation_id, room=booking.room, mediator=booking.mediator, starts_at=booking.starts_at,
        ends_at=booking.ends_at, how=booking.how, state=Booking.State.VOID, series=booking.series,
        sequence=booking.sequence + 1,
    )  # fmt: skip
    Booking.objects.filter(pk=booking.pk).update(mediator=new, sequence=booking.sequence + 2)


def _off(mediation: Mediation, now: datetime) -> None:
    perform(mediation, "unbook", who=CLOCK, now=now, values={"reason": UNBOOKED})
    for booking in reserve.free(mediation):
        tell(audience.to_parties(mediation, "mediation_cancelled", f"off{booking.pk}", booking), now=now)
