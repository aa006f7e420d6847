"""The one-time code that goes to a signer's recorded telephone before she signs on a screen."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from binan.kit import crypto, phones
from binan.kit.errors import Refused, TooOften
from governance.models import Staff
from mediation import negotiation
from mediation.access import member
from mediation.accord.words import Step
from mediation.models import Agreement, Mediation, MediationEntry, Party, SignCode
from mediation.services.perform import once, perform
from mediation.services.trail import Device, leave
from notices.services import Message, tell

FOR = timedelta(minutes=10)
TRIES = 5
MOST, WITHIN, APART = 3, timedelta(minutes=10), timedelta(seconds=50)  # codes to one signer
LABEL = "mediation.sign.code"
NO_PHONE = "这一方没有登记手机号，请当面核对身份证件。"
WRONG = "验证码不对，请看短信再输一次。还可以试 {left} 次。"
USED_UP = "试了 {tries} 次都不对，这个验证码作废了，请重新发一个。"
NONE = "没有可用的验证码，请先发一个。"
OLD = "验证码过了 10 分钟，请重新发一个。"


def ask(
    mediation: Mediation, *, staff: Staff, mark: str, device: Device, now: datetime, by_agent: bool = False,
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """Send six digits to the recorded telephone of the signer `mark`, or of her agent; an earlier code dies.

    Raises `Refused` without a mobile number, `TooOften` after three within ten minutes or one within a minute.
    """

    def command() -> MediationEntry:
        party = _party(mediation, mark)
        phone = phone_of(party, by_agent=by_agent)
        if not phone:
            raise Refused("phone", NO_PHONE)
        values = {"party": party.pk, "side": party.side, "seat": party.seat}
        entry = perform(mediation, "ask_code", who=member(staff), now=now, values=values, client_key=client_key)
        agreement = Agreement.objects.get(mediation=mediation)
        _not_too_often(agreement, party, now)
        digits = f"{secrets.randbelow(10**6):06d}"
        SignCode.objects.filter(agreement=agreement, party=party, until__gt=now).update(until=now)
        sent = SignCode.objects.create(
            agreement=agreement, party=party, document_sha256=agreement.text_sha256, at=now, until=now + FOR,
            digest=_digest(agreement, party, digits, by_agent),
        )  # fmt: skip
        data = {"otp": digits, "site": settings.PUBLIC_URL}
        # The secret link is the party's own and opens more than a signature: her agent is sent the digits alone.
        template, more = ("sign_code_agent", {}) if by_agent else ("sign_code", {"token": party.token})
        tell([Message(f"{mediation.code}:sign{sent.pk}:{party.mark}", template, data | more, phone=phone)], now=now)
        leave(agreement, party.side, party, Step.ASKED, staff=staff, device=device, now=now)
        return entry

    return once(mediation, "ask_code", client_key, command)


def check(
    mediation: Mediation, *, staff: Staff, mark: str, typed: str, device: Device, now: datetime, by_agent: bool = False
) -> None:
    """Compare what was typed with the code of the signer `mark`; returns when it is right, also when it was right before. A code
    that went to an agent proves that she is there, not the party, and the other way round.

    A wrong one is counted in a transaction of its own, so that a refused signature does not give the tries back; after
    `TRIES` the code is dead. Raises `Refused("otp", …)`.
    """
    with transaction.atomic():
        refusal = _compare(mediation, staff, mark, typed, device, now, by_agent)
    if refusal:
        raise Refused("otp", refusal, fields={"otp": refusal})


def passed(agreement: Agreement, party: Party) -> SignCode | None:
    """The code that this party typed rightly for this version and has not signed with yet."""
    mine = SignCode.objects.filter(agreement=agreement, party=party, document_sha256=agreement.text_sha256)
    return mine.filter(passed_at__isnull=False, used_at=None).last()


def phone_of(party: Party, *, by_agent: bool) -> str:
    """The mobile number a code goes to: the party's own, or that of the agent who may sign for her; "" for none."""
    agent = negotiation.signing_agent(party) if by_agent else None
    phone = agent.phone if agent else "" if by_agent else party.phone
    return phone if phone and phones.is_mobile(phone) else ""


def _compare(
    mediation: Mediation, staff: Staff, mark: str, typed: str, device: Device, now: datetime, by_agent: bool
) -> str:
    party = _party(mediation, mark)
    agreement = Agreement.objects.get(mediation=mediation)
    mine = SignCode.objects.filter(agreement=agreement, party=party, document_sha256=agreement.text_sha256)
    code = mine.last()
    if code is None:
        return NONE
    right = _fits(code, agreement, party, typed.strip(), by_agent)
    if code.passed_at and right:
        return ""
    if code.until <= now:
        return OLD
    # Counted first and by compare-and-swap: two guesses at the same moment are two.
    if not mine.filter(pk=code.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        return USED_UP.format(tries=TRIES)
    leave(agreement, party.side, party, Step.PASSED if right else Step.FAILED, staff=staff, device=device, now=now)
    if right:
        mine.filter(pk=code.pk).update(passed_at=now)
        return ""
    left = TRIES - code.tries - 1
    return WRONG.format(left=left) if left > 0 else USED_UP.format(tries=TRIES)


def _party(mediation: Mediation, mark: str) -> Party:
    seat = next((one for one in negotiation.seats(mediation) if one.mark == mark and one.party), None)
    if seat is None or seat.party is None:
        raise Refused("signer", "请选是哪一位当事人签字。")
    return seat.party


def _not_too_often(agreement: Agreement, party: Party, now: datetime) -> None:
    sent = list(SignCode.objects.filter(agreement=agreement, party=party, at__gt=now - WITHIN).order_by("at"))
    if sent and now - sent[-1].at < APART:
        raise _wait(sent[-1].at + APART, now)
    if len(sent) >= MOST:
        raise _wait(sent[-MOST].at + WITHIN, now)


def _wait(until: datetime, now: datetime) -> TooOften:
    seconds = int((until - now).total_seconds()) + 1
    return TooOften("too_often", f"刚发过验证码，请过 {seconds} 秒再发。", retry_after=seconds)


def _digest(agreement: Agreement, party: Party, digits: str, by_agent: bool) -> str:
    return crypto.blind(_bound(agreement, party, digits, by_agent), LABEL)


def _fits(code: SignCode, agreement: Agreement, party: Party, digits: str, by_agent: bool) -> bool:
    """Under any key in use: one may have come between sending and typing."""
    known = crypto.blinds(_bound(agreement, party, digits, by_agent), LABEL)
    return any(secrets.compare_digest(code.digest, each) for each in known)


def _bound(agreement: Agreement, party: Party, digits: str, by_agent: bool) -> str:
    whose = f"{party.pk}:agent" if by_agent else str(party.pk)
    return f"{agreement.pk}:{whose}:{agreement.text_sha256}:{digits}"
