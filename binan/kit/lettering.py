"""The one font of all papers, and what it can print. Noto Serif SC, a 宋体, 30,928 characters: all of the 8,105 of the 通用规范汉字表
and most rare names besides (fonts/README.md). What it lacks is written out visibly, never left blank."""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it would log each letter of what it cuts from the font
FONT = Path(__file__).with_name("fonts") / "NotoSerifSC-Regular.ttf"
# Without a shape of their own: joiners, selectors of a glyph's variant, directions of writing, other controls.
_SHAPELESS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef]"
)
_BELOW_HAN = re.compile("[^\u2e80-\U0003ffff]+")  # canonical forms of ideographs are other characters: left alone
BLANKS = {
    ord(blank): " "
    for blank in "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
}


@lru_cache(maxsize=1)
def advances() -> dict[int, float]:
    """The width of every character the font has, in em."""
    with TTFont(FONT, lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def printable(text: str) -> str:
    """`text` as it will stand on paper: a character the font lacks becomes `〔U+20BB7〕`, so that nobody reads a gap as
    nothing; what has no shape is dropped. Line ends stay."""
    known = advances()
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(BLANKS)
    plain = _BELOW_HAN.sub(lambda run: unicodedata.normalize("NFC", run[0]), _SHAPELESS.sub("", plain))
    return "".join(c if c == "\n" or ord(c) in known else f"〔U+{ord(c):04X}〕" for c in plain)


def width(text: str) -> float:
    """The width of printable text, in em."""
    known = advances()
    return sum(known[ord(character)] for character in text)
