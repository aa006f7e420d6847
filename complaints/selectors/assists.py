"""Sub-tasks of cases: what stands on the board of the unit that was asked, and what on the case's page."""

from __future__ import annotations

from django.db.models import Q

from complaints.models import AssistTask, Complaint
from complaints.selectors.queue import NOT_IN_A_ROW, PAGE
from governance.access import working_units
from governance.levels import Level
from governance.models import Staff, Unit
from governance.roles import Right

ROW = ("asked", "unit", "complaint__unit", "complaint__place", "complaint__handler")


def assisting(staff: Staff) -> list[AssistTask]:
    """What her units were asked to help with and have not answered, the first due first; a page at most."""
    units = working_units(staff, Right.HANDLE)
    if not units:
        return []
    rows = AssistTask.objects.filter(unit__in=units, state=AssistTask.State.ASKED).select_related(*ROW)
    return list(rows.defer(*(f"complaint__{name}" for name in NOT_IN_A_ROW)).order_by("due_at", "pk")[:PAGE])


def assists(case: Complaint) -> list[AssistTask]:
    """All sub-tasks of a case, the first asked first."""
    return list(AssistTask.objects.filter(complaint=case).select_related("unit", "asked", "ended").order_by("number"))


def assisted_by(case: Complaint, staff: Staff) -> list[AssistTask]:
    """Those of them that her units were asked for."""
    mine = {unit.pk for unit in working_units(staff, Right.HANDLE)}
    return [each for each in assists(case) if each.unit_id in mine]


def helpers(case: Complaint) -> list[Unit]:
    """Which units the page proposes for help: every subdistrict and community, and the grids beside its own; not those that
    answer for it themselves."""
    own = {*(unit.pk for unit in case.unit.chain().values()), case.subdistrict_id, case.community_id, case.grid_id}
    near = Q(level__in=(Level.SUBDISTRICT, Level.COMMUNITY)) | Q(parent=case.community_id, level=Level.GRID)
    rows = Unit.objects.filter(near, valid_to=None).select_related("parent").order_by("parent__key", "key")
    return [unit for unit in rows if unit.pk not in own]
