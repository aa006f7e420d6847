"""The resident's judgement, two days after closing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from binan.kit import codes
from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.access import CITIZEN, CLOCK
from complaints.fairness import ANSWER_WITHIN
from complaints.models import Closing, Complaint, Rating
from complaints.models.rating import token_key
from complaints.services import flagging, revisiting
from complaints.services.escalation import again
from complaints.services.flagging import Seen
from complaints.services.perform import perform
from complaints.workflow import ACTIONS

COMMENT_MAX = 500  # characters
NOWHERE = Seen()
BATCH = 500


def invite(case: Complaint, *, now: datetime) -> Rating | None:
    """Write the invitation and tell the resident; whom it judges was frozen when the case closed (work.md D4.2).

    None for somebody who withdrew her consent: nobody asks her.
    """
    if case.consent_withdrawn_at:
        return None
    token, closing = codes.token(), Closing.objects.filter(complaint=case, round=case.round).first()
    judged = closing or case
    with transaction.atomic():
        rating, _new = Rating.objects.get_or_create(
            complaint=case,
            round=case.round,
            defaults={
                "token": token, "token_key": token_key(token), "invited_at": now, "closing": closing, "handler": judged.handler,
                "unit": judged.unit, "subdistrict_id": case.subdistrict_id, "community_id": case.community_id,
            },
        )  # fmt: skip
        perform(case, "invite_rating", who=CLOCK, now=now)
    return rating


def lapse(case: Complaint, *, now: datetime) -> bool:
    """The time to vote is over: without an answer the invitation is 未评, never 满意. Returns whether there was one to end."""
    with transaction.atomic():
        silent = Rating.objects.filter(complaint=case, round=case.round, choice=None, expired_at=None)
        ended = bool(silent.update(expired_at=now))
        if ended:
            perform(case, "lapse_rating", who=CLOCK, now=now)
    return ended


def is_over(rating: Rating, now: datetime) -> bool:
    """Whether nobody can vote any more: the clock has ended it, or would if it were not late itself."""
    return rating.choice is None and (rating.expired_at is not None or now >= rating.invited_at + ANSWER_WITHIN)


def rate(
    rating: Rating, *, choice: int, comment: str, now: datetime, seen: Seen = NOWHERE, client_key: UUID | None = None
) -> Rating:
    """Take the resident's mark; a second one changes nothing and returns the first. Raises `Refused` when it is too late.

    A vote that was still due when a superior opened the case again counts for the closing it was asked about. A dissatisfied mark,
    whichever round it is about, has `_call_back` follow in the same transaction. What is odd about the answer becomes a question,
    never a refusal.
    """
    if is_over(rating, now):
        raise Refused("over", _("评价时间已经过了。还有话想说，请打 12345。"))
    with transaction.atomic():
        marked = {"choice": choice, "rated_at": now, "took": seen.took, **flagging.traced(seen)}
        won = Rating.objects.filter(pk=rating.pk, choice=None, expired_at=None).update(**marked)
        rating.refresh_from_db()
        if not won:
            return rating
        Rating.objects.filter(pk=rating.pk).update(comment=plain(comment)[:COMMENT_MAX])
        rating.refresh_from_db()
        flagging.question(rating, seen, now=now)
        case, label = rating.complaint, Rating.Choice(choice).label
        earlier = rating.round < case.round
        perform(
            case, "rate_earlier" if earlier else "rate", who=CITIZEN, now=now, values={"choice": label, "value": choice},
            client_key=client_key,
        )  # fmt: skip
        if rating.is_dissatisfied:
            _call_back(case, rating, now)
    return rating


def overtaken(now: datetime) -> int:
    """The clock's job: votes about an earlier round that did not come in time are 未评 as well; returns how many."""
    silent = Rating.objects.filter(choice=None, expired_at=None, invited_at__lte=now - ANSWER_WITHIN)
    rows = silent.filter(round__lt=F("complaint__round")).order_by("invited_at").values("pk")[:BATCH]
    return silent.filter(pk__in=list(rows.values_list("pk", flat=True))).update(expired_at=now)


def _call_back(case: Complaint, rating: Rating, now: datetime) -> None:
    """She is not content: unless it is handled again already, the case opens one level up with a new clock, not for whom she judged,
    and whoever has it calls her within the hour (domain.md §3.5, work.md D4.4)."""
    if case.stage in ACTIONS["reopen"].sources:
        revisiting.call_off(case, now=now)
        barred = {"last_handler": rating.handler} if rating.handler else {}
        values = {"reason": f"居民评价：{rating.get_choice_display()}"}
        perform(case, "reopen", who=CLOCK, now=now, values=values, changes=lambda fresh: again(fresh) | barred)
    if case.is_open and case.phone:
        perform(case, "ask_revisit", who=CLOCK, now=now)
