"""What each paper says besides its parties, read from the rows of the mediation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mediation import audience
from mediation.accord.words import Hand
from mediation.blocks import JOINTLY
from mediation.documents.blocks import split
from mediation.models import Agreement, Booking, Confirmation, Evidence, Mediation, MediationEntry, Note, Signature
from mediation.models.minutes import Visibility
from mediation.models.signing import Signer
from mediation.papers.roles import role
from mediation.paperwork import Paper
from mediation.people import people
from mediation.selectors import agreement_of
from mediation.sequel import confirm_last_day
from mediation.termination import Open, termination_of
from mediation.workflow import Stage

Body = dict[str, Any]
OUTCOMES = {Stage.AGREED: "agreed", Stage.FAILED: "failed", Stage.TERMINATED: "failed", Stage.REFUSED: "failed"}
VOLUNTARY = "调解应当自愿的原则"


def record(mediation: Mediation) -> Body:
    """When and where they met the last time, as it was and not as it was booked, and how it ended; before they met, the appointment."""
    begun = mediation.entries.filter(kind="start").order_by("pk").last()
    bookings = mediation.bookings.select_related("room").order_by("starts_at")
    held = bookings.filter(pk=begun.body.get("booking")).first() if begun else None
    held = held or bookings.exclude(state=Booking.State.VOID).last()
    return {
        "time": _met(mediation, begun) if begun else _span(held.starts_at, held.ends_at) if held else "",
        "place": audience.where(held) if held else "",
        "others": invited(mediation, held),
        "result": OUTCOMES.get(Stage(mediation.stage), "open"),
        "notes": [{"who": note.speaker_label, "text": note.body} for note in _minutes(mediation)],
    }


def _met(mediation: Mediation, begun: MediationEntry) -> str:
    """Since when they sit together, and until when: the last time that they left the table."""
    left = mediation.entries.filter(pk__gt=begun.pk, stage_from=Stage.SESSION).exclude(stage_to=Stage.SESSION)
    over = None if mediation.stage == Stage.SESSION else left.order_by("pk").last()
    return _span(begun.at, over.at if over else None)


def _span(starts_at: datetime, ends_at: datetime | None) -> str:
    """`2026年11月24日（周二）14:00到15:30`."""
    first = timezone.localtime(starts_at)
    told = f"{first:%Y年}{audience.when(starts_at)}"
    if ends_at is None:
        return f"{told}起"
    last = timezone.localtime(ends_at)
    return f"{told}到{last:%H:%M}" if first.date() == last.date() else f"{told}到{audience.when(ends_at)}"


def _minutes(mediation: Mediation) -> QuerySet[Note]:
    """What was said before everybody and not struck out; separate talks stay where they are."""
    said = Note.objects.filter(mediation=mediation, kind=Note.Kind.MINUTES, visibility=Visibility.ALL, struck_by=None)
    return said.order_by("seq")


def invited(mediation: Mediation, held: Booking | None) -> str:
    """Agents and guests who were there."""
    there = [one for one in people(mediation, held) if one.is_here and not one.key.startswith("p")] if held else []
    return "、".join(f"{one.label}（{one.guest.name if one.guest else one.name}）" for one in there)


def agreement(mediation: Mediation) -> Body:
    """What was agreed (art. 29), who owes what, and which signatures there are on a screen."""
    agreed = agreement_of(mediation)
    if agreed is None:
        return {}
    parties = [party for party in mediation.parties.all() if party.is_in]
    return {
        "facts": agreed.facts,
        "issues": agreed.issues,
        "responsibility": agreed.responsibility,
        "clauses": split(agreed.content),
        "performance": agreed.performance,
        "obligations": _owed(agreed, mediation.origin),
        "copies": len(parties) + 1,
        "text_sha256": agreed.text_sha256,
        "signed": _signed(agreed),
        "sealed_at": _moment(_sealed_at(agreed)),
        "reached_at": _moment(agreed.reached_at),
        "effective_at": _moment(agreed.effective_at),
    }


def _sealed_at(agreed: Agreement) -> datetime | None:
    """When the committee's seal was put under the text that was issued (art. 29); where none is needed, when it took effect."""
    if not agreed.mediation.organisation.is_free:
        return agreed.effective_at
    sealed = agreed.signatures.filter(document_sha256=agreed.text_sha256, signer=Signer.SEAL).first()
    return sealed.signed_at if sealed else None


def _owed(agreed: Agreement, origin: str) -> list[Body]:
    rows = agreed.obligations.select_related("ower", "owed_to").prefetch_related("joint").order_by("number")
    return [
        {
            "number": row.number,
            "by": "、".join(role(party, origin) for party in (row.ower, *row.joint.all())),
            "jointly": JOINTLY if row.joint.all() else "",
            "to": role(row.owed_to, origin) if row.owed_to else "",
            "what": row.what,
            "amount": "" if row.amount is None else f"{row.amount:.2f}",
            "due_on": row.due_on.isoformat() if row.due_on else "",
            "proof": row.proof,
            "on_the_spot": row.on_the_spot,
        }
        for row in rows
    ]


