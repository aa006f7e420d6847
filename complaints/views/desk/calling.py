"""The telephone on a case's page: the tap on the number."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from complaints.access import complaint_for
from complaints.forms import key_of
from complaints.services import calling
from complaints.views.desk.door import DeskRequest, staff_only


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def dial(request: DeskRequest, code: str) -> HttpResponse:
    """拨打电话: told by the page's script while the telephone opens; `X-Entry`: what the page is up to date with now."""
    found = complaint_for(request.user, code)
    if request.method != "POST":
        return redirect("complaints:desk_case", code)
    entry = calling.dial(found, staff=request.user, now=timezone.now(), client_key=key_of(request))
    return HttpResponse(status=204, headers={"X-Entry": str(entry.seq)})
