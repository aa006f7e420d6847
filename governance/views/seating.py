"""Who stands behind a request: Django's middleware, and a word for the device that somebody has left for another one."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from governance.services import sessions

# In the session: when it began, when its use was noted last, what to say at the door.
BEGUN, SEEN, PARTED = "begun", "seen", "parted"


class StaffAuthentication(AuthenticationMiddleware):
    """`request.user`, looked up when somebody asks for it."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: seated(request))  # type: ignore[assignment]


def seated(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """The user of the session. Of one that came by the door its use is noted once a minute; one that was ended elsewhere
    leaves its reason for the login page. None lasts longer than `sessions.LONGEST`, however much it is used."""
    key, now = request.session.session_key, timezone.now()
    user = get_user(request)
    if user.is_authenticated:
        noted = request.session.get(SEEN)
        if noted is not None and key and now.timestamp() - noted > sessions.EVERY:
            sessions.seen(key, now=now)
            request.session[SEEN] = now.timestamp()
        if (begun := request.session.get(BEGUN)) is not None:
            left = sessions.left(begun, now)
            if left < settings.SESSION_COOKIE_AGE:  # its last half hour: the store ends it then, for sockets as well
                request.session.set_expiry(max(1, left))
    elif key and (words := sessions.parted(key, now=now)):
        request.session[PARTED] = words
    return user
