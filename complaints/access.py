"""Fetch is permission (convention 4): who sees which case, and how somebody stands to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import NotAllowed
from binan.kit.workflow import Action
from complaints.models import AssistTask, Complaint, Rating
from complaints.models.complaint import Lane
from complaints.models.marks import token_keys
from complaints.models.rating import token_keys as rating_keys
from complaints.workflow import (
    APPROVER,
    ASSISTANT,
    HANDLER,
    MEMBER,
    OFFEREE,
    OVERSEER,
    RESIDENT,
    RETURNER,
    SUPERIOR,
    SYSTEM,
)
from governance.access import Seat, has, seats, title_of, working_units
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right

COLUMN = {Level.SUBDISTRICT: "subdistrict", Level.COMMUNITY: "community", Level.GRID: "grid"}
HELPS = (AssistTask.State.ASKED, AssistTask.State.ANSWERED)  # with what stands open or was answered a unit still helps
LOOKED_UP = re.compile(r"([0-9A-Z]{1,20})-[\w-]{43}", re.ASCII)  # a secret link has 32 characters
BY_LINK_ONLY = _(
    "这一步请打开我们发到您手机上的短信里的链接来做，或者用提交时的那部手机做。只凭编号和电话不行：工作人员也知道这两样。"
)
WITH_UNITS = ("unit__parent__parent__parent", "place", "handler", "offered_to")


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, the resident of the case, or the system. `label` is what the resident may read; `also`: how
    she stands to the judgement of the case, which the case itself does not tell."""

    kind: str
    staff: Staff | None = None
    label: str = ""
    also: frozenset[str] = frozenset()

    @property
    def unit(self) -> Unit | None:
        """The unit of her first post."""
        found = [seat.unit for seat in seats(self.staff) if seat.unit] if self.staff else []
        return found[0] if found else None


CLOCK = Actor("system", label="系统")
CITIZEN = Actor("resident", label="您")


def actor(staff: Staff, *also: str) -> Actor:
    """A member of staff as an actor; `also`: further standings, which the caller has made sure of."""
    return Actor("staff", staff, title_of(staff), frozenset(also))


def scope(staff: Staff, right: str = Right.SEE) -> Q | None:
    """The filter of what she sees by this right: her units and below. None: nothing. An empty Q: the whole district."""
    units = working_units(staff, right)
    if any(unit.level == Level.DISTRICT for unit in units):
        return Q()
    found = Q()
    for unit in units:
        found |= Q(**{COLUMN[Level(unit.level)]: unit})
    return found or None


def visible(staff: Staff, right: str = Right.SEE) -> QuerySet[Complaint]:
    """The cases she sees by this right."""
    within = scope(staff, right)
    return Complaint.objects.none() if within is None else Complaint.objects.filter(within)


def complaint_for(staff: Staff, code: str, right: str = Right.SEE, *, assisting: bool = False) -> Complaint:
    """One case with its units; also one that she is asked to take over from elsewhere. `assisting`: also one with which her
    unit helps, of which she is shown its part only (`sees` tells the two apart).

    Raises `Http404` when there is none or it is not hers to see: the same answer.
    """
    mine = scope(staff, right)
    asked = Q(offered_to=staff) if has(staff, right) else Q(pk__in=())
    within = asked if mine is None else mine | asked if mine else mine
    found = Complaint.objects.filter(within, code=code).select_related(*WITH_UNITS).first()
    if found is None and assisting and (units := working_units(staff, Right.HANDLE)):
        part = AssistTask.objects.filter(complaint=OuterRef("pk"), unit__in=units, state__in=HELPS)
        rows = Complaint.objects.filter(Exists(part), code=code, lane__lt=Lane.DONE)
        found = rows.select_related(*WITH_UNITS).first()
    if found is None:
        raise Http404
    return found


def sees(staff: Staff, case: Complaint) -> bool:
    """Whether the whole of the case is hers to see: the rule of `complaint_for` without `assisting`, asked of a case at hand."""
    if case.offered_to_id == staff.pk and has(staff, Right.SEE):
        return True
    units = working_units(staff, Right.SEE)
    chain = {case.subdistrict_id, case.community_id, case.grid_id}
    return any(unit.level == Level.DISTRICT or unit.pk in chain for unit in units)


def complaint_by_token(token: str) -> Complaint:
    """The case behind a resident's secret link, or behind the link of a look-up, for what both may. Raises `Http404`."""
    rows, asked = Complaint.objects.select_related(*WITH_UNITS), LOOKED_UP.fullmatch(token)
    found = rows.filter(code=asked[1]).first() if asked else rows.filter(token_key__in=token_keys(token)).first()
    if found is None or (asked and not (found.phone and constant_time_compare(token, looked_up_link(found)))):
        raise Http404
    return found


def own_complaint(token: str) -> Complaint:
    """The case behind a resident's secret link, for what is hers alone: her judgement, her word about a call, ending the case
    and her data. Raises `NotAllowed` for the link of a look-up, and `Http404`."""
    found = complaint_by_token(token)
    if is_looked_up(token):
        raise NotAllowed("by_link_only", str(BY_LINK_ONLY))
    return found


def looked_up_link(case: Complaint) -> str:
    """The key of the page for whoever knows number and telephone, which staff do too (work.md D4.1): it leads to the progress and
    to nothing that is the resident's alone, and dies with the number."""
    return f"{case.code}-{Signer(salt=f'complaints.looked-up:{case.phone}').signature(case.code)}"


