"""Moving a session: either side once alone within the mediator's free time, the second time only with everybody's tick."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from mediation import audience, openings
from mediation.access import Who
from mediation.models import Booking, Mediation, MediationEntry, Party
from mediation.openings import FreeDay, Opening
from mediation.services import book, offer, reserve
from mediation.services.perform import hold, once, perform
from notices.services import tell

NOT_WITHIN = timedelta(hours=2)  # before the session: then people are on their way
ANEW = ("unbook", "no_show", "break_off")  # after these a new appointment is made, and each side may move it once again


def reschedule(
    party: Party, *, starts_at: datetime, who: Who, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """改时间 by a party: the first time of her side it is done, later it is asked of the others.

    Raises `Refused`: late (less than two hours before), booked (the time is gone).
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        fresh = hold(mediation)
        booking = current(fresh)
        if booking is None:
            raise Refused("none", _("现在没有约好的时间可以改，请看最新的安排。"))
        if now > booking.starts_at - NOT_WITHIN:
            raise Refused("late", _("离开始不到两小时了，请打电话告诉我们。"))
        found = next(
            (
                one
                for row in _on_that_day(fresh, booking, starts_at, now)
                for one in row.openings
                if one.starts_at == starts_at
            ),
            None,
        )
        if found is None:
            raise Refused("booked", _("这个时间刚刚被别人约走了，请另选一个。"))
        if may_alone(party):
            return _move(party, booking, found, who, now, client_key)
        return _ask(party, booking, found, who, now, client_key)

    return once(mediation, "move", client_key, command, party=party.pk)


def may_alone(party: Party) -> bool:
    """Whether her side has not moved the session yet."""
    entries = MediationEntry.objects.filter(mediation=party.mediation_id)
    anew = entries.filter(kind__in=ANEW).order_by("-pk").values_list("pk", flat=True).first() or 0
    return not entries.filter(kind="move", side=party.side, pk__gt=anew).exists()


def current(mediation: Mediation) -> Booking | None:
    """The session that is booked."""
    firm = mediation.bookings.filter(state=Booking.State.FIRM)
    return firm.select_related("room", "mediator__staff").last()


def free(
    mediation: Mediation, booking: Booking, now: datetime, *, first: date, days: int = openings.AHEAD
) -> list[FreeDay]:
    """Where this session may go on `days` days from `first` on: the free times of its mediator, as long as it is now."""
    minutes = int((booking.ends_at - booking.starts_at).total_seconds() // 60)
    own = reserve.living_of(mediation)
    rows = openings.openings(
        mediation, now, first=first, days=days, minutes=minutes, how=booking.how, but=own, mediator=booking.mediator
    )
    for row in rows:
        row.openings[:] = [one for one in row.openings if one.starts_at != booking.starts_at]
    return rows


def _on_that_day(mediation: Mediation, booking: Booking, starts_at: datetime, now: datetime) -> list[FreeDay]:
    day = timezone.localdate(starts_at)
    return free(mediation, booking, now, first=day, days=1) if openings.reaches(mediation, day, now) else []


def _move(
    party: Party, booking: Booking, found: Opening, who: Who, now: datetime, client_key: UUID | None
) -> MediationEntry:
    minutes = int((found.ends_at - found.starts_at).total_seconds() // 60)
    slot = book.Slot(found.room, found.mediator, found.starts_at, minutes, book.way_of(booking))
    values = {"side": party.side, "party": party.pk, "seat": party.seat}
    return book.place(party.mediation, "move", who=who, slot=slot, now=now, values=values, client_key=client_key)


def _ask(
    party: Party, booking: Booking, found: Opening, who: Who, now: datetime, client_key: UUID | None
) -> MediationEntry:
    """The others tick whether it fits them; until then the old time stands."""
    mediation = party.mediation
    values = {"side": party.side, "party": party.pk, "seat": party.seat, "at": audience.when(found.starts_at)}
    entry = perform(mediation, "move_again", who=who, now=now, values=values, client_key=client_key)
    reserve.drop_offers(mediation)
    made = offer.make(mediation, [found], book.way_of(booking), now=now, asked_by=party)
    option = made.options.get()
    offer.tick(party, [option], {option.pk}, now)
    others = [each for each in mediation.parties.filter(left_at=None) if each.pk != party.pk]
    for each in others:
        tell(audience.to_parties(mediation, "mediation_offer", f"offer{made.pk}", only=each), now=now)
    return entry
