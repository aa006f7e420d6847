"""Reminders on the resident's phone: her browser asks to follow her case, or to follow it no more. Scripts call this."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from binan.kit.http import client_address
from binan.kit.throttle import hit
from complaints.access import own_complaint
from notices.services import following

RATE = 30  # calls a minute from one client


@require_POST
def subscribe(request: HttpRequest, token: str) -> JsonResponse:
    """This browser wants news of the case."""
    subject = _subject(request, token)
    following.follow(subject=subject, browser=following.browser(request.POST), now=timezone.now())
    return JsonResponse({"on": True})


@require_POST
def unsubscribe(request: HttpRequest, token: str) -> JsonResponse:
    """It wants no more of it; its other cases stay."""
    following.unfollow(subject=_subject(request, token), endpoint=request.POST.get("endpoint", ""))
    return JsonResponse({"on": False})


@require_POST
def state(request: HttpRequest, token: str) -> JsonResponse:
    """Whether this browser follows the case: only the server knows, since one browser may follow many."""
    on = following.follows(subject=_subject(request, token), endpoint=request.POST.get("endpoint", ""))
    return JsonResponse({"on": on})


def _subject(request: HttpRequest, token: str) -> str:
    hit("push", client_address(request), limit=RATE, window=60)
    return own_complaint(token).token_key
