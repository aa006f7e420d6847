"""Pages of PDFs that others made, set into frames on pages of ours: what they show, unchanged, between our line and our number
(docs/decisions/0027). Their bytes were read and stripped at the door (`services.foreign`)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pikepdf
from pikepdf import Name, Page, Pdf, Rectangle

MOST = 100  # pages of one file; a longer one would make the dossier a book of its own


@dataclass(frozen=True)
class Frame:
    """Where a page of others goes. `on`: our page, from 1; `pdf`: their file; `page`: which of it, from 0; `box`: left, lower, right
    and upper edge, in points from the lower left corner."""

    on: int
    pdf: bytes
    page: int
    box: tuple[float, float, float, float]


def pages_to_bind(pdf: bytes) -> int:
    """How many pages of a file can be bound: all of them, or 0 when it stays apart, for it is longer than `MOST`, has layers that may
    be switched off, or cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(pdf), attempt_recovery=False) as found:
            many = len(found.pages)
            return many if many <= MOST and "/OCProperties" not in found.Root else 0
    except pikepdf.PdfError:
        return 0


def inserted(drawn: bytes, frames: Sequence[Frame]) -> bytes:
    """Our file with those pages in their frames, as large as the frame allows; the same bytes for the same files. `frames`: those of
    one file next to each other."""
    with pikepdf.open(io.BytesIO(drawn)) as ours:
        for _, group in groupby(frames, key=lambda frame: id(frame.pdf)):
            same = list(group)
            with pikepdf.open(io.BytesIO(same[0].pdf), attempt_recovery=False) as theirs:
                for frame in same:
                    _place(ours, frame, theirs.pages[frame.page])
        out = io.BytesIO()
        ours.save(out, deterministic_id=True)
    return out.getvalue()


def _place(ours: Pdf, frame: Frame, theirs: Page) -> None:
    page = ours.pages[frame.on - 1]
    theirs.trimbox = theirs.cropbox  # what a reader shows of it; pikepdf would take what a printer cuts it to
    form = ours.copy_foreign(theirs.as_form_xobject())
    name = Name(f"/Inserted{frame.on}")  # pikepdf's own are random, and fpdf2's pages share their resources
    page.add_resource(form, Name.XObject, name)
    placed = page.calc_form_xobject_placement(form, name, Rectangle(*frame.box), allow_shrink=True, allow_expand=True)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + placed)
