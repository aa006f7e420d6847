"""Checking and keeping what people draw and scan: a finger's line as PNG, a signed paper as PDF or photo.

Both are decoded, limited and written anew by us where they are pictures; what a sender calls them is never believed.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageOps

from binan.kit.errors import Refused
from complaints.services.attachments import FORMATS
from mediation.services import foreign

PICTURE_BYTES = 300_000
PICTURE_EDGES = (100, 50, 2400, 1600)  # pixels: least width and height, most width and height
INK_LEAST = 80  # pixels that are drawn on; a tap is none
PDF = "application/pdf"
SCAN_BYTES = 15 * 2**20
SCAN_EDGE, SCAN_PIXELS, SCAN_QUALITY = 3000, 60_000_000, 85
NO_PICTURE = "笔迹没有收到，请重新签一次。"
EMPTY = "还没有签字，请在框里手写姓名。"
NO_SCAN = "请上传 PDF，或者清楚的照片（JPG、PNG），15 MB 以内。"


def picture(data: bytes) -> bytes:
    """A signature as drawn on a tablet, checked and written anew as black on transparent PNG without metadata.

    Raises `Refused("picture", …)` for what is no PNG, too large or too small, or blank.
    """
    if not data or len(data) > PICTURE_BYTES:
        raise _refused("picture", NO_PICTURE)
    image = _opened(data, ("PNG",), "picture", NO_PICTURE)
    least_w, least_h, most_w, most_h = PICTURE_EDGES
    if not (least_w <= image.width <= most_w and least_h <= image.height <= most_h):
        raise _refused("picture", NO_PICTURE)
    alpha = image.convert("RGBA").getchannel("A")
    if sum(alpha.histogram()[64:]) < INK_LEAST or alpha.histogram()[0] == 0:
        raise _refused("picture", EMPTY)
    line = Image.new("RGBA", alpha.size, (0, 0, 0, 0))
    line.putalpha(alpha)
    out = io.BytesIO()
    line.save(out, "PNG", optimize=True)
    return out.getvalue()


def scan(upload: Any) -> tuple[bytes, str]:
    """The bytes of a signed paper and their media type: a PDF as its pages alone (`services.foreign`), a photo written anew
    upright as JPEG.

    Raises `Refused("file", …)` for anything else.
    """
    data = upload.read(SCAN_BYTES + 1)
    if not data or len(data) > SCAN_BYTES:
        raise _refused("file", NO_SCAN)
    if data.startswith(b"%PDF-"):
        return foreign.pages_alone(data), PDF
    image = ImageOps.exif_transpose(_opened(data, FORMATS, "file", NO_SCAN)).convert("RGB")
    image.thumbnail((SCAN_EDGE, SCAN_EDGE))
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)  # a new image carries no metadata of the old one
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=SCAN_QUALITY, optimize=True)
    return out.getvalue(), "image/jpeg"


def _opened(data: bytes, formats: tuple[str, ...], field: str, sentence: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=formats)
            if image.width * image.height > SCAN_PIXELS:
                raise _refused(field, sentence)
            image.load()
            return image
    except Refused:
        raise
    except Exception as fault:  # decoders have many ways to say "broken", and hostile bytes find them all
        raise _refused(field, sentence) from fault


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
