"""Everything a resident's page says of her case, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from complaints.fairness import ANSWER_WITHIN
from complaints.models import Attachment, Call, Complaint, Deadline, Rating, TimelineEntry
from complaints.models.attachment import Kind
from complaints.outlook import Facts, Outlook, Waiting, outlook
from complaints.promises import PROMISES
from complaints.selectors import said, transferred
from complaints.workflow import RESIDENT, WORKING, allowed
from governance.access import title_of

URGE_EVERY_HOURS = 4  # domain.md §3.5
TALK = ("add_info", "reply")
LOOKED = ("add_info", "urge")  # what whoever knows number and telephone may do
ANSWERS = ("close", "close_interim")
MOVES = ("accept", "escalate", "delegate", "send_back", "reopen", "take_back")  # after which another unit is in charge


@dataclass(frozen=True)
class Said:
    """One message between the resident (`hers`) and whoever handles her case."""

    hers: bool
    who: str
    at: datetime
    text: str
    photos: list[Attachment]


@dataclass(frozen=True)
class CaseFile:
    """`may`: what she may do now; `moments`: the timeline, newest first; `proof`: the photos an answer rests on; `urge_at`: when
    she may urge again (None: now); `call`: the call of which she is asked whether she got it."""

    next: Outlook
    may: frozenset[str]
    moments: list[tuple[TimelineEntry, str]]
    talk: list[Said]
    photos: list[Attachment] = field(default_factory=list)
    proof: list[Attachment] = field(default_factory=list)
    voices: list[Attachment] = field(default_factory=list)
    invitation: Rating | None = None
    urge_at: datetime | None = None
    call: Call | None = None


def read(case: Complaint, now: datetime, *, looked: bool = False) -> CaseFile:
    """The file of one case as its resident may see it, as of `now`. `looked`: found by number and telephone, which staff know as well:
    without what is hers alone."""
    entries = list(TimelineEntry.objects.filter(complaint=case).order_by("seq"))
    running = Deadline.objects.filter(complaint=case, met_at=None, void_at=None, paused_at=None)
    deadlines = list(running.order_by("due_at", "pk"))
    shown = _shown(case)
    photos = [row for row in shown if row.kind == Kind.PHOTO]
    said_so_far = talk(entries, photos)
    answers = {entry.pk for entry in entries if entry.kind in ANSWERS}
    talked = {photo.pk for message in said_so_far for photo in message.photos}
    invitation = (
        None
        if case.consent_withdrawn_at
        else case.ratings.filter(rated_at=None, expired_at=None, invited_at__gt=now - ANSWER_WITHIN)
        .order_by("-round")
        .first()
    )
    return CaseFile(
        next=outlook(facts(case, entries, deadlines, invited=bool(invitation and invitation.round == case.round)), now),
        may=frozenset(action.name for action in allowed(case.stage, {RESIDENT}) if not looked or action.name in LOOKED),
        moments=[(entry, sentence) for entry in reversed(entries) if (sentence := said(entry))],
        talk=said_so_far,
        photos=[photo for photo in photos if photo.pk not in talked and photo.entry_id not in answers],
        proof=[photo for photo in photos if photo.entry_id in answers],
        voices=[row for row in shown if row.kind == Kind.VOICE],
        invitation=None if looked else invitation,
        urge_at=urge_at(case, now),
        call=unheard(case),
    )


def unheard(case: Complaint) -> Call | None:
    """The last call that we say was answered, while she has not said anything about it."""
    last = (
        Call.objects.filter(complaint=case, outcome=Call.Outcome.CONNECTED)
        .select_related("staff")
        .order_by("-at")
        .first()
    )
    return last if last and not last.resident_says else None


def urge_at(case: Complaint, now: datetime) -> datetime | None:
    """When she may urge again; None: at once, or the case is not being worked on."""
    if not case.urged_at or case.stage not in WORKING:
        return None
    free = case.urged_at + timedelta(hours=URGE_EVERY_HOURS)
    return free if free > now else None


def facts(case: Complaint, entries: list[TimelineEntry], deadlines: list[Deadline], *, invited: bool = False) -> Facts:
    """What the sentence about the next step may speak of."""
    invite = next((row for row in deadlines if row.kind == "invite_rating"), None)
    went = transferred(entries)
    moved = next((entry for entry in reversed(entries) if entry.kind in MOVES), None)
    return Facts(
        stage=case.stage,
        who=title_of(case.handler) if case.handler and case.is_open else "",
        unit=case.unit.name,
        level=case.unit.level,
        has_phone=bool(case.phone),
        waiting=[_waiting(row) for row in deadlines if PROMISES[row.kind].shown],
        above={level: unit.name for level, unit in case.unit.chain().items()},
        climbed=moved is not None and moved.kind == "escalate",
        tries=case.contact_tries,
        again_at=case.call_again_at,
        session=_session(entries),
        invited_at=invite.due_at if invite and not case.consent_withdrawn_at else None,
        invited=invited,
        phone=went.phone if went else "",
        asked_at=case.follow_up_at,
        settled=bool(went and went.settled),
    )


def _waiting(row: Deadline) -> Waiting:
    climbs = tuple((datetime.fromisoformat(at), level) for at, what, level, _ in row.plan if what == "climb")
    return Waiting(row.kind, row.opened_at, row.due_at, climbs)


def _session(entries: list[TimelineEntry]) -> str:
    """The mediation that is booked, in words; "" when there is none or it is over."""
    last = next((e for e in reversed(entries) if e.kind in ("book_mediation", "end_mediation")), None)
    return said(last) if last and last.kind == "book_mediation" else ""


def _shown(case: Complaint) -> list[Attachment]:
    """The photos and recordings she may see: her own, and what was sent to her."""
    return [row for row in case.attachments.all() if row.by_resident or row.to_resident]


def talk(entries: Iterable[TimelineEntry], photos: Iterable[Attachment]) -> list[Said]:
    """What was written to and fro, oldest first, each with its photos; what was erased is left out."""
    by_entry: dict[int | None, list[Attachment]] = {}
    for photo in photos:
        by_entry.setdefault(photo.entry_id, []).append(photo)
    found = []
    for entry in entries:
        body = cast(dict[str, Any], entry.body)
        if entry.kind in TALK and body.get("text"):
            hers = entry.kind == "add_info"
            found.append(Said(hers, "" if hers else body["who"], entry.at, body["text"], by_entry.get(entry.pk, [])))
    return found
