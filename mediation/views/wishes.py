"""Before and after a mediation, for those it concerns: applying for one, and the notice of its end."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address, uuid_of
from binan.kit.throttle import hit
from complaints.access import own_complaint
from complaints.models import Complaint
from mediation import rights, selectors
from mediation.access import party_by_token
from mediation.services import wish
from mediation.termination import notice_for
from mediation.views.party import RATE
from mediation.workflow import Stage


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """申请调解 by the complainant, from the page of her case."""
    case = own_complaint(token)
    if request.method != "POST":
        return _ask(request, case, token)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        wish.wish(case, now=timezone.now(), client_key=uuid_of(request.POST.get("client_key", "")))
    except Refused as refusal:
        return _ask(request, case, token, refusal)
    return redirect("mediation:wish", token)


def _ask(request: HttpRequest, case: Complaint, token: str, refusal: Refused | None = None) -> HttpResponse:
    seat = selectors.own_mediation(case)
    context = {
        "token": token, "seat": seat, "wished": selectors.open_wish(case, "A"),
        "objection": selectors.no_wish(case), "rights": rights.shown(free=False), "client_key": uuid4(),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "mediation/wish.html", context, status=refusal.status if refusal else 200)


@require_safe
def ended(request: HttpRequest, token: str) -> HttpResponse:
    """终止调解告知书: for each party of a mediation that ended without an agreement, and for one who left it."""
    found = party_by_token(token)
    notice = notice_for(found)
    if notice is None:
        raise Http404
    wished = selectors.wished_again(found)
    context = {
        "party": found, "notice": notice, "left": not found.is_in, "wished": wished,
        "may_again": found.is_in and not wished and selectors.may_wish_again(found), "client_key": uuid4(),
    }  # fmt: skip
    return render(request, "mediation/party_ended.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: str) -> HttpResponse:
    """想再调解一次, by either side."""
    found = party_by_token(token)
    if request.method == "POST" and selectors.may_wish_again(found):
        hit("party", client_address(request), limit=RATE, window=60)
        wish.wish_again(found, now=timezone.now(), client_key=uuid_of(request.POST.get("client_key", "")))
    agreed = found.mediation.stage == Stage.AGREED
    return redirect(
        "mediation:party_ended" if notice_for(found) else "mediation:promises" if agreed else "mediation:party", token
    )
