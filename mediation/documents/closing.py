"""What stands at the end of a paper and at the foot of its pages: signatures, boxes for fingerprints and seal, the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

from binan.kit.breaking import lines
from binan.kit.lettering import printable, width
from mediation.documents.blocks import Data, day
from mediation.documents.sheet import BODY, HEIGHT, INNER, LEFT, POINT, RIGHT, SMALL, WIDTH, Sheet

FINGER = (20.0, 23.0)  # mm, a fingerprint
INK, NOTE = 9.0, 3.8  # mm: room above a line for handwriting, a line of small type
SEAL = 40.0  # mm, across (国发〔1999〕25号: 4.5 cm at most)
FOOT = HEIGHT - 16.0
QR = 17.0
MASK = 2  # any of the eight reads as well; trying out all of them took a third of a page's time
DATE = "　　　　年　　月　　日"


@dataclass(frozen=True)
class Hand:
    """A place to sign. `who`: whose it is; `done`: what is known of it, "" or `2026年11月24日 在平板上签名`; `ink`: the name of
    the picture of her handwriting (`Sheet.fetch`), "" for none yet."""

    who: str
    done: str = ""
    ink: str = ""


def signatures(sheet: Sheet, hands: Sequence[Hand], *, boxes: bool = True) -> None:
    """A place to sign for each of `hands`, a date and, with `boxes`, a frame for the fingerprint; where her handwriting is there
    already it stands on the line, and neither frame nor date is left open. Two stand side by side."""
    half = INNER / 2
    for at in range(0, len(hands), 2):
        row = [(hand, lines(printable(hand.done), (half - 6) / (SMALL * POINT))) for hand in hands[at : at + 2]]
        told = (max(len(found) for _, found in row) - 1) * NOTE
        above = INK if any(hand.ink for hand, _ in row) else 0.0
        below = (FINGER[1] + 20 if boxes else 22.0) if any(not hand.ink for hand, _ in row) else 14.0
        sheet.need(above + told + below + 4)
        top = sheet.y + 4 + above
        for number, (hand, found) in enumerate(row):
            _signer(sheet, LEFT + number * half, top, half - 6, hand, found, boxes=boxes)
        sheet.y = top + told + below


def _signer(sheet: Sheet, x: float, y: float, room: float, hand: Hand, done: Sequence[str], *, boxes: bool) -> None:
    label, em = printable(hand.who) + "：", 12 * POINT
    sheet.put(x, y + em, label, 12)
    start = x + width(label) * em
    line = max(room - (start - x), 12)
    for number, text in enumerate(done):
        sheet.put(x, y + em * 2.6 + number * NOTE, text, SMALL)
    sheet.rule(start, y + em * 1.3, line)
    if hand.ink:
        sheet.picture(sheet.fetch(hand.ink), start, y + em * 1.3 - INK - 4, line, INK + 4)
        return
    below = y + 12 + (len(done) - 1) * NOTE
    if boxes:
        sheet.box(x, below, *FINGER, dashed=True)
        sheet.put(x + 2.2, below + FINGER[1] - 2.5, "按指印处", 8)
        below += FINGER[1] - 4
    sheet.put(x + (FINGER[0] + 4 if boxes else 0), below + em, DATE, 11 if boxes else 12)


def seal(sheet: Sheet, data: Data, *, on: str) -> None:
    """Where the organisation puts its seal: its name and the date, to the right. `on`: the moment it was sealed (ISO), "" while it
    is not: then there is room for the seal and the date. The picture of its seal, where it has one, lies over them."""
    stamped = bool(on and data.get("seal"))
    high = (SEAL if stamped else 30.0) + 4
    sheet.need(high)
    top = sheet.y + 6
    sheet.y = top + ((SEAL - 22) / 2 if stamped else 0.0)
    for text in (data["organisation"], "" if stamped else "（印章）", day(on) or DATE):
        sheet.line_of(printable(text), BODY, align="right", room=INNER - 6)
        sheet.y += BODY * POINT * 1.7
    if stamped:
        stamp(sheet, data, LEFT + INNER - SEAL - 10, top)
        sheet.y = top + SEAL


def stamp(sheet: Sheet, data: Data, x: float, y: float) -> None:
    """The picture of the organisation's seal with its upper left corner there, as large as seals of committees are."""
    sheet.picture(sheet.fetch(data["seal"]["file"]), x, y, SEAL, SEAL)


def feet(sheet: Sheet, first: int, last: int, *, of: int, number_from: int = 1, note: str = "") -> None:
    """Number the pages `first` to `last` (of the file) as `第x页 共of页`, and put `note` to their left."""
    for page in range(first, last + 1):
        sheet.back_to(page)
        text = f"第{page - first + number_from}页　共{of}页"
        sheet.put((WIDTH - width(text) * 10 * POINT) / 2, FOOT, text, 10)
        if note:
            sheet.put(LEFT, FOOT + 5, printable(note), 7.5)


def code(sheet: Sheet, page: int, url: str, words: Sequence[str]) -> None:
    """On `page`: a QR code that leads to `url`, in the lower right corner, and beside it what it is for."""
    sheet.back_to(page)
    x, y = WIDTH - RIGHT - QR, HEIGHT - 29.0
    _squares(sheet, x, y, url)
    for number, line in enumerate(reversed(words)):
        shown = printable(line)
        sheet.put(x - 2 - width(shown) * 7.5 * POINT, y + QR - 1 - number * 3.4, shown, 7.5)


def _squares(sheet: Sheet, x: float, y: float, text: str) -> None:
    picture = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    picture.add_data(text)
    rows = picture.get_matrix()
    unit = QR / len(rows)
    for line, row in enumerate(rows):
        at = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                sheet.pdf.rect(x + at * unit, y + line * unit, length * unit + 0.01, unit + 0.01, style="F")
            at += length
