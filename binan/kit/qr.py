"""A text as a QR code, for paper and screens."""

from __future__ import annotations

from itertools import groupby

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from qrcode.constants import ERROR_CORRECT_H

QUIET = 4  # modules of white around the code (ISO/IEC 18004)


def picture(text: str) -> SafeString:
    """A QR code as an SVG element; level H: it reads with nearly a third of it scratched or torn away."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(_runs(row, y) for y, row in enumerate(rows))
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges"><path d="{2}"/></svg>',
        len(rows), gettext("二维码：{text}").format(text=text), dark,
    )  # fmt: skip


def _runs(row: list[bool], y: int) -> str:
    """The dark runs of one row as a path."""
    x, found = 0, []
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            found.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(found)
