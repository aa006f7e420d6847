"""Who handles a new case first, who is rung when nobody does, and who may be asked to take one over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from complaints.models import Complaint
from complaints.workflow import Urgency
from governance.levels import Level
from governance.models import Presence, Unit

# 干部作风/举报违纪 never enters a community's pool; until it has its own inbox it goes to the district (domain.md §3.2).
TO_DISTRICT = frozenset({"GOV-03"})
LOAD_MAX = 15  # open cases of one person; beyond that no further one is proposed to her


def route(unit: Unit, category: str, urgency: str = "") -> dict[str, Any]:
    """The columns `unit`, `subdistrict`, `community`, `grid` of a new case at a place of `unit`.

    The community's station takes it, also when the place belongs to a grid; a place of a street or of the district goes to
    that level itself. A 特急 stands on the board of its grid as well: P0 alarms all four levels (domain.md §3.3).
    """
    chain = unit.chain()
    if category in TO_DISTRICT:
        return {"unit": chain[Level.DISTRICT], "subdistrict": None, "community": None, "grid": None}
    found = {**columns(unit), "unit": chain.get(Level.COMMUNITY, unit)}
    return found if urgency == Urgency.P0 else {**found, "grid": None}


def near(case: Complaint) -> Unit | None:
    """The grid of the place of a 特急 that is not on its board yet: once it has become one, or has come back to its community."""
    if case.urgency != Urgency.P0 or case.grid_id or not case.place or not case.community_id:
        return None
    home = case.place.unit
    return home if home.level == Level.GRID and home.parent_id == case.community_id else None


def columns(unit: Unit) -> dict[str, Any]:
    """The chain columns of a case that is given to `unit`."""
    chain = unit.chain()
    return {
        "unit": unit,
        "subdistrict": chain.get(Level.SUBDISTRICT),
        "community": chain.get(Level.COMMUNITY),
        "grid": chain.get(Level.GRID),
    }


def rings(
    duty: Iterable[int], station: Iterable[int], above: Iterable[Iterable[int]], *, without: Iterable[int]
) -> list[tuple[int, ...]]:
    """Whom to ring for a case that nobody has, in order; each group once the one before it has stayed silent.

    First one person: the next of those on duty at the unit (`duty`, the freest first). Then everybody at the station. Then
    those on duty one level up, and so on (`above`). `without`: who just let it go, or may not have it; she is not rung, and
    nobody twice. A group with nobody in it is passed over, so the first of the list is never empty (work.md A5: never ownerless).
    """
    passed = set(without)
    free = [pk for pk in duty if pk not in passed]
    found = []
    for group in ([*free[:1]], [*free, *station], *above):
        fresh = tuple(dict.fromkeys(pk for pk in group if pk not in passed))
        if fresh:
            found.append(fresh)
        passed.update(fresh)
    return found


def why_not(*, on_duty: bool, state: str, load: int) -> str:
    """Why a colleague is not proposed for a case now, in a few words; "" when she is. `load`: open cases she has claimed."""
    if not on_duty:
        return "不在班"
    if state in (Presence.State.CALLING, Presence.State.OFF):
        return Presence.State(state).label
    return f"手上已有 {load} 件" if load >= LOAD_MAX else ""
