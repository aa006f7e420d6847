"""The resident's judgement, two days after closing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from binan.kit import codes
from binan.kit.masking import plain
from complaints.access import CITIZEN, CLOCK
from complaints.models import Complaint, Rating
from complaints.models.rating import token_key
from complaints.services.escalation import again
from complaints.services.perform import perform

COMMENT_MAX = 500  # characters


def invite(case: Complaint, *, now: datetime) -> Rating | None:
    """Write the invitation and tell the resident; whom it judges is frozen here (work.md D).

    None for somebody who withdrew her consent: nobody asks her.
    """
    if case.consent_withdrawn_at:
        return None
    token = codes.token()
    with transaction.atomic():
        rating, _ = Rating.objects.get_or_create(
            complaint=case,
            round=case.round,
            defaults={
                "token": token, "token_key": token_key(token), "handler": case.handler, "unit": case.unit, "invited_at": now
            },
        )  # fmt: skip
        perform(case, "invite_rating", who=CLOCK, now=now)
    return rating


def rate(rating: Rating, *, choice: int, comment: str, now: datetime, client_key: UUID | None = None) -> Rating:
    """Take the resident's mark; a second one changes nothing and returns the first.

    A dissatisfied mark reopens the case one level up with a new clock, in the same transaction (domain.md §3.5).
    """
    with transaction.atomic():
        won = Rating.objects.filter(pk=rating.pk, choice=None).update(choice=choice, rated_at=now)
        rating.refresh_from_db()
        if not won:
            return rating
        Rating.objects.filter(pk=rating.pk).update(comment=plain(comment)[:COMMENT_MAX])
        rating.refresh_from_db()
        case = rating.complaint
        label = Rating.Choice(choice).label
        perform(case, "rate", who=CITIZEN, now=now, values={"choice": label, "value": choice}, client_key=client_key)
        if rating.is_dissatisfied:
            perform(case, "reopen", who=CLOCK, now=now, values={"reason": f"居民评价：{label}"}, changes=again)
    return rating
