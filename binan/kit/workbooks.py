"""Tables as a workbook (XLSX): a head that stays in sight, numbers as numbers, and no text that a spreadsheet takes for a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from binan.kit.masking import plain
from binan.kit.sheets import FORMULA

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 28  # of a column, in characters
NO_TITLE = re.compile(r"[\[\]:*?/\\]")  # what the name of a sheet may not hold

Cell = str | int | float | Decimal | None


@dataclass(frozen=True)
class Table:
    """One sheet: its name (31 characters are shown), the line above the table, the head, the rows; `fixed`: how many columns
    at the left stay in sight."""

    name: str
    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    fixed: int = 1


def workbook(tables: Iterable[Table]) -> bytes:
    """The tables as the bytes of an XLSX file, one sheet each."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _write(book.create_sheet(NO_TITLE.sub(" ", table.name)[:31]), table)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def download(tables: Iterable[Table], *, name: str) -> HttpResponse:
    """The workbook as a file called `name`."""
    answer = HttpResponse(workbook(tables), content_type=TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _write(sheet: Worksheet, table: Table) -> None:
    for number, row in enumerate([[table.title], table.head, *table.rows], 1):
        for column, value in enumerate(row, 1):
            _put(sheet, number, column, value)
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[2]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}3"
    for column, head in enumerate(table.head, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(max(8, len(head) + 4), WIDEST)


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row=row, column=column)
    if not isinstance(value, str):
        cell.value = value
        return
    text = plain(value)
    cell.value = text
    cell.data_type = "s"  # openpyxl would make a formula of what begins with =
    if text.lstrip(" ").startswith(FORMULA):
        cell.quotePrefix = True
