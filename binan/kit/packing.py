"""Packing answers on the way: words are packed, photos and sound are packed already."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PACKED_ALREADY = ("audio/", "image/", "video/", "application/pdf", "application/zip")


class PackedWords(GZipMiddleware):
    """gzip for what gets smaller by it. Sound is asked for in parts, whose positions are those of the file as it is."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.get("Content-Type", "")
        if kind.startswith(PACKED_ALREADY) and not kind.startswith("image/svg"):
            return response
        if getattr(response, "is_async", False):
            # Django would make each part a gzip file of its own, and browsers read the first of them and drop the others.
            return response
        return super().process_response(request, response)
