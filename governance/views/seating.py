"""Who stands behind a request: Django's middleware, and a word for the device that somebody has left for another one."""

from __future__ import annotations

from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from governance.services import sessions

SEEN, PARTED = "seen", "parted"  # in the session: when its use was noted last; what to say at the door


class StaffAuthentication(AuthenticationMiddleware):
    """`request.user`, looked up when somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: seated(request))  # type: ignore[assignment]


def seated(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """The user of the session. Of one that came by the door its use is noted once a minute; one that was ended elsewhere
    leaves its reason for the login page."""
    key, now = request.session.session_key, timezone.now()
    user = get_user(request)
    if user.is_authenticated:
        noted = request.session.get(SEEN)
        if noted is not None and key and now.timestamp() - noted > sessions.EVERY:
            sessions.seen(key, now=now)
            request.session[SEEN] = now.timestamp()
    elif key and (words := sessions.parted(key)):
        request.session[PARTED] = words
    return user
