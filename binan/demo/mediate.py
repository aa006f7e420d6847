"""The mediation steps of the demo stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from governance.models import Staff
from mediation import candidates, ledger
from mediation.access import member
from mediation.models import Mediation, Mediator
from mediation.services import issue, lawsuit, obligations
from mediation.services.apply import Application, apply
from mediation.services.book import Slot, book
from mediation.services.conclude import Terms, agree
from mediation.services.consent import consent
from mediation.services.hold import start
from mediation.workflow import Origin, Side, Way


def _apply(
    case: Complaint, *, staff: Staff, now: datetime, mediator: str, other: str, summary: str, phone: str,
    origin: str = Origin.APPLIED, referral_no: str = "",
) -> None:  # fmt: skip
    organisation = Mediator.objects.get(staff__username=mediator).organisation
    application = Application(organisation, other, summary, phone, origin, referral_no, complainant_agrees=True)
    apply(case, staff=staff, application=application, now=now)


def _running(case: Complaint) -> Mediation:
    return Mediation.objects.select_related("organisation", "complaint__unit").filter(complaint=case).latest("pk")


def _agree_b(case: Complaint, *, staff: Staff, now: datetime) -> None:
    consent(_running(case).parties.get(side=Side.B, ordinal=1), who=member(staff), way=Way.PHONE, now=now)


def _book(case: Complaint, *, staff: Staff, now: datetime, at: str, days: int) -> None:
    mediation = _running(case)
    fit = candidates.first(case, now, mediation=mediation)
    mediator = Mediator.objects.filter(pk=fit.candidate.key).first() if fit else None
    room = mediation.organisation.rooms.order_by("-on_holidays", "pk").first()  # the story may be told on a holiday
    day = (timezone.localtime(now) + timedelta(days=days)).date()
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))
    assert mediator and room, "mediation.demo makes a room and a mediator for every organisation of a story"
    book(mediation, staff=staff, slot=Slot(room, mediator, starts), now=now)


def _start(case: Complaint, *, staff: Staff, now: datetime) -> None:
    start(_running(case), staff=staff, now=now)


def _agree_orally(
    case: Complaint, *, staff: Staff, now: datetime, content: str, promises: Sequence[str] = (), days: int = 0
) -> None:
    """`promises`: what side B owes side A by it, each within `days`."""
    mediation = _running(case)
    ower, owed = (mediation.parties.get(side=side, ordinal=1) for side in (Side.B, Side.A))
    due = (timezone.localtime(now) + timedelta(days=days)).date()
    for what in promises:
        issue.owe(mediation, staff=staff, duty=issue.Duty(ower.pk, what, owed.pk, due_on=due), now=now)
    agree(mediation, staff=staff, terms=Terms(form="oral", content=content), now=now)


def _fulfil(case: Complaint, *, staff: Staff, now: datetime, number: int, proof: str) -> None:
    promise = ledger.promises_of(_running(case))[number - 1]
    obligations.fulfil(promise, who=member(staff), now=now, proof=proof)


def _receive(case: Complaint, *, staff: Staff, now: datetime, number: int, proof: str) -> None:
    promise = ledger.promises_of(_running(case))[number - 1]
    obligations.receive(promise, who=member(staff), now=now, proof=proof)


def _sue(case: Complaint, *, staff: Staff, now: datetime, court: str, number: str, days_ago: int) -> None:
    filed_on = timezone.localdate(now) - timedelta(days=days_ago)
    lawsuit.sue(_running(case), staff=staff, court=court, number=number, filed_on=filed_on, now=now)


def _drop_suit(case: Complaint, *, staff: Staff, now: datetime, number: str) -> None:
    lawsuit.drop(_running(case), staff=staff, number=number, withdrawn_on=timezone.localdate(now), now=now)


MEDIATION: dict[str, Callable[..., Any]] = {
    "apply_mediation": _apply,
    "agree_b": _agree_b,
    "book": _book,
    "start": _start,
    "agree_orally": _agree_orally,
    "fulfil": _fulfil,
    "receive": _receive,
    "sue": _sue,
    "drop_suit": _drop_suit,
}
