"""The slot on the desk's page of a case: apply for mediation, or see how it stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from complaints.access import complaint_for
from complaints.models import Complaint
from mediation import selectors
from mediation.forms import FAULTY, ApplyForm
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: StaffRequest, code: str) -> HttpResponse:
    """GET: the state, with `?open=1` the form. POST: apply."""
    case = complaint_for(request.user, code)
    if request.method != "POST":
        return _panel(request, case, form=ApplyForm(case=case, staff=request.user) if "open" in request.GET else None)
    form = ApplyForm(request.POST, case=case, staff=request.user)
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        form.act(timezone.now())
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        form.refuse(refusal)
        return _panel(request, case, form=form, status=refusal.status)
    return _panel(request, case)


def _panel(request: StaffRequest, case: Complaint, *, form: ApplyForm | None = None, status: int = 200) -> HttpResponse:
    mediation = selectors.latest(case)
    context = {
        "case": case,
        "mediation": mediation,
        "parties": selectors.sides(mediation) if mediation else [],
        "booking": selectors.current_booking(mediation) if mediation else None,
        "wished": selectors.open_wish(case),
        "may_apply": selectors.may_apply(case, request.user),
        "objection": selectors.objection(case),
        "form": form,
    }
    return render(request, "mediation/_panel.html", context, status=status)
