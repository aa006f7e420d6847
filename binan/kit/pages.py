"""Pages that are the same for everybody who scans the same code: kept as bytes for seconds, ahead of all other work.

A neighbourhood scans at once when the lift stops; the landing page then costs what a bare view costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from binan.kit import memo
from binan.kit.language import asked
from binan.kit.middleware import Around

KIND = "page"


def same_for_all(seconds: int) -> Callable:
    """Mark a view whose page depends on the address and the language alone; it is remembered for `seconds`.

    What the view leaves as `response.each` is called for every visitor who is answered from memory; it must cost next to nothing.
    Only for visitors without a cookie and without a query: nobody gets a page that was made for somebody.
    """

    def mark(view: Callable) -> Callable:
        @wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.remember = seconds
            return response

        return marked

    return mark


class RememberedPages(Around):
    """Answers from memory, and remembers what views mark; stands before every other middleware."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        key = _key(request)
        kept = memo.recall(KIND, key) if key else None
        if not kept:
            return None
        kept[2]()
        return HttpResponse(kept[0], headers=kept[1])

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        key, seconds = _key(request), getattr(response, "remember", 0)
        if key and seconds and response.status_code == 200 and not response.cookies:
            each = getattr(response, "each", _nothing)
            memo.remember(KIND, key, seconds, lambda: (response.content, dict(response.items()), each))
        return response


def _nothing() -> None:
    pass


def _key(request: HttpRequest) -> tuple | None:
    """What the page may depend on; None when the visitor may see something of her own."""
    meta = request.META
    if request.method != "GET" or meta.get("HTTP_COOKIE") or meta.get("QUERY_STRING"):
        return None
    # Nothing else that a client may write at will: each spelling would fill the memory with another copy.
    language, packed = asked(meta.get("HTTP_ACCEPT_LANGUAGE", "")), "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    return (request.path, request.is_secure(), meta.get("HTTP_HOST"), packed, language)
