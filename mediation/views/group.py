"""A dispute of many on the tablet: who takes part, who speaks for whom, and what each asks for."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from mediation import crowd, selectors
from mediation.access import mediation_for
from mediation.forms import GROUP_FORMS, VerbForm
from mediation.models import Mediation
from mediation.views.command import carry_out
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    """Everybody with her representative and her sums, and what may be recorded now."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. Opened by hand or after a login it leads to the page."""
    if verb not in GROUP_FORMS:
        raise Http404
    return carry_out(
        request,
        code,
        lambda found: GROUP_FORMS[verb](request.POST, mediation=found, staff=request.user),
        _page,
        "mediation:group",
    )


def _page(
    request: StaffRequest, found: Mediation, *, form: VerbForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    may = {action.name for action in selectors.doable(found, request.user)}
    context = {
        "mediation": found,
        "members": crowd.members(found),
        "forms": [
            form if form and form.verb == verb else made(mediation=found, staff=request.user)
            for verb, made in GROUP_FORMS.items()
            if verb in may
        ],
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/group.html", context, status=refusal.status if refusal else 200)
