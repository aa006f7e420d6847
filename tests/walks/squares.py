"""The square code on the first page of a paper, read back from how it is drawn."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import qrcode
from pypdf import PdfReader
from qrcode.constants import ERROR_CORRECT_M

from mediation.documents.closing import MASK, QR
from mediation.documents.sheet import HEIGHT, POINT, RIGHT, WIDTH

RECTANGLE = re.compile(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f")


def leads_to(pdf: bytes, url: str) -> bool:
    """Whether the square code says `url`: each of its fields is dark on the paper where it is dark in the code of that text."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(url)
    fields, dark = code.get_matrix(), _dark(pdf)
    unit, left, top = QR / len(fields), WIDTH - RIGHT - QR, HEIGHT - 29.0
    return all(
        field == dark(left + (column + 0.5) * unit, top + (row + 0.5) * unit)
        for row, line in enumerate(fields)
        for column, field in enumerate(line)
    )


def _dark(pdf: bytes) -> Callable[[float, float], bool]:
    """Whether a point of the first page, in mm from its upper left corner, lies in a filled rectangle."""
    contents = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert contents is not None
    found = [tuple(float(part) * POINT for part in each) for each in RECTANGLE.findall(contents.get_data())]
    return lambda x, y: any(
        left <= x <= left + wide and bottom + high <= HEIGHT - y <= bottom for left, bottom, wide, high in found
    )
