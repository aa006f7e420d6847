"""Drafting and issuing an agreement: from rows that change to a text that no later word changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation import audience, blocks, negotiation
from mediation.access import member
from mediation.accord.gate import Lack
from mediation.accord.reading import fingerprint
from mediation.models import Agreement, Mediation, MediationEntry, Obligation, Party
from mediation.services.perform import once, perform

PARTS = ("facts", "issues", "responsibility", "performance")
MOST, YEARS = 60, 30  # obligations of an agreement, and how far away the day of one may lie
NOT_MONEY = "金额请写数字，单位元，最多两位小数。"


@dataclass(frozen=True)
class Duty:
    """An obligation as typed. `amount`: yuan, "" for none; `due_on`: the last day for it; `joint`: who of the same side owes it
    together with `ower`, each for the whole (民法典 518)."""

    ower: int
    what: str
    owed_to: int | None = None
    amount: str = ""
    due_on: Any = None
    proof: str = ""
    on_the_spot: bool = False
    clause: int | None = None
    joint: Sequence[int] = ()


def draft_of(mediation: Mediation) -> Agreement:
    """The agreement of a mediation, issued or in the making; the row is made when there is none yet."""
    return Agreement.objects.select_related("mediation__organisation").get_or_create(mediation=mediation)[0]


def draft(
    mediation: Mediation, *, staff: Staff, parts: Mapping[str, str], now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Keep what art. 29 asks for while the sides still talk: `parts` of `PARTS`, and `amount` in yuan."""
    words = {part: plain(parts.get(part, "")).strip() for part in PARTS}

    def command() -> MediationEntry:
        keep_secret(mediation, words)
        entry = perform(mediation, "draft", who=member(staff), now=now, values={"part": "text"}, client_key=client_key)
        agreement = draft_of(mediation)
        amount = money(parts.get("amount", ""), "amount")
        Agreement.objects.filter(pk=agreement.pk).update(**words, amount=amount, combined=False)
        return entry

    return once(mediation, "draft", client_key, command)


