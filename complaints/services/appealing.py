"""评价申诉: a unit says that what was asked for cannot be had; the district decides. The mark stays, two figures are shown
(domain.md §3.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from binan.kit.errors import Moved, Refused
from complaints.access import actor
from complaints.fairness import APPEAL_DAYS
from complaints.judgements import appeal_until
from complaints.models import Appeal, Complaint, Rating, TimelineEntry
from complaints.services.perform import perform
from complaints.workflow import ARBITER, JUDGED
from governance.models import Staff

REASON_MIN = 10  # characters


def appeal(
    rating: Rating, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:  # fmt: skip
    """Put the unit's reason before the district; get `rating` from `judgements.appealable`, which knows whose it is.

    Once for a mark and within five working days. Raises `Refused`.
    """
    last = appeal_until(rating.rated_at, rating.choice)
    if last is None or now >= last:
        raise Refused("late", f"申诉要在评价后 {APPEAL_DAYS} 个工作日内提出，已经过了。")
    given = _reason(reason)

    def asked(fresh: Complaint) -> dict[str, Any]:
        Appeal.objects.create(rating=rating, unit=rating.unit, by=staff, at=now, reason=given)
        return {}

    case, who = rating.complaint, actor(staff, JUDGED)
    try:
        return perform(
            case, "appeal_rating", who=who, now=now, values={"reason": given}, changes=asked, client_key=client_key
        )  # fmt: skip
    except IntegrityError as twice:
        raise Moved("moved", "这个评价已经申诉过了。") from twice


def decide(
    asked: Appeal, *, staff: Staff, upheld: bool, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """The district's word, with its reason: upheld takes the mark out of the second figure. Raises `Refused`, `Moved`."""
    given = _reason(reason)
    name = "uphold_appeal" if upheld else "reject_appeal"

    def decided(fresh: Complaint) -> dict[str, Any]:
        open_ = Appeal.objects.filter(pk=asked.pk, decided_at=None)
        if not open_.update(decided_at=now, decided_by=staff, upheld=upheld, answer=given):
            raise Moved("moved", "这个申诉同事已经裁定了。")
        Rating.objects.filter(pk=asked.rating_id).update(excluded=upheld)
        return {}

    case, who = asked.rating.complaint, actor(staff, ARBITER)
    return perform(case, name, who=who, now=now, values={"reason": given}, changes=decided, client_key=client_key)


def _reason(text: str) -> str:
    given = text.strip()
    if len(given) < REASON_MIN:
        sentence = f"请写明理由，至少 {REASON_MIN} 个字。"
        raise Refused("reason", sentence, fields={"reason": sentence})
    return given
