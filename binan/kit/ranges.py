"""A stored file as an answer, whole or in part: Safari plays sound only from a server that knows ranges (RFC 9110, 14)."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


def ranged(request: HttpRequest, data: bytes, *, content_type: str, name: str) -> HttpResponse:
    """`data`, or the part of it that `Range` asks for (206), or 416 for one that does not exist.

    Several ranges at once, or a condition of `If-Range`, get the whole, as the RFC allows: we give no validators. `name`: what
    the file is called when somebody keeps it. The answer is shown in place and its type is not to be guessed at.
    """
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    response = HttpResponse(data, content_type=content_type)
    if asked and _sane(*asked.groups()) and "If-Range" not in request.headers and request.method == "GET":
        first, last = _bounds(*asked.groups(), size=len(data))
        if first > last:
            response = HttpResponse(status=416, content_type=content_type)
            response["Content-Range"] = f"bytes */{len(data)}"
        else:
            response = HttpResponse(data[first : last + 1], status=206, content_type=content_type)
            response["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _sane(first: str, last: str) -> bool:
    """Whether the two ends make a range at all; one that does not counts as none."""
    return int(first) <= int(last) if first and last else bool(first or last)


def _bounds(first: str, last: str, *, size: int) -> tuple[int, int]:
    """Both ends, inclusive; first > last when there is no such part."""
    if not first:  # the last so many bytes
        return max(0, size - int(last)), (size - 1 if int(last) else -1)
    return int(first), min(int(last), size - 1) if last else size - 1
