"""How somebody is related to the case at hand (complaints.access.standings says who is)."""

from __future__ import annotations

RESIDENT, SYSTEM, HANDLER, MEMBER, SUPERIOR = "resident", "system", "handler", "member", "superior"
OVERSEER = "overseer"  # dispatches above the unit that has it in hand, also once a level above is in charge
ASSISTANT = "assistant"  # works in a unit that was asked to assist and has not answered yet
OFFEREE = "offeree"  # has been asked to take it over
# How somebody stands to the judgement of a case: complaints.services.{revisiting,appealing} say who is.
REVISITOR, JUDGED, ARBITER = "revisitor", "judged", "arbiter"
RETURNER = "returner"  # may send a case back for the unit in charge, unless a colleague has claimed it
APPROVER = "approver"  # dispatches one level above the unit in charge, and is not its handler (domain.md §3.5, 延期)


def by(*standings: str) -> frozenset[str]:
    return frozenset(standings)
