"""A party's page, opened by a secret link on her own phone. A GET never changes anything; nothing on it tells side B who
complained unless that person agreed (domain.md §0.5)."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address, uuid_of
from binan.kit.throttle import hit
from mediation import blocks, candidates, crowd, rights, selectors, sequel
from mediation.access import party, party_by_token
from mediation.models import Party
from mediation.services import consent
from mediation.termination import notice_for
from mediation.views.room import arriving, knows_her
from mediation.workflow import PARTY, Way, allowed

RATE = 30  # commands a minute from one client
ASKED_AGAIN = {"refuse": consent.refuse, "terminate": consent.terminate}


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What it is about, when and where, her rights, and her answer."""
    found = party_by_token(token)
    return knows_her(_page(request, found), found)


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, token: str) -> HttpResponse:
    """同意调解."""
    found = party_by_token(token)
    if request.method != "POST":
        return redirect("mediation:party", token)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        consent.consent(
            found, who=party(found), way=Way.LINK, now=timezone.now(), client_key=uuid_of(request.POST.get("client_key", "")),
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
        ASKED_AGAIN[verb](
            found,
            who=party(found),
            way=Way.LINK,
            now=timezone.now(),
            client_key=uuid_of(request.POST.get("client_key", "")),
        )
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party", token)


def _page(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    mediation = found.mediation
    booking = selectors.current_booking(mediation) if found.is_in else None
    agreement = selectors.agreement_of(mediation)
    offer = selectors.open_offer(mediation)
    context = {
        "party": found,
        "mediation": mediation,
        "dropped": found.left_at is not None and crowd.was_dropped(found),
        "booking": booking,
        "arrival": arriving(found, booking),
        "offer": offer,
        "picked": bool(offer and selectors.ticks_of(found, offer)),
        "said_times": bool(selectors.times_of(found, timezone.localdate())),
        "agreement": agreement,
        "confirm_by": sequel.confirm_last_day(agreement) if agreement else None,
        "blocks": blocks.of(agreement) if agreement else [],
        "many": bool(crowd.candidates(found) or found.represented_by_id),
        "mediator": selectors.mediator_title(mediation) if found.is_in else "",
        "choice": candidates.choice_of(found),
        "complainant": selectors.named_complainant(found),
        "may": {action.name for action in allowed(mediation.stage, {PARTY})} if found.is_in else set(),
        "ended": notice_for(found) is not None,
        "rights": rights.shown(free=mediation.organisation.is_free),
        "client_key": uuid4(),
        "refusal": refusal,
    }
    return render(request, "mediation/party.html", context, status=refusal.status if refusal else 200)
