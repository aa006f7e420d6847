"""The clauses on a party's own phone: she answers each, and writes her secret range. Nobody else's words stand there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from mediation import negotiation
from mediation.access import party, party_by_token
from mediation.forms import FAULTY
from mediation.forms.clauses import Sums, Word
from mediation.models import Party
from mediation.views.party import RATE
from mediation.workflow import PARTY, allowed


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Every clause with her own word on it."""
    return _page(request, party_by_token(token))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """同意, 不同意 or 改."""
    return _say(request, token, Word)


@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, token: str) -> HttpResponse:
    """Her side's range for a clause about money."""
    return _say(request, token, Sums)


def _say(request: HttpRequest, token: str, kind: type[Word] | type[Sums]) -> HttpResponse:
    found = party_by_token(token)
    if request.method != "POST":
        return redirect("mediation:party_clauses", token)
    form = kind(request.POST)
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        if not form.is_valid():
            raise Refused(FAULTY[0], str(next(iter(form.errors.values()))[0]))
        form.say(found, party(found), timezone.now())
    except Refused as refusal:
        return _page(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party_clauses", token)


def _page(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    rungs = negotiation.rungs(found.mediation) if found.is_in else []
    may = {action.name for action in allowed(found.mediation.stage, {PARTY})}
    context = {
        "party": found,
        "mediation": found.mediation,
        "rows": [(rung, rung.by(found), _typed(request, found, rung)) for rung in rungs],
        "may_answer": "answer_clause" in may and found.is_in and not found.proxy_settles,
        "refusal": refusal,
    }
    return render(request, "mediation/party_clauses.html", context, status=refusal.status if refusal else 200)


def _typed(request: HttpRequest, found: Party, rung: negotiation.Rung) -> dict[str, Any]:
    """What she typed for this clause, when it was refused; nothing typed is lost."""
    mine = request.POST if request.POST.get("number") == str(rung.clause.number) else {}
    given = {name: mine.get(name, "") for name in ("words", "low", "high")}
    return {**given, "key": uuid4(), "may_write": rung.bargain is not None and rung.bargain.may_write(found.side)}