def owe(
    mediation: Mediation, *, staff: Staff, duty: Duty, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Write down who owes what to whom, by when, and what will prove it. Raises `Refused` for what does not fit together."""
    what, proof = plain(duty.what).strip(), plain(duty.proof).strip()[:100]

    def command() -> MediationEntry:
        keep_secret(mediation, {"what": what, "proof": proof})
        entry = perform(mediation, "draft", who=member(staff), now=now, values={"part": "duty"}, client_key=client_key)
        agreement = draft_of(mediation)
        last = agreement.obligations.last()
        ower, owed_to = (_one_of(mediation, pk) for pk in (duty.ower, duty.owed_to))
        _fits(duty, what, ower, owed_to, last, now)
        assert ower
        joint = _together(mediation, ower, duty.joint)
        made = Obligation.objects.create(
            agreement=agreement, number=last.number + 1 if last else 1, ower=ower, owed_to=owed_to, what=what,
            clause=mediation.clauses.filter(pk=duty.clause).first() if duty.clause else None,
            amount=money(duty.amount, "amount"), due_on=duty.due_on, proof=proof, on_the_spot=duty.on_the_spot,
        )  # fmt: skip
        made.joint.set(joint)
        return entry

    return once(mediation, "draft", client_key, command)


def owe_not(
    mediation: Mediation, *, staff: Staff, number: int, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """Take an obligation out of the draft again; the others keep their order and close up."""

    def command() -> MediationEntry:
        entry = perform(mediation, "draft", who=member(staff), now=now, values={"part": "duty"}, client_key=client_key)
        rows = draft_of(mediation).obligations
        rows.filter(number=number).delete()
        for at, row in enumerate(list(rows.order_by("number")), start=1):
            Obligation.objects.filter(pk=row.pk).update(number=at)
        return entry

    return once(mediation, "draft", client_key, command)


def money(typed: str, field: str) -> Decimal | None:
    """A sum in yuan as typed, None for an empty one; raises `Refused` at `field` for what is none."""
    if not typed.strip():
        return None
    try:
        amount = Decimal(typed.strip().replace(",", ""))
        sound = 0 <= amount < 10**10 and amount == round(amount, 2)
    except InvalidOperation:
        sound = False
    if not sound:
        raise Refused("amount", NOT_MONEY, fields={field: NOT_MONEY})
    return amount


def filled(mediation: Mediation, *, form: str, values: Mapping[str, Any]) -> Agreement:
    """The draft with what was typed now, not saved; the green list is its content where clauses were agreed one by one."""
    agreement = draft_of(mediation)
    for column, value in values.items():
        setattr(agreement, column, value)
    agreement.form = form
    agreement.content = blocks.listed(blocks.clauses(mediation)) or values.get("content", "")
    return agreement


def complete(agreement: Agreement, now: datetime) -> None:
    """Raise `Refused` naming everything that is missing or wrongly cited (art. 29; an oral one needs its content only, art. 28)."""
    lacks = negotiation.lacking(agreement, timezone.localdate(now))
    if agreement.form == Agreement.Form.ORAL:
        lacks = [one for one in lacks if one.field in ("content", "clauses", "left", "citations")]
    if lacks:
        raise Refused("incomplete", _sentence(lacks), fields={one.field: one.sentence for one in reversed(lacks)})


def issue(agreement: Agreement, *, now: datetime) -> Agreement:
    """Freeze the text of the next version under its fingerprint. Called within the transaction that moves the mediation on. An
    oral agreement holds from now (art. 30)."""
    written = agreement.form == Agreement.Form.WRITTEN
    agreement.reached_at, agreement.effective_at = now, None if written else now
    agreement.version += 1
    text = blocks.draw_up(agreement)
    agreement.text = [[block.heading, block.words] for block in text]
    agreement.text_sha256 = fingerprint(text, agreement.version)
    reasons = negotiation.paper_reasons(agreement, estate=settings.ESTATE_ON_PAPER) if written else []
    agreement.paper_reason = "".join(reasons)[:200]
    agreement.signers = [seat.mark for seat in negotiation.seats(agreement.mediation)] if written else []
    agreement.save()
    return agreement


def keep_secret(mediation: Mediation, values: Mapping[str, str], *, may_name: Collection[str] = ()) -> None:
    """What both sides read names the complainant only when she lets it; raises `Refused` at the field that gives her away.
    `may_name`: the marks of those who let it now; nobody says it for another."""
    named = [one.pk for one in negotiation.unnamed(mediation) if one.mark in may_name]
    Party.objects.filter(pk__in=named).update(may_name_complainant=True)
    fresh = Mediation.objects.select_related("complaint").get(pk=mediation.pk)
    for part, text in values.items():
        if objection := audience.betrays(text, fresh):
            raise Refused(part, objection, fields={part: objection})


def _sentence(lacks: list[Lack]) -> str:
    return "还不能出具协议。" + "".join(lack.sentence for lack in lacks)


def _one_of(mediation: Mediation, pk: int | None) -> Party | None:
    return mediation.parties.filter(pk=pk, left_at=None).first() if pk else None


def _together(mediation: Mediation, ower: Party, keys: Sequence[int]) -> list[Party]:
    """Who owes it jointly with `ower`: others of her own side who take part."""
    chosen = set(keys) - {ower.pk}
    found = [one for one in mediation.parties.filter(pk__in=chosen, left_at=None) if one.side == ower.side]
    if len(found) != len(chosen):
        sentence = "一起承担的人要和“谁来做”是同一方，请重新选。"
        raise Refused("joint", sentence, fields={"joint": sentence})
    return found


def _fits(
    duty: Duty, what: str, ower: Party | None, owed_to: Party | None, last: Obligation | None, now: datetime
) -> None:
    rules = [
        (ower is None, "ower", "请选谁来做。"),
        (bool(duty.owed_to) and owed_to is None, "owed_to", "请选对谁。"),
        (ower is not None and ower == owed_to, "owed_to", "自己不能对自己承诺，请另选一位。"),
        (not 2 <= len(what) <= 300, "what", "请用 2 到 300 个字写清做什么。"),
        (duty.due_on is None and not duty.on_the_spot, "due_on", "请选什么时候之前，或者勾“当场履行”。"),
        (bool(duty.due_on) and duty.due_on < timezone.localdate(now), "due_on", "这一天已经过去了，请选以后的日子。"),
        (bool(duty.due_on) and duty.due_on.year > now.year + YEARS, "due_on", f"请选 {YEARS} 年以内的日子。"),
        (last is not None and last.number >= MOST, "what", f"一份协议最多 {MOST} 项，请合并几项。"),
    ]
    for broken, field, sentence in rules:
        if broken:
            raise Refused(field, sentence, fields={field: sentence})
