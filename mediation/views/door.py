"""The door of the staff's pages of mediation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from governance.models import Staff

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request that has passed the door."""

    user: Staff


def staff_only(view: View) -> View:
    """Lets staff in; sends others to the login, and from there back to this page (a command's page leads on)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(settings.LOGIN_URL)
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.path})}")

    return guarded
