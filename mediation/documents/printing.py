"""One paper as a file, from its frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.documents.blocks import Data
from mediation.documents.closing import code, feet
from mediation.documents.forms import DRAWN
from mediation.documents.sheet import Fetch, Sheet


@dataclass(frozen=True)
class Printed:
    """A file and how many pages it has."""

    pdf: bytes
    pages: int


def paper(data: Data, fetch: Fetch) -> Printed:
    """Draw a paper. `data`: what `papers.gathering` froze; `fetch`: its pictures by name. The same data give the same bytes."""
    sheet = begin(data, fetch)
    DRAWN[data["kind"]](sheet, data)
    pages = sheet.page
    feet(sheet, 1, pages, of=pages, note=note(data))
    code(sheet, 1, data["url"], SCAN)
    return Printed(sheet.finish(), pages)


SCAN = ("扫码查验真伪", "不用登录")


def begin(data: Data, fetch: Fetch) -> Sheet:
    """Empty sheets for a paper: dated by when it was issued, numbered by its code."""
    return Sheet(
        f"{data['title']} {data['number']}", made_at=datetime.fromisoformat(data["issued_at"]), number=data["code"],
        fetch=fetch,
    )  # fmt: skip


def note(data: Data) -> str:
    """What stands at the foot of every page: which paper and version this is, and by what it is verified."""
    spaced = " ".join(data["code"][at : at + 4] for at in range(0, len(data["code"]), 4))
    return f"{data['title']}{data['mark']}　第{data['version']}版　查验码 {spaced}　内容指纹 {data['digest'][:12]}"
