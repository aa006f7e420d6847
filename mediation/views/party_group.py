"""A party of a group on her own phone: whom she lets speak for her, and whom she speaks for. A GET changes nothing."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from mediation import crowd
from mediation.access import party, party_by_token
from mediation.forms.ledger import Tap
from mediation.models import Party
from mediation.services import groups
from mediation.workflow import PARTY, Way, allowed

RATE = 30  # commands a minute from one client
VERBS = ("represent", "unrepresent", "accept_mandate")


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Her representative, those who ask her to be theirs, and whom she may choose."""
    return _page(request, party_by_token(token))


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """推选, 撤回推选, or 同意当代表."""
    found = party_by_token(token)
    if verb not in VERBS:
        raise Http404
    if request.method != "POST":
        return redirect("mediation:party_group", token)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        _said(found, verb, Tap(request.POST))
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party_group", token)


def _said(found: Party, verb: str, tap: Tap) -> None:
    now, who = timezone.now(), party(found)
    if verb == "unrepresent":
        groups.unrepresent(found, who=who, now=now, client_key=tap.key)
    elif verb == "accept_mandate":
        groups.accept(crowd.mandate_for(found, tap.number), who=who, now=now, client_key=tap.key)
    else:
        chosen = next((each for each in crowd.candidates(found) if each.pk == tap.number), None)
        if chosen is None:
            raise Refused("to", "请选一位同方的当事人。")
        groups.represent(
            found, representative=chosen, who=who, way=Way.LINK, may_settle=tap.ticked, now=now, client_key=tap.key
        )


def _page(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    mandate = crowd.mandate_of(found)
    context = {
        "party": found,
        "mediation": found.mediation,
        "mandate": mandate,
        "speaker": crowd.known_as(mandate.representative) if mandate else "",
        "asked": [(each, crowd.known_as(each.party)) for each in crowd.asked_of(found)],
        "represents": [crowd.known_as(each) for each in crowd.spoken_for(found)],
        "candidates": [(each.pk, crowd.known_as(each)) for each in crowd.candidates(found)],
        "may": {action.name for action in allowed(found.mediation.stage, {PARTY})} if found.is_in else set(),
        "client_key": uuid4,
        "refusal": refusal,
    }
    return render(request, "mediation/party_group.html", context, status=refusal.status if refusal else 200)
