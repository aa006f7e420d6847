"""How a mediation ends: with an agreement, without one, or because its case is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.services import handling
from governance.models import Staff
from mediation import audience
from mediation.access import CLOCK, Who, member
from mediation.models import Agreement, Booking, Mediation, MediationEntry, Party, Signature
from mediation.models.agreement import needed
from mediation.services.perform import once, perform
from mediation.workflow import ENDINGS, Side, Stage
from notices.services import tell

Form = Agreement.Form
ENDING_WITH = {Form.WRITTEN: "双方达成书面协议", Form.ORAL: "双方达成口头协议"}


@dataclass(frozen=True)
class Terms:
    """What was agreed (art. 29). `facts` and `performance` may be empty in an oral agreement. `may_name`: the complainant
    lets the other side know who she is, as she does by signing beside it."""

    form: str
    content: str
    facts: str = ""
    performance: str = ""
    may_name: bool = False


def agree(
    mediation: Mediation, *, staff: Staff, terms: Terms, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """达成协议: an oral one holds at once and ends the mediation; a written one waits for its signatures."""
    oral = terms.form == Form.ORAL
    name = "agree_orally" if oral else "agree"
    values = {part: plain(getattr(terms, part)).strip() for part in ("facts", "content", "performance")}

    def command() -> MediationEntry:
        _keep_secret(mediation, terms.may_name, values)
        if oral:
            entry = finish(
                mediation, name, Stage.AGREED, who=member(staff), now=now, values=values, client_key=client_key,
                outcome=ENDING_WITH[Form.ORAL],
            )  # fmt: skip
        else:
            entry = perform(mediation, name, who=member(staff), now=now, values=values, client_key=client_key)
        Agreement.objects.create(
            mediation=mediation, form=terms.form, reached_at=now, effective_at=now if oral else None, **values
        )
        return entry

    return once(mediation, "agree", client_key, command)


def sign(
    mediation: Mediation, *, staff: Staff, signer: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """登记签字 of one of `Signature.Signer`; with the last one needed the agreement holds and the mediation ends."""

    def command() -> MediationEntry:
        if signer not in needed(mediation.organisation):
            raise Refused("signer", "这份协议不需要这个签字。")
        values = {"signer": signer, "signer_label": Signature.Signer(signer).label}
        entry = perform(mediation, "sign", who=member(staff), now=now, values=values, client_key=client_key)
        agreement = Agreement.objects.get(mediation=mediation)
        given = {"signed_at": now, "recorded_by": staff}
        if not Signature.objects.get_or_create(agreement=agreement, signer=signer, defaults=given)[1]:
            raise Refused("signer", f"{values['signer_label']}的签字已经登记过了。")
        if set(needed(mediation.organisation)) <= set(agreement.signatures.values_list("signer", flat=True)):
            Agreement.objects.filter(pk=agreement.pk).update(effective_at=now)
            finish(mediation, "take_effect", Stage.AGREED, who=CLOCK, now=now, outcome=ENDING_WITH[Form.WRITTEN])
        return entry

    return once(mediation, "sign", client_key, command)


def fail(
    mediation: Mediation, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """调解不成 (art. 26): ends it; `reason` stays inside, both sides read neutral words and the ways still open to them."""

    def command() -> MediationEntry:
        values = {"reason": plain(reason).strip()}
        return finish(mediation, "fail", Stage.FAILED, who=member(staff), now=now, values=values, client_key=client_key)

    return once(mediation, "fail", client_key, command)


def lapse(mediation: Mediation, *, now: datetime) -> None:
    """Its case was withdrawn, closed, declined or transferred; called within the transaction that did it."""
    finish(mediation, "lapse", Stage.LAPSED, who=CLOCK, now=now, case_too=False)


def finish(
    mediation: Mediation,
    name: str,
    stage: str,
    *,
    who: Who,
    now: datetime,
    values: Mapping[str, Any] | None = None,
    client_key: UUID | None = None,
    outcome: str = "",
    case_too: bool = True,
) -> MediationEntry:
    """Do the ending action `name`: free the room, tell both sides that a coming session is off, give the case back to its
    handler with words that blame nobody. Call it inside a transaction."""
    words = outcome or ENDINGS[stage]
    entry = perform(
        mediation, name, who=who, now=now, values=values, client_key=client_key,
        changes=lambda fresh: {"ended_at": now, "outcome": words},
    )  # fmt: skip
    if entry.stage_from == Stage.BOOKED:
        for booking in free(mediation):
            tell(audience.to_parties(mediation, "mediation_cancelled", f"off{booking.pk}", booking), now=now)
    if case_too:
        handling.end_mediation(mediation.complaint, outcome=words, now=now)
    return entry


def free(mediation: Mediation) -> list[Booking]:
    """Void the firm bookings of a mediation; returns them."""
    firm = list(mediation.bookings.filter(state=Booking.State.FIRM).select_related("room"))
    mediation.bookings.filter(state=Booking.State.FIRM).update(state=Booking.State.VOID, next_reminder_at=None)
    return firm


def _keep_secret(mediation: Mediation, may_name: bool, values: dict[str, str]) -> None:
    """An agreement is read by both sides: it names the complainant only when she lets it."""
    complainant = Party.objects.filter(mediation=mediation, side=Side.A)
    if may_name:
        complainant.update(may_name_complainant=True)
    elif not complainant.filter(may_name_complainant=True).exists():
        for part, text in values.items():
            if objection := audience.leak(text, mediation.complaint):
                raise Refused(part, objection, fields={part: objection})
