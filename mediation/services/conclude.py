"""How a mediation ends: with an agreement, without one, or because its case is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.services import handling
from governance.models import Staff
from mediation import audience, blocks, crowd, negotiation
from mediation.access import CLOCK, Who, leads, member
from mediation.models import Agreement, Mediation, MediationEntry, Signature
from mediation.negotiation import Seat
from mediation.services.issue import complete, filled, issue, keep_secret
from mediation.services.perform import once, perform
from mediation.services.reserve import drop_offers, free
from mediation.workflow import ENDINGS, Stage
from notices.services import tell

Form = Agreement.Form
UNSETTLED = (Stage.REFUSED, Stage.TERMINATED, Stage.FAILED, Stage.HALTED)  # told with the 终止告知书 (art. 26)
ENDING_WITH = {Form.WRITTEN: "双方达成书面协议", Form.ORAL: "双方达成口头协议"}
ENDING_PARTLY = {Form.WRITTEN: "部分当事人达成书面协议", Form.ORAL: "部分当事人达成口头协议"}

NOT_YET = "签字日期不能晚于今天，请照纸上写的日期填。"
TOO_EARLY = "这一版协议{day:%Y年%m月%d日}才出具，签字日期不能更早，请照纸上写的日期填。"
HER_OWN = "调解员一栏由主持这次调解的{name}本人登录来签；已经签在纸上的，请上传签好的协议。"


@dataclass(frozen=True)
class Terms:
    """What was agreed (art. 29). `content` counts only where no clause was agreed one by one; `facts` and `performance` may be
    empty in an oral agreement. `may_name`: the marks of those on side A who let the other side know who they are, each by her
    own word at the table."""

    form: str
    content: str
    facts: str = ""
    performance: str = ""
    may_name: Collection[str] = ()


def agree(
    mediation: Mediation, *, staff: Staff, terms: Terms, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """达成协议, the short form: facts, points at issue and responsibility in one text. An oral one holds at once and ends the
    mediation; a written one waits for its signatures. Raises `Refused` naming what is missing or wrongly cited."""
    values = {part: plain(getattr(terms, part)).strip() for part in ("facts", "content", "performance")}
    short = {**values, "issues": "", "responsibility": "", "combined": True}
    return _agree(mediation, staff, terms.form, short, terms.may_name, now, client_key)


def agree_on_draft(
    mediation: Mediation, *, staff: Staff, form: str, now: datetime, may_name: Collection[str] = (),
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """达成协议 on what was drafted and agreed clause by clause: every field of art. 29 on its own."""
    return _agree(mediation, staff, form, {"combined": False}, may_name, now, client_key)


def _agree(
    mediation: Mediation, staff: Staff, form: str, values: dict[str, Any], may_name: Collection[str], now: datetime,
    client_key: UUID | None,
) -> MediationEntry:  # fmt: skip
    oral = form == Form.ORAL
    name = "agree_orally" if oral else "agree"

    def command() -> MediationEntry:
        keep_secret(mediation, {k: v for k, v in values.items() if isinstance(v, str)}, may_name=may_name)
        agreement = filled(mediation, form=form, values=values)
        keep_secret(mediation, {block.heading: block.words for block in blocks.draw_up(agreement)})  # drafted earlier
        said = {"facts": agreement.facts, "content": agreement.content, "performance": blocks.performance(agreement)}
        if oral:
            entry = finish(
                mediation, name, Stage.AGREED, who=member(staff), now=now, values=said, client_key=client_key,
                outcome=ending(mediation, Form.ORAL),
            )  # fmt: skip
        else:
            entry = perform(mediation, name, who=member(staff), now=now, values=said, client_key=client_key)
        complete(agreement, now)
        issue(agreement, now=now)
        return entry

    return once(mediation, "agree", client_key, command)


def rework(
    mediation: Mediation, *, staff: Staff, reason: str, now: datetime, client_key: UUID | None = None
) -> MediationEntry:
    """退回修改: the agreement is a draft again, and what was signed so far counts for nothing under the next version."""

    def command() -> MediationEntry:
        values = {"reason": plain(reason).strip()[:200]}
        entry = perform(mediation, "rework", who=member(staff), now=now, values=values, client_key=client_key)
        Agreement.objects.filter(mediation=mediation).update(reached_at=None)
        return entry

    return once(mediation, "rework", client_key, command)


def sign(
    mediation: Mediation, *, staff: Staff, signer: str, now: datetime, signed_on: date | None = None,
    client_key: UUID | None = None,
) -> MediationEntry:  # fmt: skip
    """登记签字: somebody signed the printed paper, or the seal was put under it. `signer`: her mark (`negotiation.seats`);
    `signed_on`: the day that is written beside it, None for this very moment. Raises `Refused` with the code signer or signed_on."""

    def command() -> MediationEntry:
        entry, agreement, seat = begin_signature(mediation, staff, signer, now, client_key)
        signed_at = on_the_day(agreement, signed_on, now) if signed_on else now
        put_signature(agreement, seat, now, recorded_by=staff, signed_at=signed_at)
        return entry

    return once(mediation, "sign", client_key, command)


def begin_signature(
    mediation: Mediation, staff: Staff, mark: str, now: datetime, client_key: UUID | None
) -> tuple[MediationEntry, Agreement, Seat]:
    """The entry of a signature, what is signed and whose it is; raises `Refused` when it is not needed or not any more, and for a
    colleague who would sign in the mediator's place; on a scanned paper (`signing.file_paper`) the paper itself vouches for her."""
    seat = next((one for one in negotiation.seats(mediation) if one.mark == mark), None)
    if seat is None:
        raise Refused("signer", "这份协议不需要这个签字。")
    values = {"signer": mark, "signer_label": seat.label}
    entry = perform(mediation, "sign", who=member(staff), now=now, values=values, client_key=client_key)
    if seat.kind == Signature.Signer.MEDIATOR and not leads(staff, mediation):
        raise Refused("signer", HER_OWN.format(name=mediation.mediator))
    agreement = Agreement.objects.get(mediation=mediation)
    same_signers(agreement)
    return entry, agreement, seat


