"""Lists as files for a spreadsheet: CSV in UTF-8 with BOM, so that Excel reads Chinese, sent row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what a spreadsheet may take for a formula


def cell(value: object) -> str:
    """One value in one line; what would be read as a formula begins with an apostrophe."""
    text = " ".join(str(value).split("\n"))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as lines of the file, the first with the BOM."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    kept.write(BOM)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield kept.getvalue()
        kept.seek(0)
        kept.truncate()


def download(request: HttpRequest, rows: Iterable[Sequence[object]], *, name: str) -> StreamingHttpResponse:
    """The file as an answer that is written while it is sent; `rows` may read the database as they are asked for."""
    written = lines(rows)
    # Under ASGI Django would first gather everything that a plain iterator gives.
    content = _awaited(written) if isinstance(request, ASGIRequest) else written
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


async def _awaited(written: Iterator[str]) -> AsyncIterator[str]:
    def following() -> str:
        return next(written, "")

    while line := await sync_to_async(following)():
        yield line
