"""The verbs of those who work on a case. Each fetches nothing, asks the table, and says what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from binan.kit.errors import Refused
from complaints.access import CITIZEN, CLOCK, Actor, actor
from complaints.casefile import URGE_EVERY_HOURS, urge_at
from complaints.ladder import apart
from complaints.models import Call, Complaint, TimelineEntry
from complaints.outlook import moment
from complaints.services import attachments, calling, closing, following, instructing, voice
from complaints.services.classifying import raised
from complaints.services.intake import checked_text, told
from complaints.services.perform import Changes, Values, perform
from complaints.taxonomy import understand
from complaints.workflow import Urgency
from governance import presence
from governance.models import Staff


def claim(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """Take a case: one winner, the others get `Moved` with the winner's name."""
    with transaction.atomic():
        entry = perform(
            case, "claim", who=actor(staff), now=now, values={"staff_id": staff.pk}, client_key=client_key,
            changes=lambda fresh: {"handler": staff, "claimed_at": now},
        )  # fmt: skip
        presence.here(staff, now)
    return entry


def release(
    case: Complaint, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> TimelineEntry:
    """Give a case back to the queue; somebody new has to call."""
    return perform(
        case, "release", who=actor(staff), now=now, values={"reason": reason}, client_key=client_key,
        changes=lambda fresh: {"handler": None, "last_handler_id": fresh.left_by_id},
    )  # fmt: skip


def call_back(
    case: Complaint,
    *,
    staff: Staff,
    reached: bool,
    summary: str,
    now: datetime,
    outcome: str = "",
    client_key: UUID | None = None,
) -> TimelineEntry:
    """Log a call. Reached meets the promise of contact; not reached is an attempt, and the promise goes on.

    `outcome`: a value of `Call.Outcome`, by default connected or no answer. `now` is the server's watch.
    """
    result = Call.Outcome.CONNECTED if reached else outcome or Call.Outcome.NO_ANSWER
    if reached != (result == Call.Outcome.CONNECTED) or result not in Call.Outcome.values:
        raise Refused("outcome", "通话结果和“是否接通”不一致，请重新选择。")

    def changed(fresh: Complaint) -> dict[str, Any]:
        if reached:
            return {} if fresh.first_contact_at else {"first_contact_at": now}
        counted = {"spread_tries": fresh.spread_tries + 1, "tried_at": now}
        another = apart(fresh.spread_tries, fresh.tried_at, now)
        return {"contact_tries": fresh.contact_tries + 1, **(counted if another else {})}

    with transaction.atomic():
        calling.resume(case, staff=staff, now=now)
        entry = perform(
            case, "call_back" if reached else "call_missed", who=actor(staff), now=now, client_key=client_key,
            values={"reached": reached, "summary": summary, "outcome": result}, changes=changed,
        )  # fmt: skip
        if not Call.objects.filter(entry=entry).exists():
            moments = calling.lasted(case, staff, now)
            Call.objects.create(
                complaint=case, entry=entry, staff=staff, at=now, outcome=result, summary=summary, **moments
            )
    return entry


def set_out(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """Somebody is on the way (出动): meets the promise of contact as well; both moments are kept (domain.md §0.1)."""
    with transaction.atomic():
        calling.resume(case, staff=staff, now=now)
        entry = perform(
            case, "set_out", who=actor(staff), now=now, client_key=client_key,
            changes=lambda fresh: {} if fresh.dispatched_at else {"dispatched_at": now},
        )  # fmt: skip
        presence.goes_out(staff, now)
    return entry


def arrive(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """到场: she is there; whoever forgot to say that she set out has done so, and contact is made face to face."""

    def changed(fresh: Complaint) -> dict[str, Any]:
        first = {} if fresh.first_contact_at else {"first_contact_at": now}
        return first if fresh.arrived_at else {**first, "arrived_at": now}

    return perform(case, "arrive", who=actor(staff), now=now, changes=changed, client_key=client_key)


def note(
    case: Complaint,
    *,
    staff: Staff,
    text: str,
    now: datetime,
    photos: Sequence[attachments.Photo] = (),
    client_key: UUID | None = None,
) -> TimelineEntry:
    """An internal remark, with photos; the resident sees neither."""
    with transaction.atomic():
        entry = perform(case, "note", who=actor(staff), now=now, values={"text": text}, client_key=client_key)
        if photos and not entry.attachments.exists():
            attachments.attach(case, entry, photos, now=now, by_resident=False)
    return entry


def reply(
    case: Complaint,
    *,
    staff: Staff,
    text: str,
    now: datetime,
    photos: Sequence[attachments.Photo] = (),
    sure: bool = False,
    client_key: UUID | None = None,
) -> TimelineEntry:
    """Write to the resident: she reads it with its photos on her page, and an SMS tells her that there is something.

    `sure`: the worker has looked at what reads like somebody's number and means to send it (else `Refused`).
    """
    values = {"text": checked_text(text), "sure": sure}
    with transaction.atomic():
        entry = perform(case, "reply", who=actor(staff), now=now, values=values, client_key=client_key)
        if photos and not entry.attachments.exists():
            attachments.attach(case, entry, photos, now=now, by_resident=False, to_resident=True)
    return entry


def take_over(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """A superior takes an escalated case into her own hands."""
    return perform(
        case, "take_over", who=actor(staff), now=now, values={"staff_id": staff.pk}, client_key=client_key,
        changes=lambda fresh: {"handler": staff, "last_handler_id": fresh.left_by_id},
    )  # fmt: skip


close = closing.close


def end_without_closing(
    case: Complaint, name: str, *, staff: Staff, now: datetime, client_key: UUID | None = None, **values: Any
) -> TimelineEntry:
    """`decline` or `transfer`: the case leaves us with an answer to the resident (`result`); a transfer as `following.transfer`."""
    if name == "transfer":
        return following.transfer(case, staff=staff, now=now, client_key=client_key, **values)
    return perform(
        case, name, who=actor(staff), now=now, values=values, client_key=client_key,
        changes=lambda fresh: {"result": values.get("result", "").strip(), "closed_at": now},
    )  # fmt: skip


def _resident(
    case: Complaint, name: str, now: datetime, key: UUID | None, values: Values | None = None,
    changes: Changes | None = None,
) -> TimelineEntry:  # fmt: skip
    return perform(case, name, who=CITIZEN, now=now, values=values, changes=changes, client_key=key)


def add_info(
    case: Complaint, *, text: str, photos: list[attachments.Photo], now: datetime, spoken: voice.Voice | None = None,
    client_key: UUID | None = None,
) -> TimelineEntry:  # fmt: skip
    """The resident adds words, photos and a recording, with which the words may be missing.

    Words that speak plainly of danger make the case an emergency, as if they had stood in it from the beginning.
    """
    words = told(text, spoken, voice.VOICE_ADDED)
    seems = understand(text, case.nature)  # before the lock: it costs more than all the rest

    def alarming(fresh: Complaint) -> bool:
        return seems.plain and fresh.urgency != Urgency.P0

    def values(fresh: Complaint) -> dict[str, Any]:
        return {"text": words} | ({"raised": True, "urgency": seems.urgency} if alarming(fresh) else {})

    def changed(fresh: Complaint) -> dict[str, Any]:
        return ({"has_voice": True} if spoken else {}) | (raised(fresh, seems) if alarming(fresh) else {})

    with transaction.atomic():
        entry = _resident(case, "add_info", now, client_key, values, changed)
        if not entry.attachments.exists():
            attachments.attach(case, entry, photos, now=now)
            voice.attach(case, entry, spoken, now=now)
    return entry


def urge(case: Complaint, *, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """The resident urges: once in four hours; sooner raises `Refused` with the next possible moment."""

    def changed(fresh: Complaint) -> dict[str, Any]:
        if free := urge_at(fresh, now):
            raise Refused(
                "urged",
                _(
                    "您刚催过，我们已经提醒承办人。每 {hours} 小时可以催一次，下一次是 {at} 以后；急事请直接打电话。"
                ).format(hours=URGE_EVERY_HOURS, at=moment(free, now)),
            )
        return {"urged_at": now}

    return _resident(case, "urge", now, client_key, changes=changed)


def withdraw(case: Complaint, *, now: datetime, reason: str = "", client_key: UUID | None = None) -> TimelineEntry:
    """The resident takes the matter back; whose note on it waits for feedback hears that there is nothing to wait for."""

    def values(fresh: Complaint) -> dict[str, Any]:
        return {"reason": reason} | ({"people": instructing.waiting(fresh)} if fresh.instructed else {})

    return _resident(
        case, "withdraw", now, client_key, values, lambda fresh: {"closed_at": now, "instructed": False}
    )  # fmt: skip


def apply_mediation(case: Complaint, *, staff: Staff, now: datetime, client_key: UUID | None = None) -> TimelineEntry:
    """Mediation was applied for (called by the mediation app inside its transaction)."""
    return perform(case, "apply_mediation", who=actor(staff), now=now, client_key=client_key)


def book_mediation(case: Complaint, *, at: str, room: str, now: datetime) -> TimelineEntry:
    """A session is booked; `at` and `room` in words the resident reads."""
    return perform(case, "book_mediation", who=CLOCK, now=now, values={"at": at, "room": room})


def end_mediation(case: Complaint, *, outcome: str, now: datetime, who: Actor = CLOCK) -> TimelineEntry:
    """The mediation ended; `outcome` in words that both sides may read. The handler now answers and closes."""
    return perform(case, "end_mediation", who=who, now=now, values={"outcome": outcome})
