"""The board without a network: an empty page that a tablet keeps and fills with what it holds; nobody's, so for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.models import Call


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page; keptboard.js fills it from the tablet's own store."""
    return render(
        request, "complaints/desk/offline.html", {"outcomes": Call.Outcome.choices, "photos_max": settings.PHOTOS_MAX}
    )