def _signed(agreed: Agreement) -> dict[str, Body]:
    """By party (its key) and by kind of signer: when and how, and the handwriting, for signatures under the text that was issued."""
    under = agreed.signatures.filter(document_sha256=agreed.text_sha256)
    return {str(row.party_id or row.signer): _signature(row) for row in under}


def _signature(row: Signature) -> Body:
    when = timezone.localtime(row.signed_at)
    day = f"{when:%Y年%m月%d日 %H:%M}" if row.hand == Hand.SCREEN else f"{when:%Y年%m月%d日}"  # a paper tells no hour
    words = f"{day} {row.get_hand_display()}"
    words += "，代理人代签" if row.by_agent else ""
    return {"words": words, "ink": row.picture, "ink_sha256": row.picture_sha256}


def confirmation(mediation: Mediation) -> Body:
    """The agreement, the last day, and who has said that she wants it confirmed."""
    agreed = agreement_of(mediation)
    last = confirm_last_day(agreed) if agreed else None
    row = Confirmation.objects.filter(agreement=agreed).first()
    wishes = row.wishes.select_related("party").order_by("at", "pk") if row else ()
    said = [
        {"pk": one.party_id, "at": _moment(one.at), "way": one.get_way_display()} for one in wishes if one.party.is_in
    ]
    return {**agreement(mediation), "confirm_by": last.isoformat() if last else "", "wishes": said}


def revisit(mediation: Mediation, chosen: str) -> Body:
    """One revisit as it was recorded; `chosen`: its key."""
    row = mediation.revisits.select_related("party", "by").get(pk=int(chosen))
    risk = [*(["有激化苗头"] if row.escalating else []), *([row.hidden] if row.hidden else [])]
    agreed = agreement_of(mediation)
    duties = agreed.obligations.select_related("ower").order_by("number") if agreed else ()
    return {
        "whom": role(row.party, mediation.origin) if row.party else "各方当事人",
        "at": _moment(row.done_at), "way": row.get_way_display(), "by": str(row.by or ""), "reason": row.get_reason_display(),
        "performed": row.get_performance_display(), "satisfied": row.get_satisfaction_display(),
        "duties": [f"第{one.number}项（{role(one.ower, mediation.origin)}）：{one.get_standing_display()}" for one in duties],
        "risk": "；".join(risk) or "没有发现", "measures": row.measures,
    }  # fmt: skip


def termination(mediation: Mediation) -> Body:
    """Why it ended, in words that blame nobody, and the other ways (art. 26)."""
    notice = termination_of(mediation)
    if notice is None:
        return {}
    return {
        "reason": notice.reason,
        "law": notice.articles if mediation.organisation.is_free else VOLUNTARY,
        "ended_at": _moment(notice.ended_at),
        "ways": [_way(each) for each in notice.ways],
    }


def _way(way: Open) -> str:
    """A way in one sentence: what one does, until when, where, by which law."""
    places = "；".join("，".join(filter(None, (one.name, one.address, one.phone))) for one in way.offices)
    what = "，".join(filter(None, (way.course.what, way.course.by_when)))
    return f"{what}。受理单位：{places or way.course.office_label}。依据：{way.course.basis}。"


def evidence(mediation: Mediation) -> Body:
    """The pieces there are. What only one side may see is listed by its number and checksum alone."""
    rows = Evidence.objects.filter(mediation=mediation).select_related("brought_by").order_by("number")
    return {"items": [_piece(each) for each in rows]}


def _piece(piece: Evidence) -> Body:
    shown = piece.visibility == Visibility.ALL
    return {
        "name": piece.title if shown else f"第 {piece.number} 件，只给提交的一方和调解员看，另存",
        "from": (piece.brought_by.seat if piece.brought_by else "调解员") if shown else "",
        "at": _moment(piece.at),
        "sha256": piece.sha256,
    }


def performance(mediation: Mediation) -> Body:
    """What was owed."""
    return {"obligations": agreement(mediation).get("obligations", [])}


def closing(mediation: Mediation) -> Body:
    """How and when it ended."""
    return {"outcome": mediation.outcome, "ended_at": _moment(mediation.ended_at)}


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""


BODIES: dict[str, Callable[[Mediation], Body]] = {
    Paper.EVIDENCE: evidence,
    Paper.RECORD: record,
    Paper.AGREEMENT: agreement,
    Paper.ORAL: agreement,
    Paper.PERFORMANCE: performance,
    Paper.CONFIRMATION: confirmation,
    Paper.PROOF: agreement,
    Paper.TERMINATION: termination,
    Paper.CLOSING: closing,
}
CHOSEN: dict[str, Callable[[Mediation, str], Body]] = {Paper.REVISIT: revisit}  # of a row that staff choose
