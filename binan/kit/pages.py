"""Pages that are the same for everybody who scans the same code: kept as bytes for seconds, ahead of all other work.

A neighbourhood scans at once when the lift stops; the landing page then costs what a bare view costs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from binan.kit import memo

KIND = "page"


def same_for_all(seconds: int) -> Callable:
    """Mark a view whose page depends on the address alone; it is remembered for `seconds`.

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


class RememberedPages:
    """Answers from memory, and remembers what views mark; stands before every other middleware."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        key = _key(request)
        kept = memo.recall(KIND, key) if key else None
        if iscoroutinefunction(self):
            return self._later(request, key, kept)
        return _copy(*kept) if kept else _keep(key, self.get_response(request))

    async def _later(self, request: HttpRequest, key: tuple | None, kept: tuple | None) -> HttpResponse:
        return _copy(*kept) if kept else _keep(key, await self.get_response(request))


def _key(request: HttpRequest) -> tuple | None:
    """What the page may depend on; None when the visitor may see something of her own."""
    meta = request.META
    if request.method != "GET" or meta.get("HTTP_COOKIE") or meta.get("QUERY_STRING"):
        return None
    # Nothing else that a client may write at will: each spelling would fill the memory with another copy.
    return (request.path, request.is_secure(), meta.get("HTTP_HOST"), "gzip" in meta.get("HTTP_ACCEPT_ENCODING", ""))


def _keep(key: tuple | None, response: HttpResponse) -> HttpResponse:
    seconds = getattr(response, "remember", 0)
    if key and seconds and response.status_code == 200 and not response.cookies:
        memo.remember(KIND, key, seconds, lambda: (response.content, list(response.items())))
    return response


def _copy(content: bytes, headers: list[tuple[str, str]]) -> HttpResponse:
    return HttpResponse(content, headers=dict(headers))
