"""What a party does and reads of a session on her own phone: saying that she is there, the minutes and evidence that are hers
to read (mediation.hearing decides)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address, uuid_of
from binan.kit.throttle import hit
from mediation import hearing
from mediation.access import party_by_token
from mediation.services import arrival
from mediation.views.party import _page
from mediation.views.session import file

RATE = 20  # tries a minute from one client


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """我到了, with the code on the door."""
    found = party_by_token(token)
    if request.method != "POST":
        return redirect("mediation:party", token)
    try:
        hit("arrive", client_address(request), limit=RATE, window=60)
        arrival.check_in(
            found,
            code=request.POST.get("code", "")[:20],
            now=timezone.now(),
            client_key=uuid_of(request.POST.get("client_key", "")),
        )
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party", token)


@require_safe
def record(request: HttpRequest, token: str) -> HttpResponse:
    """The minutes and the evidence as this party may read them."""
    found = party_by_token(token)
    context = {"party": found, "notes": hearing.of_party(found), "evidence": hearing.evidence_of_party(found)}
    return render(request, "mediation/party_record.html", context)


@require_safe
def evidence(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One piece of evidence, of those this party may see."""
    return file(hearing.one_evidence(hearing.evidence_of_party(party_by_token(token)), number))
