"""What our middlewares share: one class that runs under WSGI and ASGI alike (trust.md 2.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse


class Around:
    """A middleware that may answer instead of the rest (`before`) or touch the answer (`after`); neither may block."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if self.is_async:
            return self._later(request)
        return self.before(request) or self.after(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponse:
        return self.before(request) or self.after(request, await self.get_response(request))

    def before(self, request: HttpRequest) -> HttpResponse | None:
        """An answer that makes the rest unnecessary, or None."""
        return None

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer of the rest, as it goes out."""
        return response