def is_looked_up(token: str) -> bool:
    """Whether the link is one of a look-up by number and telephone."""
    return LOOKED_UP.fullmatch(token) is not None


def rating_by_token(token: str) -> Rating:
    """The invitation behind a rating link. Raises `Http404`."""
    rows = Rating.objects.select_related("complaint__unit__parent", "closing")
    found = rows.filter(token_key__in=rating_keys(token)).first()
    if found is None:
        raise Http404
    return found


def at_level_in_charge(staff: Staff, case: Complaint) -> bool:
    """Whether she has a post at the level in charge of the case or above it."""
    return any(seat.unit and seat.level <= case.unit.level for seat in seats(staff))


def unit_in_chain(staff: Staff, case: Complaint) -> Unit | None:
    """The highest of her units that answers for the case: the one in charge, one above it or one it was given to."""
    chain = {*(unit.pk for unit in case.unit.chain().values()), case.subdistrict_id, case.community_id, case.grid_id}
    return next((seat.unit for seat in seats(staff) if seat.unit and seat.unit.pk in chain), None)


def in_hand(case: Complaint) -> Unit:
    """The unit that has the case in hand: the handler's own, as long as it answers for the case, else the one in charge."""
    return (unit_in_chain(case.handler, case) if case.handler else None) or case.unit


def ours(case: Complaint, staff: Staff, units: Iterable[Unit]) -> bool:
    """Whether she may answer for these units: the handler of the case, or one who works in each of them."""
    own = {unit.pk for unit in working_units(staff, Right.HANDLE)}
    return case.handler_id == staff.pk or {unit.pk for unit in units} <= own


def seats_over(staff: Staff, case: Complaint) -> list[Seat]:
    """Her posts in the units that answer for the case: the one in charge, those it was given to, and the district."""
    chain = {case.unit.level: case.unit_id, Level.SUBDISTRICT: case.subdistrict_id, Level.COMMUNITY: case.community_id,
             Level.GRID: case.grid_id}  # fmt: skip
    near = (seat for seat in seats(staff) if seat.unit)
    return [seat for seat in near if seat.level == Level.DISTRICT or chain.get(seat.level) == seat.unit_id]


def may(who: Actor, case: Complaint, action: Action) -> bool:
    """Whether the action is hers: by a standing, and by its right in a post that answers for the case. What she may elsewhere
    counts only where the standing itself comes from elsewhere: she is asked to take it over, her unit to help, or she judges it."""
    held = action.by & standings(who, case)
    if not held or who.staff is None or not action.right:
        return bool(held)
    if any(action.right in seat.rights for seat in seats_over(who.staff, case)):
        return bool(held)
    return bool(held & {OFFEREE, ASSISTANT, *who.also}) and has(who.staff, action.right)


def may_span(staff: Staff, unit: Unit) -> bool:
    """Whether she may put cases together, and take them apart, that lie in `unit` all together: across communities only whoever
    dispatches above all of them."""
    above = {superior.pk for superior in unit.chain().values()}
    return unit.level >= Level.COMMUNITY or any(own.pk in above for own in working_units(staff, Right.DISPATCH))


def supervises_at(staff: Staff, case: Complaint) -> int:
    """The highest level at which she supervises the case; below all of them for whoever does not."""
    levels = (seat.level for seat in seats_over(staff, case) if Right.SUPERVISE in seat.rights)
    return min(levels, default=Level.GRID + 1)


def may_supervise(case: Complaint, staff: Staff) -> bool:
    """Whether she stands above the unit that has the case in hand; above the district is nobody, so its own people may, save
    whoever handles it."""
    level, unit = supervises_at(staff, case), in_hand(case)
    return level < unit.level or (level == Level.DISTRICT and case.handler_id != staff.pk)


def helps(staff: Staff, case: Complaint) -> bool:
    """Whether she handles cases in a unit that was asked to help with this one and has not answered."""
    asked = {each["unit"] for each in case.assists}
    return any(unit.pk in asked for unit in working_units(staff, Right.HANDLE))


def standings(who: Actor, case: Complaint) -> frozenset[str]:
    """How somebody stands to a case: handler, member of a unit in charge, superior, resident or system.

    After a dissatisfied rating (`round` > 1) only the level in charge and those above it are members: the second handling
    is not done by the unit that was found wanting (domain.md §3.5).
    """
    if who.staff is None:
        return frozenset({RESIDENT if who.kind == "resident" else SYSTEM})
    own = (
        (HANDLER, case.handler_id == who.staff.pk),
        (OFFEREE, case.offered_to_id == who.staff.pk),
        (ASSISTANT, helps(who.staff, case)),
    )
    found = {*who.also, *(standing for standing, holds in own if holds)}
    for seat in seats_over(who.staff, case):
        if Right.HANDLE in seat.rights and (case.round == 1 or seat.level <= case.unit.level):
            found.add(MEMBER)
            if seat.level <= case.unit.level and (not case.handler_id or Right.DISPATCH in seat.rights):
                found.add(RETURNER)
        if Right.DISPATCH in seat.rights and seat.level <= case.unit.level:
            found |= {SUPERIOR, OVERSEER}
        elif Right.DISPATCH in seat.rights and seat.level < in_hand(case).level:
            found.add(OVERSEER)  # it climbed past her, and who is slow with it is still below her
        if Right.DISPATCH in seat.rights and (seat.level < case.unit.level or seat.level == Level.DISTRICT):
            found.add(APPROVER)
    return frozenset(found - {APPROVER} if HANDLER in found else found)
