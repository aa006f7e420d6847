"""All reads for the screens of mediation."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from binan.kit import cursors
from binan.kit.workflow import Action
from complaints import selectors as cases
from complaints.access import visible as visible_cases
from complaints.models import Complaint
from complaints.workflow import Stage as CaseStage
from governance.access import Level, has, may_plan, title_of, working_units
from governance.models import Staff
from governance.roles import Right
from mediation import danger, dispatch
from mediation.access import WITH_CASE, member, standings, visible
from mediation.models import (
    Agreement,
    Booking,
    Mediation,
    MediationEntry,
    Mediator,
    Offer,
    Option,
    Organisation,
    Party,
    PartyTime,
    Pick,
    Room,
    Wish,
)
from mediation.workflow import RUNNING, Side, allowed

# Where a case still leads somewhere: its handler can arrange a mediation.
WISHABLE = (CaseStage.FILED, CaseStage.ACCEPTED, CaseStage.CLAIMED, CaseStage.CONTACTED)
LISTED = 20  # running mediations of a page beside the calendar
NOT_LISTED = ("checked", "clearance", "outcome", "referral_no")


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
    return dispatch.objection(case.category, "公安、妇联同意")


def told(case: Complaint) -> list[str]:
    """All that was written about a case by those it concerns: its text, and what was added later."""
    added = case.entries.filter(kind="add_info")
    return [case.text, *(str(entry.body.get("text", "")) for entry in added)]


def dangers(mediation: Mediation) -> list[danger.Flag]:
    """The red flags in what is known of the matter now that neither an authority nor a worker's check has lifted."""
    found = danger.flags(*told(mediation.complaint), category=mediation.complaint.category)
    return danger.unlifted(found, clearance=mediation.clearance, checked=mediation.checked)


def no_wish(case: Complaint) -> str:
    """Why a resident cannot apply for mediation of the case now; "" when she can."""
    if running(case):
        return _("这件事已经在调解中了。")
    if case.stage not in WISHABLE:
        return _("这件事已经办完了。还有问题，请重新反映。")
    return _("这类事要先由主管部门处置，不能调解。") if objection(case) else ""


def open_wish(case: Complaint, side: str = "") -> Wish | None:
    """The wish for mediation nobody has acted on yet, of one side where asked; None for none."""
    found = Wish.objects.filter(complaint=case, **({"side": side} if side else {})).first()
    newer = found and Mediation.objects.filter(complaint=case, accepted_at__gte=found.at).exists()
    return None if newer else found


def may_wish_again(party: Party) -> bool:
    """Whether she may ask for another try: it is over, and her matter can still be mediated."""
    if party.mediation.is_running or not party.is_in or wished_again(party):
        return False
    return not no_wish(Complaint.objects.get(pk=party.mediation.complaint_id))


def wished_again(party: Party) -> bool:
    """Whether her side asked for another try after this mediation."""
    return Wish.objects.filter(after=party.mediation_id, side=party.side).exists()


def own_mediation(case: Complaint) -> Party | None:
    """The complainant's seat in the running mediation of her case; None for none."""
    mine = Party.objects.filter(mediation__complaint=case, mediation__stage__in=RUNNING, side=Side.A, ordinal=1)
    return mine.first()


def sees_case(mediation: Mediation, staff: Staff) -> bool:
    """Whether the desk's page of its case is open to her: mediators from outside see the mediation only."""
    return visible_cases(staff).filter(pk=mediation.complaint_id).exists()


def running(case: Complaint) -> Mediation | None:
    """The mediation of a case that is open; None when there is none."""
    return Mediation.objects.select_related(*WITH_CASE).filter(complaint=case, stage__in=RUNNING).first()


def latest(case: Complaint) -> Mediation | None:
    """The newest mediation of a case, running or over."""
    return Mediation.objects.select_related(*WITH_CASE).filter(complaint=case).first()


def waiting(staff: Staff, after: str = "") -> tuple[list[Mediation], str]:
    """A page of the running mediations she sees, the nearest time limit first, and the cursor of the next page, "" when there is
    none. `after`: the cursor of the page before. Raises `Refused` on one that is not ours."""
    rows = visible(staff).filter(stage__in=RUNNING)
    if after:
        due, pk = cursors.place(after, datetime, int)
        rows = rows.filter(due_at__gte=due).exclude(due_at=due, pk__lte=pk)
    parties = Party.objects.only("mediation", "side", "ordinal", "answer", "left_at")
    page = rows.select_related("organisation", "mediator__staff").prefetch_related(Prefetch("parties", parties))
    found = list(page.defer(*NOT_LISTED).order_by("due_at", "pk")[: LISTED + 1])
    shown = found[:LISTED]
    return shown, cursors.cursor(shown[-1].due_at, shown[-1].pk) if len(found) > LISTED else ""


