"""The mediation steps of the demo stories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from complaints.models import Complaint
from governance.models import Staff
from mediation.access import member
from mediation.models import Mediation, Mediator
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
    consent(_running(case).parties.get(side=Side.B), who=member(staff), way=Way.PHONE, now=now)


def _book(case: Complaint, *, staff: Staff, now: datetime, at: str, days: int) -> None:
    mediation = _running(case)
    mediator = Mediator.objects.filter(organisation=mediation.organisation).first()
    room = mediation.organisation.rooms.first()
    day = (timezone.localtime(now) + timedelta(days=days)).date()
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))
    assert mediator and room, "mediation.demo makes a room and a mediator for every organisation of a story"
    book(mediation, staff=staff, slot=Slot(room, mediator, starts), now=now)


def _start(case: Complaint, *, staff: Staff, now: datetime) -> None:
    start(_running(case), staff=staff, now=now)


def _agree_orally(case: Complaint, *, staff: Staff, now: datetime, content: str) -> None:
    agree(_running(case), staff=staff, terms=Terms(form="oral", content=content), now=now)


MEDIATION: dict[str, Callable[..., Any]] = {
    "apply_mediation": _apply,
    "agree_b": _agree_b,
    "book": _book,
    "start": _start,
    "agree_orally": _agree_orally,
}
