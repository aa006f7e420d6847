"""Coming in, going out, and the poster of a place."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from governance.forms import LoginForm
from governance.models import Staff
from governance.posters import poster_for


class Login(LoginView):
    """The one door for staff, the admin's too; Django's view keeps `next` on our host and gives the session a new key."""

    form_class = LoginForm
    template_name = "governance/login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]
        """The form again with its sentence: 422, or 429 while the account or the client is held off."""
        return self.render_to_response(self.get_context_data(form=form), status=form.status)


def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin has no door of its own: everybody comes in by the one that is watched."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied
    return redirect(f"/login/?{urlencode({'next': request.GET.get('next', '/admin/')})}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Going out takes a POST; whoever comes by a link is asked first."""
    if request.method == "POST":
        end_session(request)
        return redirect("governance:login")
    return render(request, "governance/logout.html")


@login_required
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet to print, with the code of a place."""
    assert isinstance(request.user, Staff)
    return render(request, "governance/poster.html", {"poster": poster_for(request.user, code)})
