"""催办 and 批示: what a superior says about a case, and what the unit says back. The resident reads none of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.page_tags import moment
from complaints import audience
from complaints.access import actor, in_hand, ours
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.services.perform import perform
from governance.models import Staff

TOO_EARLY = "反馈期限要晚于现在，请重新选择。"


def staff_urge(
    case: Complaint, *, staff: Staff, text: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """A superior urges, as often as she likes: whoever has the case is told at once, and the row counts it."""
    return perform(
        case, "staff_urge", who=actor(staff), now=now, client_key=client_key,
        values=lambda fresh: {
            "text": text, "own": fresh.handler_id == staff.pk, "people": audience.answering(fresh, in_hand(fresh), now),
        },
        changes=lambda fresh: {"staff_urges": fresh.staff_urges + 1},
    )  # fmt: skip


def leader_note(
    case: Complaint, *, staff: Staff, text: str, now: datetime, due_at: datetime | None = None,
    client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """领导批示: an instruction that stays above the case until the unit says what it did about it, at best by `due_at`.

    Raises `Refused` for a moment that is past.
    """
    if due_at and due_at <= now:
        raise Refused("due_at", TOO_EARLY, fields={"due_at": TOO_EARLY})

    def values(fresh: Complaint) -> dict[str, Any]:
        running = Deadline.objects.filter(complaint=fresh, kind="feedback", met_at=None, void_at=None, due_at__gt=now)
        first = min((at for at in (due_at, *(row.due_at for row in running)) if at), default=None)
        return {
            "text": text, "due": moment(timezone.localtime(due_at)) if due_at else "",
            "due_at": first.isoformat() if first else "", "people": audience.answerable(fresh, in_hand(fresh), now),
        }  # fmt: skip

    return perform(
        case, "leader_note", who=actor(staff), now=now, values=values, client_key=client_key,
        changes=lambda fresh: {"instructed": True},
    )  # fmt: skip


def leader_feedback(
    case: Complaint, *, staff: Staff, text: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """办理反馈: one answer for every note that waits; those who wrote them are told."""

    def values(fresh: Complaint) -> dict[str, Any]:
        unit = in_hand(fresh)
        return {
            "text": text, "answers": ours(fresh, staff, [unit]), "asked_of": unit.name, "people": waiting(fresh),
        }  # fmt: skip

    return perform(
        case, "leader_feedback", who=actor(staff), now=now, values=values, client_key=client_key,
        changes=lambda fresh: {"instructed": False},
    )  # fmt: skip


def waiting(case: Complaint) -> list[int]:
    """Whose notes on the case wait for feedback, by key."""
    last = TimelineEntry.objects.filter(complaint=case, kind="leader_feedback").order_by("-seq").first()
    notes = TimelineEntry.objects.filter(complaint=case, kind="leader_note", seq__gt=last.seq if last else 0)
    return sorted({staff_id for staff_id in notes.values_list("staff", flat=True) if staff_id})
