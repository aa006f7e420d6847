"""问险情: the answers to the questions of a danger are kept with the case, and may make it more urgent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from complaints import triage as cards
from complaints.access import actor
from complaints.models import Complaint, TimelineEntry
from complaints.services.perform import perform
from governance.models import Staff


def triage(
    case: Complaint, *, staff: Staff, answers: Mapping[str, str], now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Keep the `answers` (question → yes, no, unknown) to the card of the case's category.

    They raise its urgency from now on when they say more than it has; they never lower it (改分类 does, with a reason).
    Raises `Refused` when the category has no card or a question is left out.
    """

    def values(fresh: Complaint) -> dict[str, Any]:
        card = cards.BY_CATEGORY.get(fresh.category)
        if card is None or cards.fault(fresh.category, answers):
            return {"answers": dict(answers)}
        found = cards.verdict(card, answers)
        return {
            "card": card.name, "card_title": card.title, "answers": dict(answers), "points": found.points, "urgency": found.urgency,
            "calls": list(found.calls), "because": list(found.because), "raised": found.urgency < fresh.urgency,
        }  # fmt: skip

    def changed(fresh: Complaint) -> dict[str, Any]:
        found = cards.verdict(cards.BY_CATEGORY[fresh.category], answers)
        if found.urgency >= fresh.urgency:
            return {}
        return {"urgency": found.urgency, "reasons": list(dict.fromkeys([*found.because, *fresh.reasons]))}

    return perform(case, "triage", who=actor(staff), now=now, values=values, changes=changed, client_key=client_key)
