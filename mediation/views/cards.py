"""The list of what follows, for whoever mediates or works on the cases."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation.access import is_insider
from mediation.cards import KINDS, cards, pile
from mediation.views.door import StaffRequest, staff_only

HEADS = {
    "missed": "到期没有履行",
    "revisits": "该回访了",
    "confirmations": "司法确认",
    "unconfirmed": "说做了，还没有人说收到",
}


@staff_only
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Every kind of card with the way to its mediation, or a later page of one kind."""
    if not is_insider(request.user):
        raise Http404
    today, kind = timezone.localdate(), request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    piles = [pile(request.user, today, kind, request.GET.get("cursor", ""))] if kind else cards(request.user, today)
    context = {"piles": [(each, HEADS[each.kind]) for each in piles], "kind": kind, "section": "mediation"}
    return render(request, "mediation/cards.html", context)
