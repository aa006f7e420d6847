"""Lawsuits about the same matter: registered with court and number, and withdrawn when the matter is settled."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.models import Lawsuit, Mediation, MediationEntry
from mediation.services.conclude import finish
from mediation.services.perform import hold, once, perform
from mediation.workflow import RUNNING, Stage


def sue(
    mediation: Mediation,
    *,
    staff: Staff,
    court: str,
    number: str,
    filed_on: date,
    now: datetime,
    client_key: UUID | None = None,
) -> MediationEntry:
    """登记诉讼: a suit about this matter with its court and number (案号).

    Raises `Refused` with the code number (there already, or none) or filed_on (in the future).
    """
    court, number = plain(court).strip()[:60], plain(number).strip()[:60]

    def command() -> MediationEntry:
        if filed_on > timezone.localdate(now):
            raise _refused("filed_on", "起诉日期不能晚于今天。")
        if not any(sign.isdigit() for sign in number):
            raise _refused("number", "请写完整的案号，例如（2026）浙0108民初123号。")
        entry = perform(
            mediation, "sue", who=member(staff), now=now, client_key=client_key,
            values={"court": court, "number": number, "filed_on": f"{filed_on}"},
        )  # fmt: skip
        given = {"court": court, "filed_on": filed_on, "recorded_by": staff, "recorded_at": now}
        if not Lawsuit.objects.get_or_create(mediation=mediation, number=number, defaults=given)[1]:
            raise _refused("number", "这个案号已经登记过了。")
        return entry

    return once(mediation, "sue", client_key, command)


def drop(
    mediation: Mediation,
    *,
    staff: Staff,
    number: str,
    withdrawn_on: date,
    now: datetime,
    settled: bool = False,
    client_key: UUID | None = None,
) -> MediationEntry:
    """登记撤诉 of the suit with this number. `settled`: the matter is settled in life, so a mediation that still runs ends
    with it and nothing is left to sign; that is the mediator's to say.

    Raises `Refused` with the code number (no such suit, or withdrawn already) or withdrawn_on.
    """

    def command() -> MediationEntry:
        hold(mediation)  # of two who record it at once the second finds it withdrawn
        suit = Lawsuit.objects.filter(mediation=mediation, number=plain(number).strip()).first()
        if suit is None:
            raise _refused("number", "没有登记过这个案号，请先登记诉讼。")
        if suit.withdrawn_on:
            raise _refused("number", "这个案子已经登记过撤诉了。")
        if not suit.filed_on <= withdrawn_on <= timezone.localdate(now):
            raise _refused("withdrawn_on", "撤诉日期要在起诉之后、不晚于今天。")
        values = {"court": suit.court, "number": suit.number, "withdrawn_on": f"{withdrawn_on}"}
        entry = perform(mediation, "drop_suit", who=member(staff), now=now, values=values, client_key=client_key)
        Lawsuit.objects.filter(pk=suit.pk).update(withdrawn_on=withdrawn_on)
        if settled and mediation.stage in RUNNING:
            finish(mediation, "resolve", Stage.RESOLVED, who=member(staff), now=now, values={"number": suit.number})
        return entry

    return once(mediation, "drop_suit", client_key, command)


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
