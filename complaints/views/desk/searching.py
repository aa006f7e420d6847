"""Search. Always a POST: a telephone number or a name must not stand in an address, where every log and history keeps it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit import phones
from binan.kit.errors import Refused
from complaints.search import WORDS_MAX, Found
from complaints.services.searching import look_up
from complaints.views.desk.door import DeskRequest, staff_only


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: DeskRequest) -> HttpResponse:
    """What fits what was typed, within what she sees."""
    typed, found, error, status = request.POST.get("q", "").strip(), None, "", 200
    if typed:
        try:
            found = look_up(staff=request.user, typed=typed, now=timezone.now())
        except Refused as refusal:
            error, status = refusal.sentence, refusal.status
    context = {"q": _shown(typed, found), "found": found, "error": error, "longest": WORDS_MAX, "section": "desk"}
    return render(request, "complaints/desk/search.html", context, status=status)


def _shown(typed: str, found: Found | None) -> str:
    """What she typed; a telephone number is not written out again."""
    return phones.mask(found.phone) if found and found.phone else typed
