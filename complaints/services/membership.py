"""Who is in a cluster: how many people they are, where they all lie, and what follows when they are a group. Under its lock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from binan.kit.errors import NotAllowed, Refused
from complaints import audience, grouping
from complaints.access import CLOCK
from complaints.models import Cluster, Complaint
from complaints.services.perform import perform
from complaints.taxonomy import CATEGORIES
from governance.access import working_units
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right
from governance.selectors import district
from notices.services import tell

UNIT = "unit__parent__parent__parent"
ACROSS = "这两件在不同的社区，跨社区的串并请街道或区级来做。"
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


def may_span(staff: Staff, unit: Unit) -> None:
    """Across communities decides who dispatches above all of them. Raises `NotAllowed`."""
    above = {superior.pk for superior in unit.chain().values()}
    if unit.level < Level.COMMUNITY and not any(u.pk in above for u in working_units(staff, Right.DISPATCH)):
        raise NotAllowed("not_allowed", ACROSS)


def group(row: Cluster, members: Iterable[Complaint], now: datetime, *, first: bool) -> None:
    """Each of `members` is part of a group case; the levels above hear of it when it has become one."""
    for one in members:
        if not one.in_group:
            _flag(row, one, now)
    if first:
        streets = Unit.objects.filter(pk__in=Complaint.objects.filter(cluster=row).values("subdistrict"))
        above = {unit.pk: unit for unit in streets.select_related("parent__parent__parent")}
        up = row.unit.parent or row.unit
        tell(audience.grouped(row, [*above.values(), *([] if up.pk in above else [up])], now), now=now)


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
