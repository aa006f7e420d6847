"""A party's page, opened by a secret link on her own phone. A GET never changes anything; nothing on it tells side B who
complained unless that person agreed (domain.md §0.5)."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from mediation import selectors
from mediation.access import party, party_by_token
from mediation.models import Party
from mediation.services import consent
from mediation.workflow import PARTY, Way, allowed

RATE = 30  # commands a minute from one client
ASKED_AGAIN = {"refuse": consent.refuse, "terminate": consent.terminate}


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What it is about, when and where, her rights, and her answer."""
    return _page(request, party_by_token(token))


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """同意调解."""
    found = party_by_token(token)
    if request.method != "POST":
        return redirect("mediation:party", token)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        consent.consent(
            found, who=party(found), way=Way.LINK, now=timezone.now(), client_key=_key(request),
            may_name=request.POST.get("may_name") == "1",
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party", token)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """不同意 and 终止调解: asked once more on a page of its own, then done."""
    found = party_by_token(token)
    if verb not in ASKED_AGAIN:
        raise Http404
    if request.method != "POST":
        return render(request, "mediation/party_end.html", {"party": found, "verb": verb, "client_key": uuid4()})
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        ASKED_AGAIN[verb](found, who=party(found), way=Way.LINK, now=timezone.now(), client_key=_key(request))
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party", token)


def _page(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    mediation = found.mediation
    context = {
        "party": found,
        "mediation": mediation,
        "booking": selectors.current_booking(mediation),
        "agreement": selectors.agreement_of(mediation),
        "mediator": selectors.mediator_title(mediation),
        "complainant": selectors.named_complainant(found),
        "may": {action.name for action in allowed(mediation.stage, {PARTY})},
        "client_key": uuid4(),
        "refusal": refusal,
    }
    return render(request, "mediation/party.html", context, status=refusal.status if refusal else 200)


def _key(request: HttpRequest) -> UUID | None:
    """The command's key from the form, None when it is missing or not one."""
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return None
