"""查进度: a case by its number and the phone it was filed with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import forget, hit
from complaints.access import looked_up_link
from complaints.forms import TrackForm
from complaints.models import Complaint
from complaints.selectors import find_by_number

CLIENT_TRIES, CLIENT_WINDOW = 20, 600  # one address: attempts in seconds
NUMBER_TRIES, NUMBER_WINDOW = 10, 3600  # one case number, whoever asks
NOT_FOUND = _("没有查到。请核对受理编号和电话，两样都要和提交时一致。")


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Leads to the progress of the case, and never gives away its secret link; a wrong number and a wrong phone hear the same sentence (threat 6)."""
    form = TrackForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            return redirect("complaints:case", looked_up_link(_found(request, form)))
        except Refused as refusal:
            status = refusal.status
            if refusal.code != "form":
                form.add_error(None, refusal.sentence)
    return render(request, "complaints/track.html", {"form": form}, status=status)


def _found(request: HttpRequest, form: TrackForm) -> Complaint:
    hit("track", client_address(request), limit=CLIENT_TRIES, window=CLIENT_WINDOW)
    if not form.is_valid():
        raise Refused("form", _("请按提示改一下，再查询。"))
    code, phone = form.cleaned_data["code"], form.cleaned_data["phone"]
    hit("track-number", code, limit=NUMBER_TRIES, window=NUMBER_WINDOW)
    case = find_by_number(code, phone)
    if case is None:
        raise Refused("not_found", NOT_FOUND)
    forget("track-number", code, window=NUMBER_WINDOW)
    return case
