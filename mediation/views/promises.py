"""A party's page of what was promised: what she owes, what she is owed, and asking the court together. A GET changes nothing."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from mediation import ledger, selectors, sequel
from mediation.access import party, party_by_token
from mediation.forms.ledger import Tap
from mediation.models import Party
from mediation.promises import Standing
from mediation.services import confirm, obligations
from mediation.workflow import Way

RATE = 30  # commands a minute from one client
VERBS = {"fulfil": obligations.fulfil, "receive": obligations.receive, "not_received": obligations.not_received}


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Each thing that was promised, how it stands, and what she may say to it."""
    return _page(request, party_by_token(token))


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    """已经做了, 收到了, 还没收到, or 同意申请司法确认: one tap."""
    found = party_by_token(token)
    if verb not in {*VERBS, "wish_confirm"}:
        raise Http404
    if request.method != "POST":
        return redirect("mediation:promises", token)
    tap, now, who = Tap(request.POST), timezone.now(), party(found)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        if verb == "wish_confirm":
            confirm.wish(found, who=who, way=Way.LINK, now=now, client_key=tap.key)
        else:
            VERBS[verb](ledger.promise_for(found, tap.number), who=who, now=now, client_key=tap.key)
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:promises", token)


def _page(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    now = timezone.now()
    lines = ledger.seen_by(found, now)
    missed = any(line.obligation.standing == Standing.MISSED for line in lines)
    count = sequel.countdown(found.mediation, timezone.localdate(now))
    context = {
        "party": found,
        "mediation": found.mediation,
        "lines": lines,
        "countdown": count,
        "missed": missed,
        "breach": sequel.breach_articles(count) if missed else [],
        "may_again": missed and selectors.may_wish_again(found),
        "wished": missed and selectors.wished_again(found),
        "client_key": uuid4,
        "refusal": refusal,
    }
    return render(request, "mediation/promises.html", context, status=refusal.status if refusal else 200)
