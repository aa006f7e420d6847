"""What follows a mediation: performance, revisits, judicial confirmation, lawsuits, mediating again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import number_of
from complaints.workflow import Stage as CaseStage
from mediation import ledger, selectors, sequel
from mediation.access import mediation_for
from mediation.forms import AFTER_FORMS, PROMISE_FORMS, VerbForm
from mediation.models import Mediation
from mediation.promises import Standing
from mediation.views.command import carry_out
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    """How what was agreed is kept, and what she may do about it now."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. Opened by hand or after a login it leads to the page."""
    kind = AFTER_FORMS.get(verb) or PROMISE_FORMS.get(verb)
    if kind is None:
        raise Http404
    return carry_out(
        request,
        code,
        lambda found: kind(request.POST, mediation=found, staff=request.user, party=_which(request)),
        _page,
        "mediation:after",
    )


def _which(request: StaffRequest) -> int | None:
    """Whose form was sent, for the verbs that have one for each promise."""
    return number_of(request.POST.get("obligation", ""))


def _page(
    request: StaffRequest, found: Mediation, *, form: VerbForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    count, suits = sequel.countdown(found, today), sequel.lawsuits_of(found)
    may = {action.name for action in selectors.doable(found, request.user)}
    if not found.is_running and selectors.may_apply(found.complaint, request.user):
        may.add("again")
    promises = ledger.promises_of(found)

    def offered(verb: str, promise: int | None = None) -> VerbForm:
        if form and (form.verb, form.whose) == (verb, promise):
            return form
        made: type[VerbForm] = PROMISE_FORMS[verb] if promise else AFTER_FORMS[verb]
        return made(mediation=found, staff=request.user, party=promise)

    missed = any(each.standing == Standing.MISSED for each in promises)
    context = {
        "mediation": found,
        "lines": [
            (each, [offered(verb, each.pk) for verb in PROMISE_FORMS if verb in may & ledger.verbs(each, now)])
            for each in promises
        ],
        "missed": missed,
        "breach": sequel.breach_articles(count) if missed else [],
        "running": selectors.running(found.complaint),
        "case_over": found.complaint.stage in (CaseStage.CLOSED, CaseStage.RATED),
        "kept": sum(ledger.is_kept(each) for each in promises),
        "forms": {verb: offered(verb) for verb in AFTER_FORMS if verb in may & sequel.possible(count, suits)},
        "countdown": count,
        "lawsuits": suits,
        "revisits": sequel.revisits_of(found),
        "today": today,
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/after.html", context, status=refusal.status if refusal else 200)
