"""What a face may ask of a request: who sent it, and how a refusal goes back."""

from __future__ import annotations

import json
import logging
from datetime import MAXYEAR, MINYEAR, datetime
from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Any
from uuid import UUID

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from binan.kit.crypto import Unreadable
from binan.kit.errors import Damaged, Nowhere, Refused, TooOften
from binan.kit.middleware import Around

log = logging.getLogger(__name__)
DIGITS = 19  # of the largest number a database counts rows with
NOWHERE = Nowhere("not_found", _("这个地址里有认不出的字符，没有打开。请重新扫码，或者从首页进入。"))

DAMAGED = _("这份内容在服务器上读不出来了，可能已经损坏。我们不会拿别的内容代替它；请打 12345 或者告诉社区工作人员。")


def client_address(request: HttpRequest) -> str:
    """The sender's address without port: the peer, or what the last trusted proxy wrote (`BINAN_TRUSTED_PROXIES`).

    Of IPv6 the network of 64 bits: every household holds that many addresses, and a limit on each would be none.
    """
    hops = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    raw = forwarded[-hops] if hops and len(forwarded) >= hops else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(raw)
    except ValueError:
        return "unknown"
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def uuid_of(typed: str) -> UUID | None:
    """The command's key as a form sent it; None when it is missing or not one."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def number_of(typed: str) -> int | None:
    """The number of a row as a form or an address sent it; None for what is none, or larger than a database counts."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < DIGITS else None


def moment_of(typed: str) -> datetime | None:
    """The moment a form or a device sent, in local time where it names no zone; None for what is none, and for the first and
    the last year there is, beyond which no zone can be reckoned."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        return None
    if not MINYEAR < found.year < MAXYEAR:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def json_of(body: bytes) -> Any:
    """What a script sent as JSON; None for what is none, and for what is nested deeper than anybody writes."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):  # also bytes that are no text, and numbers of thousands of digits
        return None


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller speaks JSON: scripts on pages, and the API where its own handler is not reached."""
    return "application/json" in request.headers.get("Accept", "") or request.path.startswith("/api/")


def foreign(request: HttpRequest) -> bool:
    """Whether a browser says that another site's page made this request (Fetch Metadata). Without https, and before iOS
    16.4, browsers say nothing."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")


def refusal_body(refusal: Refused) -> dict:
    """The JSON of `interface.md` for a refusal."""
    return {"error": {"code": refusal.code, "sentence": refusal.sentence, "fields": refusal.fields}}


def refusal_response(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal as JSON, as an htmx toast or as a page, whichever the caller can show."""
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(refusal_body(refusal), status=refusal.status)
    elif request.headers.get("HX-Request"):
        response = render(request, "components/_toast.html", {"refusal": refusal}, status=refusal.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    else:
        response = render(request, "refused.html", {"refusal": refusal}, status=refusal.status)
    if isinstance(refusal, TooOften):
        response["Retry-After"] = str(refusal.retry_after)
    return response


class RefusedMiddleware(Around):
    """Turns a `Refused` that left a view into its answer (convention 10)."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Unreadable):
            log.error("something kept cannot be read: %s", exception)  # never with the path (threat 5)
            exception = Damaged("damaged", DAMAGED)
        return refusal_response(request, exception) if isinstance(exception, Refused) else None


class NoNul(Around):
    """Refuses a NUL in an address, a cookie or a token: nobody types one, and PostgreSQL would answer with a fault.

    Bodies are read by forms and serializers, which refuse it themselves. Stands before the session is looked up.
    """

    def before(self, request: HttpRequest) -> HttpResponse | None:
        return refusal_response(request, NOWHERE) if _holds_nul(request) else None


def _holds_nul(request: HttpRequest) -> bool:
    # The API judges its questions itself, by name.
    query = "" if request.path.startswith("/api/") else request.META.get("QUERY_STRING", "")
    # In a cookie's value `\000` is read as the character itself (RFC 2109 quoting).
    headers = request.META.get("HTTP_COOKIE", "") + request.META.get("HTTP_AUTHORIZATION", "")
    return "\0" in request.path + query + headers or "%00" in query or "\\000" in headers


class PageMessages(MessageMiddleware):
    """Messages for the next page; the API shows none."""

    def process_request(self, request: HttpRequest) -> None:
        if not request.path.startswith("/api/"):
            super().process_request(request)


class ContentPolicy(Around):
    """The same Content-Security-Policy for every answer: no view changes it and nobody needs a nonce, so it is built once."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response.setdefault(HEADER, _content_policy())
        return response


@cache
def _content_policy() -> str:
    return build_policy()


class PrivatePages(Around):
    """Pages behind a secret link or a login: never stored, never named to others as a referrer (threat 5)."""

    prefixes = (
        "/c/",
        "/r/",
        "/m/",
        "/desk/",
        "/mediation/",
        "/oversight/",
        "/admin/",
        "/api/",
        "/track/",
        "/media/",
        "/audit/",
    )

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(self.prefixes):
            response["Cache-Control"] = "no-store, private"
            response["Referrer-Policy"] = "no-referrer"
        return response
