"""Calendar feeds: read by calendar programs under a secret address, opened and revoked by the mediators of the organisation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.throttle import hit
from mediation import calendars, feeds, selectors
from mediation.models import Feed, Mediator, Organisation, Room
from mediation.models.offer import feed_key
from mediation.services import feeds as opening
from mediation.views.door import StaffRequest, staff_only

RATE = 60  # readings an hour of one address: a program that asks every minute
KEPT = 300  # seconds


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions as text/calendar. What has not changed is answered without a body; what was revoked is not there."""
    hit("feed", feed_key(token), limit=RATE, window=3600)
    found, now = feeds.feed_by_token(token), timezone.now()
    if found is None:
        raise Http404
    rows = feeds.sessions(found, now)
    tag = feeds.etag(rows)
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(feeds.written(found, rows, now), content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={KEPT}"
    response["X-Robots-Tag"] = "noindex"
    return response


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: StaffRequest) -> HttpResponse:
    """Every room and mediator of her organisation with its address; opening one and revoking it."""
    which = _hers(request)
    rows = feeds.feeds_of(which)
    if request.method == "POST":
        messages.success(request, _do(request, rows))
        return redirect(f"{request.path}?org={which.pk}")
    shown = [
        (kind, one, found, f"{settings.PUBLIC_URL}mediation/feed/{found.token}.ics" if found else "")
        for kind, one, found in rows
    ]
    context = {"organisation": which, "rows": shown, "section": "mediation"}
    return render(request, "mediation/feeds.html", context)


def _hers(request: StaffRequest) -> Organisation:
    which = calendars.hers(request.user, request.GET.get("org", ""), calendars.organisations())
    if which is None or not selectors.may_feed(request.user, which):
        raise Http404
    return which


def _do(request: StaffRequest, rows: list[tuple[str, Room | Mediator, Feed | None]]) -> str:
    asked = request.POST.get("of", "")
    one, found = next(((one, found) for kind, one, found in rows if f"{kind}:{one.pk}" == asked), (None, None))
    if one is None:
        raise Http404
    if request.POST.get("do") == "revoke" and found:
        opening.revoke(found, now=timezone.now())
        return f"{one}的订阅地址已停用，原来的地址打不开了。"
    opening.open_feed(one, staff=request.user, now=timezone.now())
    return f"{one}的订阅地址已开通。"
