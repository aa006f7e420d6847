"""Paper as a camera meets it: a page of a PDF printed at 300 dots an inch, then crumpled, in the dark, covered, faded, askew."""

from __future__ import annotations

import random
from collections.abc import Callable

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

DPI = 300
MM = DPI / 25.4  # dots
Damage = Callable[..., Image.Image]


def printed(pdf: bytes, page: int = 0) -> Image.Image:
    """A page as the printer lays it down."""
    with pypdfium2.PdfDocument(pdf) as file:
        return file[page].render(scale=DPI / 72).to_pil().convert("L")


def pages(pdf: bytes) -> int:
    """How many pages a file has."""
    with pypdfium2.PdfDocument(pdf) as file:
        return len(file)


def read(picture: Image.Image) -> list[str]:
    """The texts of the QR codes somebody's telephone finds in a picture."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return sorted(code.text for code in found)


def whole(picture: Image.Image, lot: random.Random) -> Image.Image:
    """As it came from the printer."""
    return picture


def crumpled(picture: Image.Image, lot: random.Random, *, off: float = 0.15) -> Image.Image:
    """Pressed into a ball and smoothed out: every part up to `off` mm out of its place, folds as stripes of light
    and shade."""
    wide, high = picture.size
    parts, far = 6, off * MM
    edges = [(n * wide // parts, n * high // parts) for n in range(parts + 1)]
    moved = {
        (x, y): (edges[x][0] + lot.uniform(-far, far), edges[y][1] + lot.uniform(-far, far))
        for x in range(parts + 1) for y in range(parts + 1)
    }  # fmt: skip
    mesh = [
        (
            (edges[x][0], edges[y][1], edges[x + 1][0], edges[y + 1][1]),
            (*moved[x, y], *moved[x, y + 1], *moved[x + 1, y + 1], *moved[x + 1, y]),
        )
        for x in range(parts) for y in range(parts)
    ]  # fmt: skip
    bent = picture.transform(picture.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR, fillcolor=255)
    shade = Image.new("L", picture.size, 255)
    for _ in range(5):
        ends = [(lot.uniform(0, wide), lot.choice([0, high])), (lot.uniform(0, wide), lot.uniform(0, high))]
        ImageDraw.Draw(shade).line(ends, fill=lot.randint(130, 200), width=round(wide * 0.03))
    return ImageChops.multiply(bent, shade.filter(ImageFilter.GaussianBlur(wide * 0.012)))


def dimmed(picture: Image.Image, lot: random.Random, *, light: float = 0.25) -> Image.Image:
    """In a stairwell at night: `light` of the day's on one side, half of it on the other, and the noise of the sensor."""
    dark = ImageEnhance.Brightness(picture).enhance(light)
    falling = Image.linear_gradient("L").resize(picture.size).point(lambda v: 255 - v // 2)
    noise = Image.effect_noise(picture.size, 4)
    return ImageChops.add(ImageChops.multiply(dark, falling), noise, offset=-128)


def covered(picture: Image.Image, lot: random.Random, *, share: float = 0.07) -> Image.Image:
    """An advertisement glued over `share` of it, anywhere but on a corner mark: without one of those three nobody finds a code."""
    kept, (wide, high) = picture.copy(), picture.size
    edge = int((wide * high * share) ** 0.5)
    left, top = lot.randint(int(wide * 0.3), wide - edge), lot.randint(int(high * 0.3), int(high * 0.7) - edge)
    ImageDraw.Draw(kept).rectangle((left, top, left + edge, top + edge), fill=lot.choice([20, 128, 250]))
    return kept


def faded(picture: Image.Image, lot: random.Random, *, contrast: float = 0.25) -> Image.Image:
    """Three summers of sun, and a camera slightly out of focus."""
    return ImageEnhance.Contrast(picture).enhance(contrast).filter(ImageFilter.GaussianBlur(2))


def askew(picture: Image.Image, lot: random.Random, *, lean: float = 0.03) -> Image.Image:
    """Held aslant and a little from the side: the upper edge up to `lean` of the width longer at each end than the lower one."""
    turned = picture.rotate(lot.uniform(-30, 30), Image.Resampling.BILINEAR, expand=True, fillcolor=255)
    wide, high = turned.size
    far = wide * lot.uniform(0, lean)
    corners = (-far, 0, 0, high, wide, high, wide + far, 0)
    return turned.transform(turned.size, Image.Transform.QUAD, corners, Image.Resampling.BILINEAR, fillcolor=255)


DAMAGES: dict[str, Damage] = {d.__name__: d for d in (whole, crumpled, dimmed, covered, faded, askew)}


def small(pdf: bytes, edge: float, wide: float, box: tuple[float, float, float, float]) -> Image.Image:
    """The code of a page, printed so small that it is `wide` mm across. `box`: where it stands on the page, mm; `edge`: its edge."""
    with pypdfium2.PdfDocument(pdf) as file:
        page = file[0].render(scale=DPI / 72 * wide / edge).to_pil().convert("L")
    scale = MM * wide / edge
    return page.crop(tuple(round(v * scale) for v in box))