def sides(mediation: Mediation) -> list[Party]:
    """The parties who take part, side A first, each side by number; those who left are in `mediation.parties` only."""
    return [party for party in mediation.parties.all() if party.is_in]


def everybody(mediation: Mediation) -> list[Party]:
    """All who ever were a party of it, those who left among them, in the same order."""
    return list(mediation.parties.select_related("recorded_by").prefetch_related("agents"))


def alone(parties: list[Party]) -> set[int]:
    """The pks of those who are the only one left on their side: without them it is over."""
    sides = [party.side for party in parties if party.is_in]
    return {party.pk for party in parties if party.is_in and sides.count(party.side) == 1}


def current_booking(mediation: Mediation) -> Booking | None:
    """The firm booking of a mediation; None when there is none."""
    firm = mediation.bookings.filter(state=Booking.State.FIRM)
    return firm.select_related("room", "mediator__staff").last()


def open_offer(mediation: Mediation) -> Offer | None:
    """The times the parties may choose from now, with what each has ticked; None when nothing is on offer."""
    options = Option.objects.select_related("room", "mediator__staff").prefetch_related("ticks")
    found = mediation.offers.filter(state=Offer.State.OPEN)
    return found.prefetch_related(Prefetch("options", options)).first()


def ticks_of(party: Party, offer: Offer) -> dict[int, bool]:
    """What a party said to the options (pks) of an offer."""
    return dict(Pick.objects.filter(option__offer=offer, party=party).values_list("option", "fits"))


def times_of(party: Party, first: date) -> dict[tuple[date, str], bool]:
    """When a party said she can come or cannot, from the day `first` on: by day and part of the day."""
    rows = PartyTime.objects.filter(party=party, day__gte=first).values_list("day", "part", "can")
    return {(day, part): can for day, part, can in rows}


def history(mediation: Mediation) -> QuerySet[MediationEntry]:
    """What happened, newest first."""
    return mediation.entries.select_related("staff").order_by("-id")


def agreement_of(mediation: Mediation) -> Agreement | None:
    """What was agreed; None before that, and while it is only a draft."""
    return Agreement.objects.filter(mediation=mediation, reached_at__isnull=False).first()


def mediator_title(mediation: Mediation) -> str:
    """How a party may know her mediator: 钱调解员; "" before one is chosen."""
    return title_of(mediation.mediator.staff) if mediation.mediator else ""


def named_complainant(reader: Party) -> str:
    """How a party may know who complained: the name for side B when side A agreed to that, else ""; nothing new once she left."""
    if reader.side == Side.A or not reader.is_in:
        return ""
    complainant = Party.objects.get(mediation=reader.mediation_id, side=Side.A, ordinal=1)
    return complainant.name if complainant.may_name_complainant else ""


def rooms_of(mediation: Mediation) -> QuerySet[Room]:
    """The rooms it may be held in."""
    return Room.objects.filter(organisation=mediation.organisation_id, active=True)


def mediators_of(mediation: Mediation) -> QuerySet[Mediator]:
    """Who may hold it."""
    return Mediator.objects.filter(organisation=mediation.organisation_id, active=True).select_related("staff")


def may_feed(staff: Staff, organisation: Organisation) -> bool:
    """Whether she opens and revokes the calendar feeds of an organisation: those who mediate for it."""
    own = getattr(staff, "mediator", None)
    return bool(own and own.active and own.organisation_id == organisation.pk and has(staff, Right.MEDIATE))


def may_door(staff: Staff, organisation: Organisation) -> bool:
    """Whether she reads the codes on the doors of an organisation, with which a party says that she is there: those who mediate
    for it, and who is in charge of the street it serves, or of the district."""
    if may_feed(staff, organisation):
        return True
    if organisation.unit:
        return may_plan(staff, organisation.unit)
    return any(unit.level == Level.DISTRICT for unit in working_units(staff, Right.DISPATCH))
