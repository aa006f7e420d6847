"""A4 sheets: titles, paragraphs, ruled tables, boxes for signatures. One font, text that can be searched, and the same bytes for
the same calls: no watch, no random number (docs/decisions/0021). Lengths are millimetres, type sizes points."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from fpdf import FPDF
from fpdf.enums import TextMode

from binan.kit.breaking import lines
from binan.kit.lettering import FONT, printable, width
from mediation.documents.inserting import Frame, inserted

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 28.0, 26.0, 24.0, 30.0  # the side margins of GB/T 9704
INNER = WIDTH - LEFT - RIGHT
POINT = 25.4 / 72
BODY, CELL, SMALL = 14.0, 12.0, 9.0  # 四号, 小四, 小五
LEADING = 1.6
Align = Literal["left", "center", "right"]
Fetch = Callable[[str], bytes]  # the bytes of a picture by the name that frozen data give it


class _Pdf(FPDF):
    """fpdf2 with a document number of our own, so that it takes none from the watch."""

    number = ""

    def file_id(self) -> str:
        return f"<{self.number}><{self.number}>"


class Sheet:
    """Pages being drawn from top to bottom. `y` is where the next thing goes."""

    def __init__(self, title: str, *, made_at: datetime, number: str, fetch: Fetch) -> None:
        """`made_at`: the date inside the file; `number`: what its identity is made from; `fetch`: seals and handwriting."""
        self.fetch = fetch
        self.frames: list[Frame] = []
        self.pdf = _Pdf(unit="mm", format="A4")
        self.pdf.number = hashlib.sha256(number.encode()).hexdigest()[:32].upper()
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(made_at)
        self.pdf.set_title(printable(title))
        self.pdf.set_producer("滨安码")
        self.pdf.set_lang("zh-CN")
        self.pdf.add_font("song", "", FONT)
        self.pdf.set_font("song", size=BODY)
        self.y = TOP

    @property
    def page(self) -> int:
        """The page being drawn, from 1."""
        return self.pdf.page

    def turn(self) -> None:
        """A new page."""
        self.pdf.page = len(self.pdf.pages)
        self.pdf.add_page()
        self.y = TOP

    def back_to(self, page: int) -> None:
        """Draw on an earlier page once more."""
        self.pdf.page = page
        self.pdf.current_font_is_set_on_page = False  # what was said of the font was said on the page left
        self.pdf.set_line_width(self.pdf.line_width + 1)

    def need(self, height: float) -> bool:
        """Turn the page when less than `height` is left of it; says whether it was turned."""
        if self.y + height <= HEIGHT - BOTTOM:
            return False
        self.turn()
        return True

    def put(
        self, x: float, y: float, text: str, size: float = BODY, *, bold: bool = False, spread: float = 0.0
    ) -> None:
        """Printable `text` with its baseline at `y`. `spread`: extra space behind each character, mm."""
        if not text:
            return
        self.pdf.set_font("song", size=size)
        self.pdf.set_char_spacing(spread / POINT)
        if bold:  # the font has one weight: a thin line around each letter makes the other
            with self.pdf.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * 0.03):
                self.pdf.text(x, y, text)
        else:
            self.pdf.text(x, y, text)
        self.pdf.set_char_spacing(0)

    def line_of(
        self,
        text: str,
        size: float = BODY,
        *,
        align: Align = "left",
        x: float = LEFT,
        room: float = INNER,
        bold: bool = False,
    ) -> None:
        """One line of printable text in a column, without moving on."""
        free = room - width(text) * size * POINT
        self.put(
            x + {"left": 0.0, "center": free / 2, "right": free}[align], self.y + size * POINT, text, size, bold=bold
        )

    def title(self, text: str, *, size: float = 22.0, gap: float = 10.0) -> None:
        """A centred title, 二号 unless `size` says otherwise; the letters of a short one stand apart."""
        shown = printable(text)
        for line in lines(shown, INNER / (size * POINT)):
            self.need(size * POINT * 2)
            apart = 0.35 * size * POINT if len(shown) <= 8 else 0.0
            room = width(line) * size * POINT + apart * (len(line) - 1)
            self.put(LEFT + (INNER - room) / 2, self.y + size * POINT, line, size, bold=True, spread=apart)
            self.y += size * POINT * 1.5
        self.y += gap

    def heading(self, text: str) -> None:
        """A heading within a paper; it stays with what follows."""
        self.need(24)
        self.y += 2
        self.line_of(printable(text), BODY, bold=True)
        self.y += BODY * POINT * LEADING

    def para(
        self, text: str, size: float = BODY, *, indent: float = 2.0, align: Align = "left", leading: float = LEADING
    ) -> None:
        """Running text, both edges straight; paragraphs begin `indent` em in."""
        em, step = size * POINT, size * POINT * leading
        for paragraph in printable(text).split("\n"):
            found = lines(paragraph, INNER / em, indent=indent)
            for number, line in enumerate(found):
                self.need(step)
                start = LEFT + (indent * em if number == 0 else 0.0)
                if align != "left":
                    self.line_of(line, size, align=align)
                else:
                    self._justified(line, start, size, last=number == len(found) - 1)
                self.y += step

    def _justified(
        self, line: str, x: float, size: float, *, last: bool, room: float = INNER, left: float = LEFT
    ) -> None:
        free = left + room - x - width(line) * size * POINT
        gaps = len(line) - 1
        spread = free / gaps if gaps and not last and 0 < free < 2.2 * size * POINT else 0.0
        self.put(x, self.y + size * POINT, line, size, spread=spread)

    def blank(self, height: float) -> None:
        """Leave some room."""
        self.y += height

    def labelled(self, label: str, value: str, *, size: float = BODY, blanks: int = 0) -> None:
        """`标签：值`, the value hanging behind its label; without a value a line of `blanks` em to write on."""
        shown, em = printable(label) + "：", size * POINT
        head = width(shown) * em
        step = em * LEADING
        if not value and blanks:
            self.need(step)
            self.line_of(shown, size)
            self.rule(LEFT + head, self.y + em * 1.25, min(blanks * em, INNER - head))
            self.y += step
            return
        found = lines(printable(value), (INNER - head) / em)
        for number, line in enumerate(found):
            self.need(step)
            if number == 0:
                self.line_of(shown, size)
            self._justified(line, LEFT + head, size, last=number == len(found) - 1, room=INNER - head, left=LEFT + head)
            self.y += step

    def rule(self, x: float, y: float, length: float, *, weight: float = 0.2) -> None:
        """A horizontal line."""
        self.pdf.set_line_width(weight)
        self.pdf.line(x, y, x + length, y)

    def box(
        self, x: float, y: float, width_: float, height: float, *, weight: float = 0.25, dashed: bool = False
    ) -> None:
        """A frame."""
        self.pdf.set_line_width(weight)
        if dashed:
            self.pdf.set_dash_pattern(dash=1.2, gap=1)
        self.pdf.rect(x, y, width_, height)
        if dashed:
            self.pdf.set_dash_pattern()

    def picture(self, data: bytes, x: float, y: float, width_: float, height: float) -> None:
        """A photo, as large as the frame allows and in its middle."""
        self.pdf.image(io.BytesIO(data), x, y, width_, height, keep_aspect_ratio=True)

    def page_of(self, file: str, page: int, x: float, y: float, width_: float, height: float) -> None:
        """A page, from 0, of a file (`fetch`) that somebody else made, as large as the frame allows and in its middle."""
        edges = (x, HEIGHT - y - height, x + width_, HEIGHT - y)
        left, lower, right, upper = (edge / POINT for edge in edges)
        self.frames.append(Frame(self.page, file, page, (left, lower, right, upper)))

    def finish(self) -> bytes:
        """The file."""
        drawn = bytes(self.pdf.output())
        return inserted(drawn, self.frames, self.fetch) if self.frames else drawn
