"""Who handles a new case first."""

from __future__ import annotations

from typing import Any

from governance.levels import Level
from governance.models import Unit

# 干部作风/举报违纪 never enters a community's pool; until it has its own inbox it goes to the district (domain.md §3.2).
TO_DISTRICT = frozenset({"GOV-03"})


def route(unit: Unit, category: str) -> dict[str, Any]:
    """The columns `unit`, `subdistrict`, `community`, `grid` of a new case at a place of `unit`.

    The community's station takes it, also when the place belongs to a grid; a place of a street or of the district goes to
    that level itself.
    """
    chain = unit.chain()
    if category in TO_DISTRICT:
        return {"unit": chain[Level.DISTRICT], "subdistrict": None, "community": None, "grid": None}
    return {**columns(unit), "grid": None, "unit": chain.get(Level.COMMUNITY, unit)}


def columns(unit: Unit) -> dict[str, Any]:
    """The chain columns of a case that is given to `unit`."""
    chain = unit.chain()
    return {
        "unit": unit,
        "subdistrict": chain.get(Level.SUBDISTRICT),
        "community": chain.get(Level.COMMUNITY),
        "grid": chain.get(Level.GRID),
    }
