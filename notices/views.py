"""A member of staff's own inbox, and the bell that counts what is unread."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.models import Staff
from notices import selectors, services


class StaffRequest(HttpRequest):
    """A request of somebody who has logged in."""

    user: Staff


@require_safe
@login_required
def inbox(request: StaffRequest) -> HttpResponse:
    """Her messages, 50 on a page, newest first."""
    before = request.GET.get("before", "")
    notices, older = selectors.inbox(request.user, int(before) if before.isdecimal() and len(before) < 19 else None)
    return render(request, "notices/inbox.html", {"notices": notices, "older": older, **_count(request.user)})


@require_http_methods(["GET", "POST"])
@login_required
def read(request: StaffRequest, number: int) -> HttpResponse:
    """Mark one message as read; with `open`, go on to what it is about."""
    notice = selectors.message(request.user, number)
    if request.method == "POST":
        services.mark_read(staff=request.user, notice=notice.pk, now=timezone.now())
        if "open" in request.POST:
            return redirect(notice.page)
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
@login_required
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark all messages as read."""
    if request.method == "POST":
        services.mark_read(staff=request.user, now=timezone.now())
    return redirect("notices:inbox")


@require_safe
def bell(request: StaffRequest) -> HttpResponse:
    """The bell alone, for the page to fetch again; without a login nothing, so that no login page lands in the bar."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return render(request, "notices/_bell.html", _count(request.user))


def _count(staff: Staff) -> dict[str, int]:
    return {"unread": selectors.unread(staff), "many": selectors.MANY}
