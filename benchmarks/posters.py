"""A thousand codes as sheets, and how many are read back from battered paper: `python -m benchmarks.posters [codes] [lots]`.

The limit is the same number of pages with the same number of rectangles and letters, put down by fpdf2 alone. A reader is zxing-cpp, one
look at one picture; somebody's telephone looks thirty times a second while she moves it.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time

GOAL = 60.0  # seconds for a thousand
DEGREES = {
    "crumpled": ("off", (0.1, 0.15, 0.2, 0.25, 0.3)),
    "dimmed": ("light", (0.5, 0.25, 0.2, 0.15)),
    "covered": ("share", (0.04, 0.07, 0.1, 0.15)),
    "faded": ("contrast", (0.5, 0.25, 0.12)),
    "askew": ("lean", (0.0, 0.03, 0.06, 0.1)),
}


def raw(pages: int, rectangles: int) -> bytes:
    """What fpdf2 takes for as many pages."""
    from fpdf import FPDF

    from binan.kit.lettering import FONT

    pdf = FPDF(unit="mm", format="A4")
    pdf.add_font("song", "", FONT)
    pdf.set_font("song", size=12)
    for page in range(pages):
        pdf.add_page()
        for number in range(rectangles):
            pdf.rect(number % 40 * 3, number // 40 * 3, 2, 2, style="F")
        for line in range(8):
            pdf.text(28, 200 + line * 6, f"观潮名苑6幢2单元 {page} {line}")
    return bytes(pdf.output())


def main() -> None:
    """Print the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
    import django

    django.setup()
    from governance.posters import Plaque, draw
    from tests.governance import paper
    from tests.governance.test_posters import CODE, SMALL

    codes, lots = (int(given) for given in (*sys.argv[1:], *("1000", "200")[len(sys.argv) - 1 :]))
    plates = [
        Plaque(f"https://binan.example.gov.cn/q/ABCDEF{n:04}/", f"观潮名苑{n}幢2单元", "浦沿街道东冠社区", "0571-86600001", f"ABCDEF{n:04}", f"{n:06}-1")
        for n in range(codes)
    ]  # fmt: skip
    began = time.perf_counter()
    raw(codes, 420)
    limit = time.perf_counter() - began
    print(f"{codes} codes; fpdf2 alone {limit:.1f} s; goal {GOAL * codes / 1000:.0f} s")
    for layout in ("a4", "a6", "sticker"):
        began = time.perf_counter()
        size = len(draw(plates, layout))
        took = time.perf_counter() - began
        print(f"  {layout:8} {took:5.1f} s  {took / limit:4.1f} × fpdf2 alone  {size / 2**20:.1f} MB")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    top, left, edge = CODE
    small = paper.small(draw(plates[:1], "a4"), edge, SMALL, (left, top, left + edge, top + edge))
    print(f"read at {SMALL:.0f} mm and {paper.DPI} dots an inch, {lots} of each")
    for name, (what, degrees) in DEGREES.items():
        for degree in degrees:
            read = sum(
                paper.read(paper.DAMAGES[name](small, random.Random(lot), **{what: degree})) == [plates[0].url]
                for lot in range(lots)
            )
            print(f"  {name:9} {what} {degree:<5} {read / lots:6.1%}")


if __name__ == "__main__":
    main()
