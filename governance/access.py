"""Where a member of staff stands: her posts, read once per request, and what they let her reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from binan.kit.errors import NotAllowed
from governance.models import Absence, Duty, Level, Place, Post, Staff, Swap, Unit
from governance.plates import KEEPER, WORKER
from governance.roles import Right, Role, rights


@dataclass(frozen=True)
class Seat:
    """One post as the rules need it."""

    role: str
    unit: Unit | None
    rights: frozenset[str]

    @property
    def unit_id(self) -> int | None:
        """The key of the post's unit."""
        return self.unit.pk if self.unit else None

    @property
    def level(self) -> int:
        """The level of the post's unit; 0 for a post outside the four levels."""
        return self.unit.level if self.unit else 0


def seats(staff: Staff) -> tuple[Seat, ...]:
    """Her posts, one query, kept on the instance for the rest of the request; highest unit first."""
    kept = getattr(staff, "_seats", None)
    if kept is None:
        posts = Post.objects.filter(staff=staff).select_related("unit__parent__parent__parent")
        found = [Seat(post.role, post.unit, rights(post.role)) for post in posts]
        kept = tuple(sorted(found, key=lambda seat: seat.level))
        staff._seats = kept  # type: ignore[attr-defined]
    return kept


def has(staff: Staff, right: str) -> bool:
    """Whether any of her posts gives the right, wherever it holds."""
    return any(right in seat.rights for seat in seats(staff))


def working_units(staff: Staff, right: str = Right.SEE) -> list[Unit]:
    """The units in which (and below which) she has the right."""
    return [seat.unit for seat in seats(staff) if seat.unit and right in seat.rights]


def title_of(staff: Staff) -> str:
    """How a resident may know her: surname and role, e.g. 王社工 (never the full name)."""
    role = next((seat.role for seat in seats(staff)), "")
    word: dict[str, str] = {
        Role.SOCIAL_WORKER: "社工",
        Role.GRID_WORKER: "网格员",
        Role.COMMUNITY_HEAD: "书记",
        Role.MEDIATOR: "调解员",
    }
    return f"{staff.display_name[:1]}{word.get(role, '值班员')}"


def rostered(staff: Staff) -> list[Unit]:
    """The units whose roster she sees: her own, those below and those above them; upper ones first. Fetched with superiors."""
    own = [seat.unit for seat in seats(staff) if seat.unit]
    keys = [unit.pk for unit in own]
    within = Q(parent__in=keys) | Q(parent__parent__in=keys) | Q(parent__parent__parent__in=keys)
    above = {superior.pk for unit in own for superior in unit.chain().values()}
    rows = Unit.objects.filter(within | Q(pk__in=above), valid_to=None).select_related("parent__parent__parent")
    return sorted(rows, key=lambda unit: (unit.level, unit.parent.key if unit.parent else "", unit.key))


def may_plan(staff: Staff, unit: Unit) -> bool:
    """Whether she makes the roster of `unit`: a head of it or of a unit above it."""
    above = {superior.pk for superior in unit.chain().values()}
    return any(own.pk in above for own in working_units(staff, Right.DISPATCH))


def roster_of(staff: Staff, pk: int, *, plan: bool = False) -> Unit:
    """A unit whose roster she sees or, with `plan`, makes. Raises `Http404` for others' and `NotAllowed`."""
    unit = next((unit for unit in rostered(staff) if unit.pk == pk), None)
    if unit is None:
        raise Http404
    if plan and not may_plan(staff, unit):
        raise NotAllowed("not_allowed", "值班表由本单位或上级的负责人来排，请和负责人说。")
    return unit


def duty_for(staff: Staff, pk: int, *, plan: bool = False) -> Duty:
    """A duty of a roster she sees or, with `plan`, makes. Raises `Http404` and `NotAllowed`."""
    duty = Duty.objects.select_related("staff", "unit", "shift").filter(pk=pk).first()
    if duty is None:
        raise Http404
    duty.unit = roster_of(staff, duty.unit_id, plan=plan)
    return duty


def leave_for(staff: Staff, pk: int) -> Absence:
    """A leave; whose it is decides who may end it. Raises `Http404` for who sees none of that person's rosters."""
    leave = Absence.objects.select_related("staff").filter(pk=pk).first()
    seen = {unit.pk for unit in rostered(staff)}
    if leave is None or not seen & {seat.unit.pk for seat in seats(leave.staff) if seat.unit}:
        raise Http404
    return leave


def swap_for(staff: Staff, pk: int) -> Swap:
    """A swap of a roster she sees. Raises `Http404`."""
    swap = Swap.objects.select_related("duty__staff", "giver", "to").filter(pk=pk).first()
    if swap is None:
        raise Http404
    swap.duty.unit = roster_of(staff, swap.duty.unit_id)
    return swap


def may_ring(staff: Staff, unit: Unit) -> bool:
    """Whether she reads the mobile numbers of those on duty in `unit`: who works with cases in its line, above or below it."""
    line = {superior.pk for superior in unit.chain().values()}
    mine = working_units(staff, Right.HANDLE)
    return any(own.pk in line or unit.pk in {up.pk for up in own.chain().values()} for own in mine)


def plate_standings(staff: Staff, place: Place) -> set[str]:
    """What she is to the plate of `place` (governance/plates.py); nothing for others' places. Whoever keeps the admin is a keeper."""
    up = {unit.pk for unit in place.unit.chain().values()}
    found = {WORKER} if up & {unit.pk for unit in working_units(staff, Right.HANDLE)} else set()
    if up & {unit.pk for unit in working_units(staff, Right.DISPATCH)} or staff.has_perm("governance.change_place"):
        found.add(KEEPER)
    return found


def places_of(staff: Staff) -> QuerySet[Place]:
    """The places whose plates she looks after: in her units and below, for those who keep the admin all of them."""
    if staff.has_perm("governance.view_place"):
        return Place.objects.all()
    keys = [unit.pk for unit in working_units(staff, Right.HANDLE)]
    steps = ("unit", "unit__parent", "unit__parent__parent", "unit__parent__parent__parent")
    mine = Q()
    for step in steps:
        mine |= Q(**{f"{step}__in": keys})
    return Place.objects.filter(mine) if keys else Place.objects.none()


def place_for(staff: Staff, code: str) -> Place:
    """A place whose plate she looks after, by its code or a former one, with its units. Raises `Http404` for an unknown code and for others' alike."""
    mine = places_of(staff).select_related("unit__parent__parent__parent")
    place = mine.filter(code=code.upper()).first() or mine.filter(former__code=code.upper()).first()
    if place is None:
        raise Http404
    return place


def audits(staff: Staff) -> None:
    """Raises `NotAllowed` for whoever is no auditor."""
    if not has(staff, Right.AUDIT):
        raise NotAllowed("not_allowed", "审计由审计员查看。")


def opens_closed(staff: Staff) -> bool:
    """Whether she reads what a deed on something closed was: an auditor who sees the district's own inbox as well, where reports of
    misconduct are (domain.md §5)."""
    return any(seat.level == Level.DISTRICT and Right.SEE in seat.rights for seat in seats(staff))


__all__ = [
    "Level", "Seat", "audits", "duty_for", "has", "leave_for", "may_plan", "may_ring", "opens_closed", "place_for", "places_of",
    "plate_standings", "roster_of", "rostered", "seats", "swap_for", "title_of", "working_units",
]  # fmt: skip
