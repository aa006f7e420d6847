"""Signing on a tablet, and filing the scan of what was signed on paper (art. 29; 电子签名法 arts 3, 13, 14).

A signature binds the fingerprint of the text that was shown: under any other text it is refused. Before it stands the proof
that each part was read, and who signs: a code to her recorded telephone, or her identity card seen by the mediator.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from binan.kit.errors import NotAllowed, Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import blocks, negotiation, selectors
from mediation.access import member
from mediation.accord.reading import unread
from mediation.accord.words import Hand, Proof, Step
from mediation.models import Agreement, Mediation, MediationEntry, SignCode, SignedPaper
from mediation.negotiation import Seat
from mediation.services import codes, inking
from mediation.services.conclude import begin_signature, on_the_day, put_signature, same_signers
from mediation.services.keeping import kept
from mediation.services.perform import once, perform
from mediation.services.rows import KEPT
from mediation.services.trail import Device, leave

WHY_SEEN = ("没有网络", "没有登记手机号", "收不到验证码", "手机不在身边")  # why a card was looked at instead of a code
OTHER_TEXT = "协议已经改过，您看到的不是现在这一版，这个签字不能用。请看新的一版再签。"
NOBODY = "请勾选纸上有哪些人的签名、手印或印章。"


@dataclass(frozen=True)
class Given:
    """A signature as it comes from the tablet. `document_sha256`: of the text that was shown; `read`: positions of the parts
    that were ticked; `picture`: a PNG; `proof`: a value of `Proof`, "" for the mediator, whose login it is; `device_at` and
    `sent_at`: when it was given and when it was sent by the tablet's clock, None when it came at once."""

    mark: str
    document_sha256: str
    read: Sequence[int]
    picture: bytes
    proof: str = ""
    otp: str = ""
    reason: str = ""
    by_agent: bool = False
    opened_at: datetime | None = None
    device_at: datetime | None = None
    sent_at: datetime | None = None
    device: Device = field(default_factory=Device)


