"""办结: the answer, what it rests on, and who answers for it, frozen at that moment (domain.md §3.5 关闭条件)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from complaints import fairness
from complaints.access import actor
from complaints.models import Attachment, Call, Closing, Complaint, TimelineEntry
from complaints.services import attachments, revisiting
from complaints.services.perform import perform
from complaints.workflow import ClosingKind, Stage
from governance.models import Staff


def close(
    case: Complaint,
    *,
    staff: Staff,
    result: str,
    closing_kind: str,
    now: datetime,
    photos: Sequence[attachments.Photo] = (),
    no_evidence: str = "",
    sure: bool = False,
    client_key: UUID | None = None,
) -> TimelineEntry:
    """Answer the resident. 阶段性办结 keeps a case in mediation open and traceable; the other kinds end it.

    `photos`: what it rests on, the resident sees them; `no_evidence`: the reason for none, by default what the record says;
    `sure`: she has looked at what reads like somebody's number and means it to go (else `Refused`).
    After a second handling somebody else is to ask her how it went.
    """
    kind = closing_kind.upper()
    name = "close_interim" if kind == ClosingKind.INTERIM else "close"

    def values(fresh: Complaint) -> dict[str, Any]:
        evidence = len(photos) + evidence_of(fresh)
        why = "" if evidence else no_evidence.strip() or recorded(fresh)
        return {"result": result.strip(), "closing_kind": kind, "evidence": evidence, "no_evidence": why, "sure": sure}

    def changed(fresh: Complaint) -> dict[str, Any]:
        ended = {"closed_at": now} if name == "close" else {}
        return {"result": result.strip(), "closing_kind": kind, **ended}

    with transaction.atomic():
        entry = perform(
            case, name, who=actor(staff), now=now, values=values, changes=changed, client_key=client_key
        )  # fmt: skip
        if photos and not entry.attachments.exists():
            attachments.attach(case, entry, photos, now=now, by_resident=False, to_resident=True)
        if name == "close":
            _freeze(case, entry)
            revisiting.after_closing(case, now=now)
    return entry


def evidence_of(case: Complaint) -> int:
    """How many photos staff have added while this round was handled."""
    ours = Attachment.objects.filter(complaint=case, by_resident=False, gone_at=None)
    return ours.filter(at__gte=case.claimed_at).count() if case.claimed_at else 0


def recorded(case: Complaint) -> str:
    """What the record itself says of a closing without photos; "" when it says nothing."""
    if case.stage == Stage.MEDIATING:
        return "调解还在进行，以调解卷宗为凭"
    if case.first_contact_at:
        by_phone = Call.objects.filter(complaint=case, outcome=Call.Outcome.CONNECTED, at=case.first_contact_at)
        # For 到场 one tap speaks: it takes a photo, or the reason for none.
        return "以通话记录为凭" if by_phone.exists() else ""
    if not case.phone:
        return "没有留电话，答复写在进度页"
    return f"打了 {case.contact_tries} 次没有接通，以通话记录为凭" if case.contact_tries else ""


def shares(case: Complaint, closed_at: datetime) -> list[fairness.Share]:
    """Who had the case in this round, and for how long, read from its timeline."""
    entries = TimelineEntry.objects.filter(complaint=case).order_by("seq")
    begun = entries.filter(kind="reopen").order_by("-seq").first()
    if begun:
        entries = entries.filter(seq__gte=begun.seq)
    return fairness.shares(map(_step, entries), closed_at)


def _step(entry: TimelineEntry) -> fairness.Step:
    taken = entry.kind in fairness.TAKEN
    staff = cast(dict[str, Any], entry.body).get("staff_id") if taken else None
    return fairness.Step(entry.at, entry.kind, staff, frees=entry.stage_to == Stage.ACCEPTED)


def _freeze(case: Complaint, entry: TimelineEntry) -> None:
    """Write down who answers for this round; a command that arrives twice changes nothing."""
    body = cast(dict[str, Any], entry.body)
    frozen = {
        "at": entry.at, "kind": body["closing_kind"], "handler": case.handler, "unit": case.unit,
        "shares": [vars(share) for share in shares(case, entry.at)],
        "evidence": body["evidence"], "no_evidence": body["no_evidence"],
    }  # fmt: skip
    Closing.objects.get_or_create(complaint=case, round=case.round, defaults=frozen)
