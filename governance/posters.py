"""What hangs on the wall, as PDF: posters A4 and A6 and stickers, each with its code as a drawing (domain.md §2.3).

Level H: it reads with nearly a third of it scratched or torn away, so it carries the emblem in its middle. Lengths are
millimetres, type sizes points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

import qrcode
from django.conf import settings
from fpdf import FPDF
from fpdf.enums import TextMode
from qrcode.constants import ERROR_CORRECT_H

from binan.kit import phones
from binan.kit.breaking import lines
from binan.kit.lettering import FONT, printable, width
from governance.levels import Level
from governance.models import Place, PrintRun

POINT = 25.4 / 72
QUIET = 4  # modules of white around the code (ISO/IEC 18004)
OVERLAP = 1.03  # of a module: rows that touch leave no hairline between them on a screen or a printer
EMBLEM = 0.2  # of the code's edge: 4 % of it, of the 30 % that level H restores
TEAL, RED, GREY, LINE = (0, 104, 122), (176, 0, 32), (90, 90, 90), (190, 190, 190)
A4, A6 = (210.0, 297.0), (105.0, 148.0)
ACROSS, DOWN, STICKER, GAP = 3, 5, 50.0, 6.0  # stickers on a sheet A4
NUMBERS = "110 报警　119 火警　120 急救"


@dataclass(frozen=True)
class Plaque:
    """What stands on one plate: the address in the code, the place in words, whom to ring there, code and number."""

    url: str
    name: str
    where: str
    phone: str
    code: str
    number: str


def plaque(place: Place) -> Plaque:
    """The words for a place; fetch it with its units."""
    chain = place.unit.chain()
    near = [chain[level] for level in (Level.SUBDISTRICT, Level.COMMUNITY) if level in chain]
    phone = next((unit.phone for unit in reversed(near) if unit.phone), "")
    return Plaque(
        f"{settings.PUBLIC_URL}/q/{place.code}/", printable(" ".join(place.name.split())), printable("".join(unit.name for unit in near)),
        phones.local(phone) if phone else "", place.code, place.number,
    )  # fmt: skip


def draw(plaques: Iterable[Plaque], layout: str, told: Callable[[int], object] = lambda done: None) -> bytes:
    """One PDF with these plates. `layout`: a value of `PrintRun.Layout`; `told` hears after each how many are drawn."""
    pdf = _Pdf()
    for number, each in enumerate(plaques):
        if layout == PrintRun.Layout.STICKER:
            pdf.sticker(each, number)
        else:
            pdf.poster(each, A4 if layout == PrintRun.Layout.A4 else A6)
        told(number + 1)
    return bytes(pdf.output())


class _Pdf(FPDF):
    def __init__(self) -> None:
        super().__init__(unit="mm", format="A4")
        self.set_auto_page_break(False)
        self.set_title("滨安码")
        self.set_lang("zh-CN")
        self.add_font("song", "", FONT)

    def poster(self, what: Plaque, size: tuple[float, float]) -> None:
        """A whole page; everything is measured in parts of its width."""
        self.add_page(format=size)
        wide, high = size
        unit = wide / 210
        self._band(0, 0, wide, 30 * unit, TEAL)
        self._centred("民呼我为·滨安码", wide, 20 * unit, 34 * unit, (255, 255, 255), bold=True)
        self._centred("有事扫一扫，5 分钟内回电", wide, 46 * unit, 26 * unit, TEAL, bold=True)
        edge = 116 * unit
        self.code(what.url, (wide - edge) / 2, 52 * unit, edge)
        self._centred("微信扫一扫，不用下载", wide, 175 * unit, 20 * unit, (0, 0, 0))
        y = self._name(what.name, wide, 178 * unit, unit)
        where = what.where + (f"　电话 {what.phone}" if what.phone else "")
        self._centred(where, wide, y + 13 * unit, 19 * unit, (0, 0, 0))
        self._centred(f"码 {what.code}　编号 {what.number}", wide, y + 23 * unit, 15 * unit, (0, 0, 0))
        for n, words in enumerate(_true(what.url)):
            self._centred(words, wide, y + (33 + 7 * n) * unit, 13 * unit, GREY)
        self._band(0, high - 34 * unit, wide, 34 * unit, RED)
        self._centred("有人身危险，请直接打", wide, high - 22 * unit, 20 * unit, (255, 255, 255))
        self._centred(NUMBERS, wide, high - 8 * unit, 30 * unit, (255, 255, 255), bold=True)

    def sticker(self, what: Plaque, number: int) -> None:
        """The next of fifteen on a sheet A4, with a thin line to cut along."""
        column, row = number % ACROSS, number // ACROSS % DOWN
        if column == row == 0:
            self.add_page(format=A4)
        left = (A4[0] - ACROSS * STICKER - (ACROSS - 1) * GAP) / 2 + column * (STICKER + GAP)
        top = (A4[1] - DOWN * STICKER - (DOWN - 1) * GAP) / 2 + row * (STICKER + GAP)
        self.set_draw_color(*LINE)
        self.set_line_width(0.1)
        self.rect(left, top, STICKER, STICKER)
        self._middle("有事扫滨安码", left, STICKER, top + 4.4, 9, TEAL, bold=True)
        self.code(what.url, left + 8.5, top + 5.2, 33)
        self._middle(what.name, left, STICKER, top + 40.8, 7.5, (0, 0, 0), bold=True)
        self._middle(f"{what.code}　认准 {_host(what.url)}", left, STICKER, top + 44.2, 5.5, GREY)
        self._middle(NUMBERS, left, STICKER, top + 47.8, 7, RED, bold=True)

    def code(self, text: str, x: float, y: float, edge: float) -> None:
        """The QR code of `text`, `edge` wide with its white border, the emblem in its middle."""
        made = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=QUIET)
        made.add_data(text)
        rows = made.get_matrix()
        module = edge / len(rows)
        self._band(x, y, edge, edge, (255, 255, 255))
        self.set_fill_color(0, 0, 0)
        for down, row in enumerate(rows):
            across = 0
            for dark, run in groupby(row):
                length = len(list(run))
                if dark:
                    self.rect(x + across * module, y + down * module, length * module, module * OVERLAP, style="F")
                across += length
        self._emblem(x + edge / 2, y + edge / 2, edge * EMBLEM * (len(rows) - 2 * QUIET) / len(rows))

    def _emblem(self, x: float, y: float, edge: float) -> None:
        """滨 on a field with a white rim; `x`, `y`: its middle."""
        self._band(x - edge / 2, y - edge / 2, edge, edge, (255, 255, 255))
        inner = edge * 0.84
        self._band(x - inner / 2, y - inner / 2, inner, inner, TEAL)
        size = inner * 0.78 / POINT
        self._put("滨", x - inner * 0.39, y + inner * 0.29, size, (255, 255, 255), bold=True)

    def _name(self, name: str, wide: float, y: float, unit: float) -> float:
        """The place, as large as its length allows, in two lines at most; returns where it ends."""
        room = wide - 24 * unit
        for size in (44, 36, 30, 25, 21, 17):
            found = lines(name, room / (size * unit * POINT))
            if len(found) <= 2:
                break
        for line in found[:2]:
            y += size * unit * POINT * 1.25
            self._centred(line, wide, y, size * unit, (0, 0, 0), bold=True)
        return y

    def _centred(
        self, text: str, wide: float, y: float, size: float, colour: tuple[int, int, int], *, bold: bool = False
    ) -> None:
        self._middle(text, 0, wide, y, size, colour, bold=bold, margin=wide * 0.05)

    def _middle(
        self, text: str, x: float, room: float, y: float, size: float, colour: tuple[int, int, int],
        *, bold: bool = False, margin: float = 2.0,
    ) -> None:  # fmt: skip
        """A line in the middle of `room`, smaller when it would not fit."""
        size = min(size, (room - 2 * margin) / max(width(text), 1e-6) / POINT)
        self._put(text, x + (room - width(text) * size * POINT) / 2, y, size, colour, bold=bold)

    def _put(
        self, text: str, x: float, y: float, size: float, colour: tuple[int, int, int], *, bold: bool = False
    ) -> None:
        self.set_font("song", size=size)
        self.set_text_color(*colour)
        self.set_draw_color(*colour)
        if not bold:
            self.text(x, y, text)
            return
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=size * POINT * 0.05):
            self.text(x, y, text)

    def _band(self, x: float, y: float, wide: float, high: float, colour: tuple[int, int, int]) -> None:
        self.set_fill_color(*colour)
        self.rect(x, y, wide, high, style="F")


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _true(url: str) -> tuple[str, str]:
    """How to tell a true code from a false one."""
    return (
        f"扫开后网址以 {_host(url)} 开头、地名和这里一样，才是真码",
        "真码不收钱，不要身份证号、银行卡号和验证码，不让下载软件",
    )
