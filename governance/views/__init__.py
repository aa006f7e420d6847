"""Coming in and going out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance import presence
from governance.forms import LoginForm
from governance.models import Staff
from governance.services import sessions
from governance.views.seating import BEGUN, PARTED, SEEN


class Login(LoginView):
    """The one door for staff, the admin's too; Django's view keeps `next` on our host and gives the session a new key."""

    form_class = LoginForm
    template_name = "governance/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: LoginForm) -> HttpResponse:  # type: ignore[override]
        """She is in, and out on every other device."""
        staff, now = form.get_user(), timezone.now()
        assert isinstance(staff, Staff)
        with transaction.atomic():
            sessions.take_turn(staff)
            answer = super().form_valid(form)
            device = sessions.device(self.request.headers.get("User-Agent", ""))
            sessions.begin(staff, key=str(self.request.session.session_key), device=device, now=now)
        self.request.session[SEEN] = self.request.session[BEGUN] = now.timestamp()
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With a word for who was shown out here because she came in elsewhere."""
        return {**super().get_context_data(**kwargs), "parted": self.request.session.pop(PARTED, "")}

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
        who = request.user.pk
        sessions.end(request.session.session_key or "", now=timezone.now())
        end_session(request)
        if who:
            sessions.look_again(who)
        return redirect("governance:login")
    return render(request, "governance/logout.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def at_work(request: HttpRequest) -> HttpResponse:
    """在线, 外出 or 离岗, said with one tap; `back`: the page after a call says that she looks at it again."""
    assert isinstance(request.user, Staff)
    if request.method == "POST":
        now, said = timezone.now(), request.POST.get("state", "")
        if said == "back":
            presence.back(request.user, now)
            return HttpResponse(status=204)
        presence.say(request.user, said, now)
    return redirect("/desk/")
