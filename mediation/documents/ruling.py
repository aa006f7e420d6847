"""Ruled tables, as on the forms of the ministry: labels and values in boxes, rows that go on overleaf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from binan.kit.breaking import lines
from binan.kit.lettering import printable
from mediation.documents.sheet import BOTTOM, CELL, HEIGHT, INNER, LEFT, POINT, TOP, Align, Sheet

PAD = 1.9  # mm between rule and letters
LEADING = 1.5
TALL = (HEIGHT - TOP - BOTTOM) / 3  # a row that is higher is torn at the foot of the page rather than carried over


@dataclass(frozen=True)
class Cell:
    """`head`: a label, centred; `span`: how many columns it takes; `least`: its least height in mm."""

    text: str
    head: bool = False
    span: int = 1
    align: Align = "left"
    least: float = 0.0


@dataclass
class _Laid:
    """A cell with its place and the lines still to be drawn."""

    cell: Cell
    x: float
    wide: float
    lines: list[str]


def table(
    sheet: Sheet, columns: Sequence[float], rows: Sequence[Sequence[Cell]], *, size: float = CELL, header: int = 0
) -> None:
    """Draw a table over the whole width. `columns`: shares of it; `header`: how many of the first rows are repeated overleaf."""
    widths = [share / sum(columns) * INNER for share in columns]
    laid = [_lay(row, widths, size) for row in rows]
    heads = rows[:header]
    for number, row in enumerate(laid):
        _row(sheet, row, size, [] if number < header else [_lay(head, widths, size) for head in heads])


def _lay(row: Sequence[Cell], widths: Sequence[float], size: float) -> list[_Laid]:
    found, x, at = [], LEFT, 0
    for cell in row:
        wide = sum(widths[at : at + cell.span])
        room = (wide - 2 * PAD) / (size * POINT)
        found.append(_Laid(cell, x, wide, lines(printable(cell.text), room)))
        x, at = x + wide, at + cell.span
    return found


def _row(sheet: Sheet, row: list[_Laid], size: float, heads: list[list[_Laid]]) -> None:
    step = size * POINT * LEADING
    while True:
        high = max(max(len(one.lines) * step + 2 * PAD, one.cell.least) for one in row)
        free = HEIGHT - BOTTOM - sheet.y
        if high <= free:
            _draw(sheet, row, high, size, step)
            return
        fit = int((free - 2 * PAD) / step)
        if high > TALL and fit >= 3:
            _draw(sheet, [_Laid(one.cell, one.x, one.wide, one.lines[:fit]) for one in row], free, size, step)
            row = [_Laid(_went_on(one.cell, free), one.x, one.wide, one.lines[fit:]) for one in row]
        sheet.turn()
        for head in heads:
            _row(sheet, head, size, [])


def _went_on(cell: Cell, drawn: float) -> Cell:
    """What is left of a cell overleaf: its least height is less by what was drawn."""
    return Cell(cell.text, cell.head, cell.span, cell.align, max(0.0, cell.least - drawn))


def _draw(sheet: Sheet, row: list[_Laid], high: float, size: float, step: float) -> None:
    top = sheet.y
    for one in row:
        sheet.box(one.x, top, one.wide, high)
        short = len(one.lines) * step
        centred = one.cell.head or (len(one.lines) == 1 and one.cell.least < 16)
        sheet.y = top + ((high - short) / 2 if centred else PAD) + (step - size * POINT) / 2 - size * POINT * 0.12
        for line in one.lines:
            align = "center" if one.cell.head else one.cell.align
            sheet.line_of(line, size, align=align, x=one.x + PAD, room=one.wide - 2 * PAD)
            sheet.y += step
    sheet.y = top + high
