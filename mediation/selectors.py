"""All reads for the screens of mediation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from binan.kit.workflow import Action
from complaints import selectors as cases
from complaints.access import visible as visible_cases
from complaints.models import Complaint
from governance.access import has, title_of
from governance.models import Staff
from mediation import dispatch
from mediation.access import WITH_CASE, member, standings, visible
from mediation.models import Agreement, Booking, Mediation, MediationEntry, Mediator, Party, Room, Signature
from mediation.models.agreement import needed
from mediation.workflow import RUNNING, Side, allowed

DAYS = 7  # of the calendar
LISTED = 50  # running mediations beside the calendar
STEP = timedelta(minutes=30)
AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """A room and its bookings day by day."""

    room: Room
    days: list[list[Booking]]


def doable(mediation: Mediation, staff: Staff) -> list[Action]:
    """What she may do to the mediation now, by standing and by right, in the table's order."""
    found = allowed(mediation.stage, standings(member(staff), mediation))
    return [action for action in found if not action.right or has(staff, action.right)]


def may_apply(case: Complaint, staff: Staff) -> bool:
    """Whether she may apply for mediation of the case now."""
    may = {action.name for action in cases.doable(case, staff)}
    return "apply_mediation" in may and running(case) is None


def objection(case: Complaint) -> str:
    """Why the case may never be mediated, whoever agrees; "" when it may."""
    return dispatch.objection(case.category, "有")


def sees_case(mediation: Mediation, staff: Staff) -> bool:
    """Whether the desk's page of its case is open to her: mediators from outside see the mediation only."""
    return visible_cases(staff).filter(pk=mediation.complaint_id).exists()


def running(case: Complaint) -> Mediation | None:
    """The mediation of a case that is open; None when there is none."""
    return Mediation.objects.select_related(*WITH_CASE).filter(complaint=case, stage__in=RUNNING).first()


def latest(case: Complaint) -> Mediation | None:
    """The newest mediation of a case, running or over."""
    return Mediation.objects.select_related(*WITH_CASE).filter(complaint=case).first()


def waiting(staff: Staff) -> list[Mediation]:
    """The running mediations she sees, the nearest time limit first."""
    rows = visible(staff).filter(stage__in=RUNNING).select_related("organisation", "mediator__staff")
    return list(rows.prefetch_related("parties").order_by("due_at")[:LISTED])


def sides(mediation: Mediation) -> list[Party]:
    """Both parties, side A first."""
    return list(mediation.parties.order_by("side"))


def current_booking(mediation: Mediation) -> Booking | None:
    """The firm booking of a mediation; None when there is none."""
    firm = mediation.bookings.filter(state=Booking.State.FIRM)
    return firm.select_related("room", "mediator__staff").last()


def history(mediation: Mediation) -> QuerySet[MediationEntry]:
    """What happened, newest first."""
    return mediation.entries.select_related("staff").order_by("-id")


def agreement_of(mediation: Mediation) -> Agreement | None:
    """What was agreed; None before that."""
    return Agreement.objects.filter(mediation=mediation).first()


def signatures(mediation: Mediation, agreement: Agreement) -> list[tuple[str, str, datetime | None]]:
    """The signatures a written agreement needs: signer, its label, and when it was given (None: still missing)."""
    if agreement.form != Agreement.Form.WRITTEN:
        return []
    given = dict(agreement.signatures.values_list("signer", "signed_at"))
    return [(signer, Signature.Signer(signer).label, given.get(signer)) for signer in needed(mediation.organisation)]


def mediator_title(mediation: Mediation) -> str:
    """How a party may know her mediator: 钱调解员; "" before one is chosen."""
    return title_of(mediation.mediator.staff) if mediation.mediator else ""


def named_complainant(reader: Party) -> str:
    """How a party may know who complained: the name for side B when side A agreed to that, else ""."""
    if reader.side == Side.A:
        return ""
    complainant = Party.objects.get(mediation=reader.mediation_id, side=Side.A)
    return complainant.name if complainant.may_name_complainant else ""


def rooms_of(mediation: Mediation) -> QuerySet[Room]:
    """The rooms it may be held in."""
    return Room.objects.filter(organisation=mediation.organisation_id, active=True)


def mediators_of(mediation: Mediation) -> QuerySet[Mediator]:
    """Who may hold it."""
    return Mediator.objects.filter(organisation=mediation.organisation_id, active=True).select_related("staff")


def week(first: date) -> tuple[list[date], list[Row]]:
    """`DAYS` days from `first` and, for every room in use, its firm bookings of each of them."""
    days = [first + timedelta(days=number) for number in range(DAYS)]
    begin = timezone.make_aware(datetime.combine(first, time.min))
    firm = Booking.objects.filter(
        state=Booking.State.FIRM, starts_at__gte=begin, starts_at__lt=begin + timedelta(days=DAYS)
    )
    taken: dict[tuple[int, date], list[Booking]] = {}
    for booking in firm.select_related("mediation", "mediator__staff").order_by("starts_at"):
        taken.setdefault((booking.room_id, timezone.localdate(booking.starts_at)), []).append(booking)
    rooms = Room.objects.filter(active=True, organisation__active=True).select_related("organisation")
    return days, [Row(room, [taken.get((room.pk, day), []) for day in days]) for room in rooms]


def first_free(mediation: Mediation, now: datetime, *, minutes: int = 60) -> tuple[Room, Mediator, datetime] | None:
    """The earliest half hour, from half an hour on, at which a room and a mediator of the organisation are both free for
    `minutes`; None within the next week when there is none."""
    rooms, people = list(rooms_of(mediation)), list(mediators_of(mediation))
    ours = Q(room__in=rooms) | Q(mediator__in=people)
    firm = list(Booking.objects.filter(ours, state=Booking.State.FIRM, ends_at__gt=now, starts_at__lt=now + AHEAD))
    start = _half_hour(now + STEP)
    while start < now + AHEAD:
        end = start + timedelta(minutes=minutes)
        busy = [taken for taken in firm if taken.starts_at < end and taken.ends_at > start]
        room = next((r for r in rooms if _open(r, start, end) and all(b.room_id != r.pk for b in busy)), None)
        mediator = next((m for m in people if all(b.mediator_id != m.pk for b in busy)), None)
        if room and mediator:
            return room, mediator, start
        start += STEP
    return None


def _half_hour(moment: datetime) -> datetime:
    """The next full or half hour, not earlier than `moment`."""
    local = timezone.localtime(moment).replace(second=0, microsecond=0)
    return local + timedelta(minutes=-local.minute % 30)


def _open(room: Room, start: datetime, end: datetime) -> bool:
    first, last = timezone.localtime(start), timezone.localtime(end)
    return first.date() == last.date() and room.opens <= first.time() and last.time() <= room.closes
