"""What residents ask about their own data, with the legal time to answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import audience, selectors
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.desk.verbs import FORMS
from complaints.workflow import ON_REQUEST
from governance.access import has
from governance.roles import Right


@staff_only
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """The requests that wait, most pressing first, each with the answers she may give and how they reach the resident; then the last answered ones."""
    waiting, answered = selectors.deletion_requests(request.user)
    offered = []
    for one in waiting:
        doable = {action.name for action in selectors.doable(one.complaint, request.user)} & ON_REQUEST
        forms = [FORMS[verb](case=one.complaint, staff=request.user) for verb in sorted(doable)]
        offered.append((one, forms, audience.texted(one.complaint, one.complaint.phone)))
    context = {
        "waiting": offered,
        "answered": answered,
        "allowed": has(request.user, Right.PROTECT),
        "now": timezone.now(),
        "section": "requests",
    }
    return render(request, "complaints/desk/requests.html", context)
