"""The door of the desk: staff only; whoever is not logged in comes back here after the login."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from complaints.views import origin
from governance.models import Staff

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request that has passed the door."""

    user: Staff


def staff_only(view: View) -> View:
    """Lets staff in; sends others to the login and from there to the page they were on, never to a command."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            return origin.kept(view(request, *args, **kwargs), request, staff=True)
        command = request.method not in ("GET", "HEAD") and "code" in kwargs
        page = reverse("complaints:desk_case", args=[kwargs["code"]]) if command else request.get_full_path()
        login = f"{settings.LOGIN_URL}?{urlencode({'next': page})}"
        return HttpResponseClientRedirect(login) if request.headers.get("HX-Request") else HttpResponseRedirect(login)

    return guarded
