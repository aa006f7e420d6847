"""调解室 for residents: who mediates, where, what they are good at and when they are open. No login, nothing personal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mediation import registry


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Every organisation in use, each street's own first."""
    return render(request, "mediation/rooms.html", {"organisations": registry.open_to_all()})


@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """The page of one organisation."""
    found, today = registry.public(key), timezone.localdate()
    context = {
        "organisation": found,
        "good_at": registry.good_at(found.specialities),
        "languages": registry.languages(found.mediators.all()),
        "rooms": [registry.Door(room, today) for room in found.rooms.all()],
    }
    return render(request, "mediation/organisation.html", context)
