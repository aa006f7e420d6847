"""Handwriting as a tablet sends it."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageDraw


def handwriting(size: tuple[int, int] = (640, 240)) -> bytes:
    """A PNG with a line on nothing, as the field for signing draws it."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).line([(40, 160), (160, 60), (260, 180), (420, 70), (560, 150)], fill=(0, 0, 0, 255), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def blank() -> bytes:
    """A field nobody drew on."""
    out = io.BytesIO()
    Image.new("RGBA", (640, 240), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def address(picture: bytes | None = None) -> str:
    """The `data:` address of a picture."""
    return "data:image/png;base64," + base64.b64encode(picture or handwriting()).decode()