def give(
    mediation: Mediation, *, staff: Staff, given: Given, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Sign on the tablet. With the last signature needed the agreement holds. A copy that arrives twice is one signature.

    Raises `Refused` with the code paper (it has to be signed on paper), version, read, otp, proof, picture or signer; what was
    refused leaves a line in the trail.
    """
    try:
        if given.proof == Proof.CODE and _may(mediation, staff):
            codes.check(
                mediation,
                staff=staff,
                mark=given.mark,
                typed=given.otp,
                device=given.device,
                now=now,
                by_agent=given.by_agent,
            )
        return once(mediation, "sign", client_key, lambda: _give(mediation, staff, given, now, client_key))
    except NotAllowed:
        raise
    except Refused as refusal:
        _note(mediation, staff, given, refusal, now)
        raise


def file_paper(
    mediation: Mediation, *, staff: Staff, upload: Any, marks: Sequence[str], signed_on: date, document_sha256: str,
    device: Device, now: datetime, client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """Keep the scan of the signed paper; it stands for the signatures of those named by their `marks`, who are not on file yet.

    `signed_on`: the last day that is written beside their names; `document_sha256`: of the version that was printed. The paper is
    the authority, so a colleague of the house may file it also for the mediator, who signed there with her own hand. Raises
    `Refused` with the code file, version, signers or signed_on.
    """
    data, media_type = inking.scan(upload)

    def command() -> MediationEntry:
        seats = [seat for seat in negotiation.seats(mediation) if seat.mark in marks]
        if not seats:
            raise Refused("signers", NOBODY, fields={"signers": NOBODY})
        values = {"signers": [seat.mark for seat in seats], "signer_label": "、".join(seat.label for seat in seats)}
        entry = perform(mediation, "scan_paper", who=member(staff), now=now, values=values, client_key=client_key)
        agreement = Agreement.objects.select_related("mediation").get(mediation=mediation)
        _same_text(agreement, document_sha256)
        same_signers(agreement)
        signed_at = on_the_day(agreement, signed_on, now)
        paper = SignedPaper.objects.create(
            agreement=agreement, file=name, media_type=media_type, sha256=hashlib.sha256(data).hexdigest(),
            size=len(data), document_sha256=agreement.text_sha256, at=now, recorded_by=staff,
        )  # fmt: skip
        for seat in seats:
            leave(agreement, seat.kind, seat.party, Step.SCANNED, staff=staff, device=device, now=now)
            put_signature(
                agreement, seat, now, recorded_by=staff, hand=Hand.SCAN, paper=paper, address=device.address,
                signed_at=signed_at,
            )  # fmt: skip
        return entry

    with kept(data, "ink") as name:
        return once(mediation, "scan_paper", client_key, command)


def _may(mediation: Mediation, staff: Staff) -> bool:
    """Whether a code may be tried: who may not sign here wears out nobody's tries, and hears why from `perform`."""
    return "sign" in {action.name for action in selectors.doable(mediation, staff)}


def _give(mediation: Mediation, staff: Staff, given: Given, now: datetime, client_key: UUID | None) -> MediationEntry:
    entry, agreement, seat = begin_signature(mediation, staff, given.mark, now, client_key)
    _sound(agreement, seat, given, now)
    code = _proved(agreement, seat, given)
    data = inking.picture(given.picture)
    with kept(data, "ink") as name:
        _trail(agreement, seat, given, staff, now)
        put_signature(
            agreement, seat, now, recorded_by=staff, hand=Hand.SCREEN, picture=name,
            signed_at=_given_at(agreement, seat, given, now),
            picture_sha256=hashlib.sha256(data).hexdigest(), proof=given.proof, proof_reason=given.reason[:60],
            by_agent=given.by_agent, device_at=given.device_at, device=given.device.name, address=given.device.address,
        )  # fmt: skip
        if code:
            SignCode.objects.filter(pk=code.pk).update(used_at=now)
    return entry


def _sound(agreement: Agreement, seat: Seat, given: Given, now: datetime) -> None:
    if agreement.paper_reason:
        raise Refused("paper", agreement.paper_reason)
    _same_text(agreement, given.document_sha256)
    if sentence := unread(blocks.of(agreement), given.read):
        raise Refused("read", sentence, fields={"read": sentence})
    if given.by_agent and not (seat.party and negotiation.signing_agent(seat.party)):
        raise Refused("agent", "没有登记这位当事人的代理人可以代签协议，请先登记授权委托书。")


def _given_at(agreement: Agreement, seat: Seat, given: Given, now: datetime) -> datetime:
    """When it was given: as long before `now` as it lay on the tablet, for however wrong a watch is, it measures that; and `now`
    where that cannot be: it lay too long, the text was not issued yet, or a code went to her later. A code needs a network."""
    if given.proof == Proof.CODE or not (given.device_at and given.sent_at):
        return now
    lay = given.sent_at - given.device_at
    if not timedelta() <= lay <= KEPT:
        return now
    asked = agreement.codes.filter(party=seat.party, document_sha256=agreement.text_sha256).last()
    known = [agreement.reached_at or now, *([asked.at] if asked else [])]
    return now - lay if now - lay >= max(known) else now


def _same_text(agreement: Agreement, document_sha256: str) -> None:
    if document_sha256 != agreement.text_sha256:
        raise Refused("version", OTHER_TEXT)


def _proved(agreement: Agreement, seat: Seat, given: Given) -> SignCode | None:
    """How it is known who signs: the code she typed, None where the mediator looked at her card, or signs herself."""
    if seat.party is None:
        if seat.kind != "M":
            raise Refused("signer", "印章请盖在纸上，再登记盖章。")
        return None
    if given.proof == Proof.SEEN:
        if plain(given.reason).strip() not in WHY_SEEN:
            raise Refused("proof", "请选为什么没有用验证码。", fields={"proof": "请选一个原因。"})
        return None
    code = codes.passed(agreement, seat.party) if given.proof == Proof.CODE else None
    if code is None:
        raise Refused("proof", "请先输入手机验证码，或者当面核对身份证件。", fields={"proof": "请先核对本人。"})
    return code


def _trail(agreement: Agreement, seat: Seat, given: Given, staff: Staff, now: datetime) -> None:
    def step(kind: str, at: datetime | None, note: str = "") -> None:
        leave(
            agreement, seat.kind, seat.party, kind, staff=staff, device=given.device, now=now, device_at=at, note=note
        )

    step(Step.OPENED, given.opened_at)
    step(Step.READ, given.device_at)
    if given.proof == Proof.SEEN:
        step(Step.SEEN, given.device_at, given.reason)
    step(Step.SIGNED, given.device_at)


def _note(mediation: Mediation, staff: Staff, given: Given, refusal: Refused, now: datetime) -> None:
    """A refused signature stays known, by its code only; without an agreement there is nothing to note it under."""
    agreement = Agreement.objects.filter(mediation=mediation, reached_at__isnull=False).first()
    seat = next((one for one in negotiation.seats(mediation) if one.mark == given.mark), None)
    if agreement is None or seat is None:
        return
    with transaction.atomic():
        leave(
            agreement, seat.kind, seat.party, Step.REFUSED, staff=staff, device=given.device, now=now,
            device_at=given.device_at, note=refusal.code,
        )  # fmt: skip
