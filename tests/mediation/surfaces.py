"""What a party can lay her eyes on: every page, message, paper, calendar and answer, as plain text to be grepped."""

from __future__ import annotations

import html
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from pypdf import PdfReader

from mediation.models import Party
from mediation.papers.reading import copies_for
from notices import texts
from notices.models import Notice
from tests.mediation.addresses import MADE, Call

KINDS = {"text/html": "page", "application/pdf": "PDF", "text/calendar": "ICS", "application/json": "API"}


@dataclass(frozen=True)
class Surface:
    """Something read: its kind, where it was, and all its words."""

    kind: str
    where: str
    text: str


def of(party: Party) -> Iterator[Surface]:
    """Everything a party can reach by her link, and every message sent to her number."""
    yield from messages(party)
    for name, calls in MADE.items():
        for call in calls(party):
            yield from _asked(party, name, call)
    for paper in copies_for(party):  # the address in its QR code
        yield read(Client().get(reverse("mediation:verified", args=[paper.code])), "verified")


def messages(party: Party) -> Iterator[Surface]:
    """What was sent to her: the words, what they were made from, and the key a provider keeps."""
    for notice in Notice.objects.all():
        if notice.phone and notice.phone == party.phone:
            text = " ".join((notice.key, str(notice.data), texts.render(notice.template, notice.data)))
            yield Surface("SMS", notice.template, plain(text))


def _asked(party: Party, name: str, call: Call) -> Iterator[Surface]:
    """A request of hers and what it sends out; what a POST did is undone, so that the stage stays."""
    path = f"/m/{party.token}/{call.path}"
    cache.clear()  # else the limit of commands a minute would answer in the page's place
    with transaction.atomic():
        if call.method == "GET":
            yield read(Client().get(path), f"{name} GET {call.path}")
        else:
            before = set(Notice.objects.values_list("pk", flat=True))
            given = {"client_key": str(uuid4()), **call.data}
            yield read(Client().post(path, given, follow=True), f"{name} POST {call.path}")
            if set(Notice.objects.values_list("pk", flat=True)) - before:
                yield from messages(party)
        transaction.set_rollback(True)


OUTSIDE = "203.0.113.7"  # nobody is a party on the machine itself, which may read its own numbers


def elsewhere(party: Party) -> Iterator[Surface]:
    """Every other address of the site that answers a stranger, asked with all a party knows: her link and the number."""
    for route in sorted(set(_routes())):
        if route.startswith(("admin/", "m/")) or "(?P" in route:
            continue
        for known in (party.token, party.mediation.code) if "<" in route else ("",):
            path = "/" + _filled(route, known)
            yield read(Client(REMOTE_ADDR=OUTSIDE).get(path), f"elsewhere {route}")


def _routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for found in (resolver or get_resolver()).url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from _routes(found, route)
        else:
            yield route


def _filled(route: str, known: str) -> str:
    parts = []
    for part in route.split("/"):
        kind, _, rest = part.partition("<")[2].partition(":")
        filled = "1" if kind == "int" else str(uuid4()) if kind == "uuid" else known
        parts.append(part.partition("<")[0] + filled + part.partition(">")[2] if rest else part)
    return "/".join(parts)


# What is drawn by lot each time (keys of commands, forgery tokens, nonces, and fingerprints of what holds such a key) may hold any
# four digits: a door is no fingerprint. Those of whole length and of the lengths that are shown, by themselves.
DRAWN = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<=csrftoken=)\w+|(?<=csrfmiddlewaretoken\" value=\")\w+|(?<=X-CSRFToken\": \")\w+|(?<=nonce-)[\w+/=-]+|(?<=nonce=\")[\w+/=-]+"
    r"|(?<![0-9a-f])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-f])"
    r"|内容指纹(?:</dt><dd class=\"num\">|\s)*[0-9a-f]{12}"
)


def read(response: HttpResponse, where: str) -> Surface:
    """An answer as plain text: body by its kind, and every header and cookie."""
    kind = KINDS.get(response.headers.get("Content-Type", "").partition(";")[0], "other")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    words = _words(kind, body)
    heads = {name: value for name, value in response.headers.items() if name != "Content-Length"}  # a number of its own
    around = f"{heads} {response.cookies} {getattr(response, 'redirect_chain', '')}"
    return Surface(kind, f"{where} → {response.status_code}", plain(DRAWN.sub("", f"{words} {around}")))


def _words(kind: str, body: bytes) -> str:
    if kind == "PDF":
        paper = PdfReader(io.BytesIO(body))
        text = " ".join([*(page.extract_text() for page in paper.pages), str(paper.metadata)])
        return f"{text} {''.join(text.split())}"  # a name may be broken over two lines
    text = body.decode(errors="replace")
    if kind == "ICS":
        return text.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";")
    if kind == "API":
        return json.dumps(json.loads(text), ensure_ascii=False) if text.strip() else ""
    return html.unescape(text)


def plain(text: str) -> str:
    """As a reader sees it: no full-width disguise, no soft breaks in the middle of a word."""
    return unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\u00ad", "")
