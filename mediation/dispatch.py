"""Which organisation a case is best brought to, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db.models import Exists, OuterRef, Q

from complaints.models import Complaint
from complaints.taxonomy.categories import CATEGORIES
from mediation.danger import names_authority
from mediation.models import Mediator, Organisation
from mediation.workflow import AFTER_CLEARANCE

NO_MEDIATION = "“{name}”这类事要先由主管部门处置，不能调解；有赔偿等民事纠纷的，可另行登记。"
NEEDS_CLEARANCE = "“{name}”要先由公安、妇联等处置：写明是谁同意调解的、文号是什么，才能申请。"
OTHER_KIND = "其他"  # of the Ministry of Justice's list (domain.md §3.1)


class Rank(IntEnum):
    """How an organisation stands to a case, the best first. `OTHER`: made for something else, e.g. a union of personnel officers
    for noise at night; `EMPTY`: nobody works there, so nothing can be booked."""

    MADE = 0
    STREET = 1
    DISTRICT = 2
    OTHER = 3
    EMPTY = 4


@dataclass(frozen=True)
class Suggestion:
    """An organisation and why it fits."""

    organisation: Organisation
    reason: str
    rank: Rank


def objection(category: str, clearance: str) -> str:
    """Why a case of this category may not be mediated, "" when it may. `clearance`: the word of the authority in charge."""
    row = CATEGORIES.get(category)
    if row is None or row.mediable:
        return ""
    if category not in AFTER_CLEARANCE:
        return NO_MEDIATION.format(name=row.name)
    return "" if names_authority(clearance) else NEEDS_CLEARANCE.format(name=row.name)


def kind(category: str) -> str:
    """The type of dispute in the Ministry of Justice's people's-mediation statistics."""
    row = CATEGORIES.get(category)
    return (row.moj.split("/")[0] if row else "") or OTHER_KIND


def suggestions(case: Complaint) -> list[Suggestion]:
    """The organisations that may take a case, in the order of `Rank`."""
    staffed = Exists(Mediator.objects.filter(organisation=OuterRef("pk"), active=True))
    serving = Organisation.objects.filter(Q(unit=None) | Q(unit=case.subdistrict_id), active=True)
    found = [_judge(one, case) for one in serving.annotate(staffed=staffed)]
    return sorted(found, key=lambda one: (one.rank, one.organisation.name))


def _judge(one: Organisation, case: Complaint) -> Suggestion:
    if not one.staffed:  # type: ignore[attr-defined]
        return Suggestion(one, "暂时没有在岗的调解员", Rank.EMPTY)
    if _made_for(one.specialities, case.category):
        row = CATEGORIES.get(case.category)
        return Suggestion(one, f"专门调解“{row.name if row else case.category}”这类纠纷", Rank.MADE)
    if one.unit_id:
        return Suggestion(one, f"就在{case.subdistrict}", Rank.STREET)
    if one.specialities:
        return Suggestion(one, "面向全区，专门调解别的纠纷", Rank.OTHER)
    return Suggestion(one, "面向全区", Rank.DISTRICT)


def _made_for(specialities: Iterable[str], category: str) -> bool:
    return any(category.startswith(beginning) for beginning in specialities)
