"""司法确认 (人民调解法 33; 民事诉讼法 205, 206): both together within thirty days of effect, filed, and ruled on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import Who, member
from mediation.models import Agreement, Confirmation, ConfirmationWish, Mediation, MediationEntry, Party
from mediation.sequel import confirm_last_day, lacking_wishes
from mediation.services.perform import hold, once, perform

TOO_LATE = (
    "申请司法确认的最后一天是{last:%Y年%m月%d日}，这个递交日期已经过了期限，不能登记。期限内递交的，请照法院收件的日期填；没有递交的，对履行有"
    "争议可以向人民法院起诉。"
)


def wish(party: Party, *, who: Who, way: str, now: datetime, client_key: UUID | None = None) -> MediationEntry:
    """同意申请司法确认, by a party on her link or recorded by staff (`way`: a value of `Way`).

    Raises `Refused` with the code late after the thirty days, filed once the court has it, again when she has said so before.
    """
    mediation = party.mediation

    def command() -> MediationEntry:
        values = {"party": party.pk, "side": party.side, "way": way}
        entry = perform(mediation, "wish_confirm", who=who, now=now, values=values, client_key=client_key)
        row = _row(mediation)
        if row.filed_on:
            raise Refused("filed", "已经向法院递交了，不用再登记。")
        _in_time(row.agreement, timezone.localdate(now))
        given = {"way": way, "at": now, "recorded_by": who.staff}
        if not ConfirmationWish.objects.get_or_create(confirmation=row, party=party, defaults=given)[1]:
            raise Refused("again", "已经登记过同意了。")
        return entry

    return once(mediation, "wish_confirm", client_key, command, party=party.pk)


def file(
    mediation: Mediation,
    *,
    staff: Staff,
    court: str,
    filed_on: date,
    now: datetime,
    number: str = "",
    together: bool = False,
    client_key: UUID | None = None,
) -> MediationEntry:
    """登记递交法院: the joint application went to `court` on `filed_on`; `number` (案号) may come later, with the ruling. `together`:
    all parties signed it, also those whose word was not recorded here.

    Raises `Refused` with the code joint while a party's word is missing, filed when it has been, filed_on for a day that is not
    within the thirty.
    """

    def command() -> MediationEntry:
        hold(mediation)  # of two who record it at once the second finds it filed
        row = _row(mediation)
        if row.filed_on:
            raise Refused("filed", "已经登记过递交法院了。")
        if not together and (waiting := lacking_wishes(row)):
            raise Refused("joint", f"要各方共同申请，还差{'、'.join(party.seat for party in waiting)}的同意。")
        if not _effect(row.agreement) <= filed_on <= timezone.localdate(now):
            raise _refused("filed_on", "递交日期要在协议生效之后、不晚于今天。")
        if (last := confirm_last_day(row.agreement)) and filed_on > last:
            raise _refused("filed_on", TOO_LATE.format(last=last))
        columns = {"court": plain(court).strip()[:60], "number": plain(number).strip()[:60], "filed_on": filed_on}
        entry = perform(
            mediation, "file_confirm", who=member(staff), now=now, values={**columns, "filed_on": f"{filed_on}"},
            client_key=client_key,
        )  # fmt: skip
        Confirmation.objects.filter(pk=row.pk).update(**columns)
        return entry

    return once(mediation, "file_confirm", client_key, command)


def rule(
    mediation: Mediation,
    *,
    staff: Staff,
    ruling: str,
    ruled_on: date,
    now: datetime,
    number: str = "",
    reason: str = "",
    client_key: UUID | None = None,
) -> MediationEntry:
    """登记法院裁定: `ruling` of `Confirmation.Ruling`; a rejection needs the court's `reason`.

    Raises `Refused` with the code filed before it was, ruled when it has been, or the field's name.
    """
    reason, number = plain(reason).strip()[:500], plain(number).strip()[:60]

    def command() -> MediationEntry:
        hold(mediation)
        row = _row(mediation)
        if row.filed_on is None:
            raise Refused("filed", "还没有登记递交法院。")
        if row.ruling:
            raise Refused("ruled", "裁定已经登记过了。")
        if not (number or row.number):
            raise _refused("number", "请写裁定书上的案号。")
        if not row.filed_on <= ruled_on <= timezone.localdate(now):
            raise _refused("ruled_on", "裁定日期要在递交之后、不晚于今天。")
        if ruling == Confirmation.Ruling.REJECTED and not reason:
            raise _refused("reason", "请写法院驳回的理由。")
        columns = {"ruling": ruling, "ruled_on": ruled_on, "number": number or row.number}
        entry = perform(
            mediation, "rule_confirm", who=member(staff), now=now, client_key=client_key,
            values={**columns, "ruled_on": f"{ruled_on}", "reason": reason},
        )  # fmt: skip
        Confirmation.objects.filter(pk=row.pk).update(**columns, reason=reason)
        return entry

    return once(mediation, "rule_confirm", client_key, command)


def _row(mediation: Mediation) -> Confirmation:
    """The confirmation of the mediation's agreement, which must hold. Raises `Refused`."""
    agreement = Agreement.objects.filter(mediation=mediation).first()
    if agreement is None or agreement.effective_at is None:
        raise Refused("effect", "协议生效以后才能申请司法确认。")
    row, _ = Confirmation.objects.get_or_create(agreement=agreement)
    return row


def _effect(agreement: Agreement) -> date:
    assert agreement.effective_at is not None
    return timezone.localdate(agreement.effective_at)


def _in_time(agreement: Agreement, day: date) -> None:
    last = confirm_last_day(agreement)
    if last is None or day > last:
        raise Refused("late", "申请司法确认的三十天已经过了。对履行有争议的，可以向人民法院起诉。")


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
