"""Where a request comes from, so that a rating from the desk's own devices can be told (work.md D4.1)."""

from __future__ import annotations

import re
from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from binan.kit import codes
from binan.kit.http import client_address
from complaints.services import flagging

COOKIE = "device"  # a random word that says nothing but "the same browser"; we keep its keyed hash only
KEPT = 90 * 24 * 3600  # seconds
SALT = "complaints.rating.opened"
WORD = re.compile(r"[\w-]{32}", re.ASCII)


def kept(response: HttpResponse, request: HttpRequest, *, staff: bool = False) -> HttpResponse:
    """The answer with the browser's word, which it gets with its first; `staff`: the desk remembers where it was opened."""
    secret = word(request)
    if staff:
        flagging.noticed(flagging.Seen(secret, client_address(request)), now=timezone.now())
    if request.COOKIES.get(COOKIE) != secret:
        response.set_cookie(
            COOKIE, secret, max_age=KEPT, httponly=True, samesite="Lax", secure=request.is_secure()
        )  # fmt: skip
    return response


def word(request: HttpRequest) -> str:
    """The browser's word, the one it brought or a new one; the same for the whole request."""
    brought = request.COOKIES.get(COOKIE, "")
    if not WORD.fullmatch(brought):
        brought = request.__dict__.setdefault("_device", codes.token())
    return brought


def opened(about: str, now: datetime) -> str:
    """A signed moment for a form, so that opening a page writes nothing."""
    return signing.Signer(salt=SALT).sign_object({"about": about, "at": now.timestamp()})


def since(signed: str, about: str, now: datetime) -> float | None:
    """Seconds since `opened` signed this for the same thing; None when it did not."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(signed)
    except signing.BadSignature:
        return None
    return max(0.0, now.timestamp() - said["at"]) if said["about"] == about else None
