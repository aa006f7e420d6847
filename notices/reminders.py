"""What the service worker of a resident's phone reports (templates/sw_push.js). It has no page and so no CSRF token: each call
brings a secret of its own instead, and the answer is the same whether we know it or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from binan.kit.http import client_address
from binan.kit.throttle import hit
from notices.services import following

RATE = 120  # reports a minute from one client


@csrf_exempt
@require_POST
def ack(request: HttpRequest) -> HttpResponse:
    """The phone has shown the reminder whose one-time number it names; with `opened`, somebody has tapped it."""
    hit("push-report", client_address(request), limit=RATE, window=60)
    report = following.opened if "opened" in request.POST else following.shown
    report(ack=request.POST.get("ack", ""), now=timezone.now())
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The browser has changed its address; the old one, known to it and us alone, is the proof."""
    hit("push-report", client_address(request), limit=RATE, window=60)
    following.renew(old=request.POST.get("old", ""), browser=following.browser(request.POST), now=timezone.now())
    return HttpResponse(status=204)