def on_the_day(agreement: Agreement, day: date, now: datetime) -> datetime:
    """The end of the day that is written on the paper, or now on the same day. Raises `Refused` for a day that cannot be."""
    issued = timezone.localdate(agreement.reached_at)
    sentence = NOT_YET if day > timezone.localdate(now) else TOO_EARLY.format(day=issued) if day < issued else ""
    if sentence:
        raise Refused("signed_on", sentence, fields={"signed_on": sentence})
    return min(timezone.make_aware(datetime.combine(day, time.max)), now)


def same_signers(agreement: Agreement) -> None:
    """Raise `Refused` when others have to sign now than when it was issued: somebody gave or took back her word for another."""
    if set(agreement.signers) != {one.mark for one in negotiation.seats(agreement.mediation)}:
        raise Refused("signer", "出具协议以后当事人有了变化，请先“退回修改”，重新出具再签。")


def put_signature(agreement: Agreement, seat: Seat, now: datetime, *, recorded_by: Staff, **more: Any) -> Signature:
    """Write a signature under the version that was issued. With the last one needed the agreement holds and the mediation ends
    (art. 29), from when the latest was given, whenever the server hears of it. Call it inside the transaction of its entry; `more`:
    further columns, `signed_at` where it was given before `now`."""
    mine = {"agreement": agreement, "signer": seat.kind, "party": seat.party, "document_sha256": agreement.text_sha256}
    given = {"signed_at": now, "recorded_by": recorded_by, **more}
    signature, fresh = Signature.objects.get_or_create(**mine, defaults=given)
    if not fresh:
        raise Refused("signer", f"{seat.label}的签字已经登记过了。")
    if not negotiation.unsigned(agreement):
        under = agreement.signatures.filter(document_sha256=agreement.text_sha256)
        Agreement.objects.filter(pk=agreement.pk).update(effective_at=max(under.values_list("signed_at", flat=True)))
        finish(
            agreement.mediation,
            "take_effect",
            Stage.AGREED,
            who=CLOCK,
            now=now,
            outcome=ending(agreement.mediation, Form.WRITTEN),
        )
    return signature


def ending(mediation: Mediation, form: Agreement.Form) -> str:
    """What all read when it ended with an agreement: of everybody, or of some of the parties only."""
    return (ENDING_PARTLY if crowd.partly(mediation) else ENDING_WITH)[form]


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
    drop_offers(mediation)
    booked = free(mediation) if entry.stage_from == Stage.BOOKED else []
    for booking in booked:
        tell(audience.to_parties(mediation, "mediation_cancelled", f"off{booking.pk}", booking), now=now)
    if stage in UNSETTLED and not booked:
        tell(audience.to_parties(mediation, "mediation_ended", f"over{entry.pk}"), now=now)
    if case_too:
        handling.end_mediation(mediation.complaint, outcome=words, now=now)
    return entry
