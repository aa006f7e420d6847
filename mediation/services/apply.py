"""Bringing a case to mediation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from binan.kit import codes, phones
from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.models import Complaint
from complaints.services import handling
from governance.models import Staff
from mediation import audience, danger, dispatch, selectors
from mediation.access import member
from mediation.models import Mediation, MediationEntry, Organisation, Party
from mediation.services.consent import consent
from mediation.services.parties import seat
from mediation.workflow import ACTIONS, Origin, ReferredBy, Side, Stage, Way
from notices.services import tell

WITHIN = timedelta(days=30)  # the law sets no limit; practice does (domain.md §4.1 "Time limit")
SUMMARY_MIN, SUMMARY_MAX = 6, 300  # characters
ALREADY = "这件事已经在调解中，请刷新页面看最新情况。"


@dataclass(frozen=True)
class Application:
    """What is applied for. `summary`: all the other side will read. `phone`: the other side's, may be empty when somebody
    goes there in person. `complainant_agrees`: she agreed on the telephone, after her rights were read to her.

    `applied_by`: the side that asked for it, where one did; `referred_by`: who sent it, with `referral_no`. `clearance`: the
    word of those who protect, `checked`: what a worker found out herself, where something in it sounds like danger."""

    organisation: Organisation
    name: str
    summary: str
    phone: str = ""
    origin: str = Origin.APPLIED
    referral_no: str = ""
    clearance: str = ""
    complainant_agrees: bool = False
    applied_by: str = Side.A
    referred_by: str = ReferredBy.OTHER
    checked: str = ""


def apply(
    case: Complaint, *, staff: Staff, application: Application, now: datetime, client_key: UUID | None = None
) -> Mediation:
    """申请调解: both sides get a secret link and are asked; the case shows that mediation is being arranged.

    Returns the mediation, or the earlier one when `client_key` arrives again. Raises `Refused` when the category may not
    be mediated, when one is running, or when the summary would tell the other side who complained.
    """
    if client_key and (earlier := Mediation.objects.filter(client_key=client_key, complaint=case).first()):
        return earlier
    given = _checked(case, application)
    try:
        with transaction.atomic():
            handling.apply_mediation(case, staff=staff, now=now, client_key=client_key)
            mediation = _begin(case, staff, given, now, client_key)
            tell(audience.to_parties(mediation, "mediation_invited", "invited"), now=now)
            if given.complainant_agrees:
                consent(mediation.parties.get(side=Side.A), who=member(staff), way=Way.PHONE, now=now)
    except IntegrityError as fault:
        earlier = Mediation.objects.filter(client_key=client_key, complaint=case).first() if client_key else None
        if earlier is None:  # a colleague applied at the same moment
            raise Refused("running", ALREADY) from fault
        return earlier
    return mediation


def _checked(case: Complaint, given: Application) -> Application:
    for objection in (
        selectors.objection(case), _dangerous(case, given), dispatch.objection(case.category, given.clearance),
    ):  # fmt: skip
        if objection:
            raise Refused("not_mediable", objection, fields={"clearance": objection})
    _origin(given)
    name, summary = plain(given.name).strip()[:40], plain(given.summary).strip()
    if not name:
        raise _refused("name", "请写怎么称呼对方，比如“楼上住户”。")
    if not SUMMARY_MIN <= len(summary) <= SUMMARY_MAX:
        raise _refused("summary", f"请用 {SUMMARY_MIN} 到 {SUMMARY_MAX} 个字写清要商量什么，对方会看到。")
    if objection := audience.leak(summary, case):
        raise _refused("summary", objection)
    phone = phones.parse(given.phone) if given.phone.strip() else ""
    referred = given.origin == Origin.REFERRED
    return replace(
        given, name=name, summary=summary, phone=phone, referral_no=plain(given.referral_no).strip()[:60],
        clearance=plain(given.clearance).strip()[:200], checked=plain(given.checked).strip()[:200],
        applied_by=given.applied_by if given.origin == Origin.APPLIED else "",
        referred_by=given.referred_by if referred else "",
    )  # fmt: skip


def _dangerous(case: Complaint, given: Application) -> str:
    found = danger.flags(*selectors.told(case), given.summary, category=case.category)
    return danger.objection(danger.unlifted(found, clearance=given.clearance, checked=given.checked))


def _origin(given: Application) -> None:
    """How it came about must be known (arts. 17 and 18); raises `Refused`."""
    if given.origin == Origin.REFERRED and given.referred_by not in ReferredBy.values:
        raise _refused("referred_by", "请选择是谁移送、委托的。")
    if given.origin == Origin.REFERRED and not given.referral_no.strip():
        raise _refused("referral_no", "移送委托的请填文号。")
    if given.origin == Origin.APPLIED and given.applied_by not in Side.values:
        raise _refused("applied_by", "请选择是哪一方申请的。")


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})


def _begin(case: Complaint, staff: Staff, given: Application, now: datetime, client_key: UUID | None) -> Mediation:
    mediation = Mediation.objects.create(
        code=f"TJ{timezone.localtime(now):%y%m%d}{codes.pick(5)}",
        complaint=case,
        stage=Stage.APPLIED,
        organisation=given.organisation,
        kind=dispatch.kind(case.category),
        origin=given.origin,
        referral_no=given.referral_no,
        clearance=given.clearance,
        applied_by=given.applied_by,
        referred_by=given.referred_by,
        checked=given.checked,
        shareable_summary=given.summary,
        accepted_at=now,
        due_at=now + WITHIN,
        client_key=client_key,
    )
    Party.objects.bulk_create([
        seat(mediation, Side.A, case.name, case.phone), seat(mediation, Side.B, given.name, given.phone),
    ])  # fmt: skip
    MediationEntry.objects.create(
        mediation=mediation, kind=ACTIONS["apply"].name, stage_to=Stage.APPLIED, actor_kind="staff", staff=staff, at=now
    )
    return mediation
