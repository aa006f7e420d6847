"""Pages of PDFs that others made, set into frames on pages of ours: what they show, unchanged, between our line and our number
(docs/decisions/0027). Their bytes were stripped at the door (`services.foreign`); what cannot be shown whole stays apart."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf
from pikepdf import Array, Name, Object, Page, Pdf, Rectangle, Stream

MOST = 100  # pages of one file; a longer one would make the dossier a book of its own
HEAVIEST = 32 * 2**20  # bytes that draw the pages of one file, unpacked
LEAST, LARGEST = 3.0, 14_400.0  # points of a side (ISO 32000-1, annex C.2)
# What reading such a file may raise: pikepdf's own, and its answer to a box or a number that is none.
UNREADABLE = (pikepdf.PikepdfError, ValueError, TypeError)


@dataclass(frozen=True)
class Frame:
    """Where a page of others goes. `on`: our page, from 1; `file`: the name of their file; `page`: which of it, from 0; `box`: left,
    lower, right and upper edge, in points from the lower left corner."""

    on: int
    file: str
    page: int
    box: tuple[float, float, float, float]


def pages_to_bind(pdf: bytes) -> int:
    """How many pages of a file can be bound: all of them, or 0 when it stays apart, for it is longer than `MOST`, has layers that may
    be switched off, is drawn by more than `HEAVIEST`, or cannot be read or seen to the last page."""
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as found:
            many, drawing = len(found.pages), 0
            if many > MOST or "/OCProperties" in found.Root:
                return 0
            for page in found.pages:
                drawing += sum(_unpacked(stream) for stream in _streams(page))
                if drawing > HEAVIEST:
                    return 0
                _as_form(page)
            return many
    except UNREADABLE:
        return 0


def inserted(drawn: bytes, frames: Sequence[Frame], fetch: Callable[[str], bytes]) -> bytes:
    """Our file with those pages in their frames, as large as the frame allows; the same bytes for the same files. `frames`: those of
    one file next to each other; `fetch`: a file by its name."""
    with pikepdf.open(io.BytesIO(drawn)) as ours:
        for file, same in groupby(frames, key=lambda frame: frame.file):
            with pikepdf.open(io.BytesIO(fetch(file)), attempt_recovery=False) as theirs:
                for frame in same:
                    _place(ours, frame, theirs.pages[frame.page])
        out = io.BytesIO()
        ours.save(out, deterministic_id=True)
    return out.getvalue()


def _place(ours: Pdf, frame: Frame, theirs: Page) -> None:
    page = ours.pages[frame.on - 1]
    form = ours.copy_foreign(_as_form(theirs))
    name = Name(f"/Inserted{frame.on}")  # pikepdf's own are random
    page.add_resource(form, Name.XObject, name)
    placed = page.calc_form_xobject_placement(form, name, Rectangle(*frame.box), allow_shrink=True, allow_expand=True)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + placed)


def _as_form(page: Page) -> Object:
    """A page as a form, cut to what a reader shows of it. Raises `UNREADABLE`."""
    media, crop = _box(page.mediabox), _box(page.cropbox)
    left, lower, right, upper = (
        max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]),
    )  # fmt: skip
    unit = float(page.obj.get("/UserUnit", 1))
    if not all(LEAST <= side * unit <= LARGEST for side in (right - left, upper - lower)):
        raise ValueError("nothing of this page can be seen")
    page.trimbox = Array([left, lower, right, upper])  # pikepdf cuts a form to what a printer cuts the page to
    return page.as_form_xobject()


def _box(edges: Object) -> tuple[float, float, float, float]:
    one, two, three, four = (float(edge) for edge in edges)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _streams(page: Page) -> list[Object]:
    drawn = page.obj.get("/Contents")
    return list(drawn) if isinstance(drawn, Array) else [] if drawn is None else [drawn]


def _unpacked(stream: Object) -> int:
    """How many bytes a stream has, unpacked. Raises `ValueError` for what is none and for one packed in a way that has no bounds
    (`services.foreign` sets Flate's)."""
    if not isinstance(stream, Stream):
        raise ValueError("no stream")
    packed = stream.get("/Filter")
    if set(packed if isinstance(packed, Array) else [packed]) - {None, Name.FlateDecode}:
        raise ValueError("packed by something else than Flate")
    return len(stream.read_bytes())
