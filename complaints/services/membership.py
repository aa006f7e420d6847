"""Who is in a cluster: how many people they are, where they all lie, and what follows when they are a group. Under its lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from binan.kit.errors import NotAllowed, Refused
from binan.kit.workflow import locked
from complaints import access, audience, grouping
from complaints.access import CLOCK
from complaints.models import Cluster, Complaint, Representative
from complaints.services.locking import locked_all
from complaints.services.perform import perform
from complaints.taxonomy import CATEGORIES
from governance.levels import Level
from governance.models import Staff, Unit
from governance.selectors import district
from notices.services import tell

UNIT = "unit__parent__parent__parent"
ACROSS = "这两件在不同的社区，跨社区的串并请街道或区级来做。"
APART = "这个串并跨了几个社区，要移出请街道或区级来做。"
JUST_NOW = "刚才有同事动过这个串并，请看最新情况再点一次。"


def members(row: Cluster | None) -> list[tuple[int, str]]:
    """The keys of its cases, each with the number behind it."""
    return list(Complaint.objects.filter(cluster=row).values_list("pk", "phone")) if row else []


def phones(keys: list[int]) -> list[tuple[int, str]]:
    """The keys of these cases, each with the number behind it."""
    return list(Complaint.objects.filter(pk__in=keys).values_list("pk", "phone"))


def common(unit: Unit, case: Complaint) -> Unit:
    """The lowest unit of the three upper levels in which `unit` and the case lie."""
    mine = {Level.SUBDISTRICT: case.subdistrict_id, Level.COMMUNITY: case.community_id}
    chain = unit.chain()
    same = [level for level, pk in mine.items() if pk and level in chain and chain[level].pk == pk]
    return chain[max(same)] if same else chain.get(Level.DISTRICT) or district()


def may_span(staff: Staff, unit: Unit, sentence: str = ACROSS) -> None:
    """Across communities decides who dispatches above all of them. Raises `NotAllowed`."""
    if not access.may_span(staff, unit):
        raise NotAllowed("not_allowed", sentence)


@contextmanager
def recounting(case: Complaint, now: datetime) -> Iterator[None]:
    """How many people stand in the cluster of `case`, if in any, is counted again after what is done within: the number of one may
    be another. The cluster and all who are in it are locked before; inside the caller's transaction."""
    number = Complaint.objects.values_list("cluster", flat=True).get(pk=case.pk)
    row = locked(Cluster.objects.select_related(UNIT), number) if number else None
    inside = locked_all([pk for pk, _ in members(row)])
    yield
    if row:
        _recount(row, {**inside, case.pk: case}, now)


def _recount(row: Cluster, inside: dict[int, Complaint], now: datetime) -> None:
    """Five people are a group, four are none any more."""
    row.persons = grouping.persons(phone for _, phone in members(row))
    enough, was = row.persons >= grouping.GROUP_MIN, row.grouped_at
    row.grouped_at = (was or now) if enough else None
    row.save()
    if enough and not was:
        group(row, inside.values(), now, first=True)
    if was and not enough:
        dissolve(row, inside.values(), now)
    elif was:
        one_seat_each(serving(row), now)


def serving(row: Cluster) -> list[Representative]:
    """Those who speak for the group, the first seat first, each with her case."""
    found = Representative.objects.filter(cluster=row, ended_at=None)
    return list(found.select_related("complaint").order_by("seat"))


def one_seat_each(seated: Iterable[Representative], now: datetime) -> list[Representative]:
    """One person has one seat (信访工作条例 20), whatever cases she has: of the seats behind one number the first stays, the others end.
    Returns who stays."""
    stay: dict[str, Representative] = {}
    for one in seated:
        if stay.setdefault(one.complaint.phone or f"case {one.complaint_id}", one) is not one:
            one.seat, one.ended_at = None, now
            one.save(update_fields=["seat", "ended_at"])
    return list(stay.values())


def group(row: Cluster, members: Iterable[Complaint], now: datetime, *, first: bool) -> None:
    """Each of `members` is part of a group case; the levels above hear of it when it has become one."""
    for one in members:
        if not one.in_group:
            _flag(row, one, now)
    if first:
        tell(audience.grouped(row, _above(row), now), now=now)


def dissolve(row: Cluster, staying: Iterable[Complaint], now: datetime) -> None:
    """Fewer than five are left: nobody speaks for the others any more, and the levels that heard of a group hear that it is none."""
    Representative.objects.filter(cluster=row, ended_at=None).update(ended_at=now, seat=None)
    for one in staying:
        perform(
            one, "ungroup", who=CLOCK, now=now, held=True, values={"other": row.code, "persons": row.persons},
            changes=lambda fresh: {"in_group": False},
        )  # fmt: skip
    tell(audience.grouped(row, _above(row), now, over=True), now=now)


def _above(row: Cluster) -> list[Unit]:
    """Who hears of a group: the streets of its cases, and the level above all of them."""
    streets = Unit.objects.filter(pk__in=Complaint.objects.filter(cluster=row).values("subdistrict"))
    above = {unit.pk: unit for unit in streets.select_related("parent__parent__parent")}
    up = row.unit.parent or row.unit
    return [*above.values(), *([] if up.pk in above else [up])]


def _flag(row: Cluster, one: Complaint, now: datetime) -> None:
    """What was the wage of one becomes 群体讨薪, and 特急 (domain.md §3.2)."""
    values: dict[str, Any] = {"other": row.code, "persons": row.persons}
    columns: dict[str, Any] = {"in_group": True}
    if one.is_open and (more := grouping.raised(one.category, one.urgency)):
        category, urgency = more
        columns |= {"category": category, "urgency": urgency}
        values |= {
            "category": category, "category_name": CATEGORIES[category].name, "urgency": urgency, "was": one.category,
            "was_urgency": one.urgency, "raised": urgency != one.urgency,
        }  # fmt: skip
    perform(one, "group", who=CLOCK, now=now, held=True, values=values, changes=lambda fresh: columns)


def wrong(sentence: str) -> Refused:
    """The refusal of a number that was typed."""
    return Refused("other", sentence, fields={"other": sentence})
