"""The phrases that a form offers for one case, filled: what fits its category first."""

from __future__ import annotations

from binan.kit import memo
from complaints import wording
from complaints.access import unit_in_chain
from complaints.models import Complaint, Phrase
from governance.access import title_of
from governance.models import Staff

FRESH = 10  # seconds until every process knows of a change
MOST = 12  # chips below one field


def offered(slot: str, case: Complaint, staff: Staff) -> tuple[str, ...]:
    """The phrases of a slot ("verb.field") for this case, those of its leaf before those of its family before those for any."""
    rows = [
        row for row in memo.remember("phrases", "", FRESH, _active) if row.slot == slot and _fits(row, case.category)
    ]
    values = {
        "地点": case.place.name if case.place else case.unit.name,
        "单位": (unit_in_chain(staff, case) or case.unit).name,  # where she works who writes, also after an escalation
        "编号": case.code,
        "承办人": title_of(staff),
    }
    rows.sort(key=lambda row: (-len(row.category), row.order, row.pk))
    return tuple(wording.filled(row.text, values) for row in rows[:MOST])


def _active() -> list[Phrase]:
    """Every phrase in use: a table of dozens, kept for seconds."""
    return list(Phrase.objects.filter(active=True))


def _fits(row: Phrase, category: str) -> bool:
    return row.category in ("", category, category.partition("-")[0])
