"""What stands on paper: every letter or a visible sign for it, and lines as Chinese is set."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from binan.kit.breaking import NOT_FIRST, NOT_LAST, lines
from binan.kit.lettering import FONT, advances, printable, width
from mediation.documents.sheet import Sheet
from tests.cases import MONDAY_EVENING

pytestmark = pytest.mark.anywhere


def drawn(text: str) -> bytes:
    sheet = Sheet("试", made_at=MONDAY_EVENING, number="1", fetch=lambda name: b"")
    sheet.turn()
    sheet.para(text)
    return sheet.finish()


def read(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def test_rare_characters_of_names_are_printed() -> None:
    # In the 通用规范汉字表, beyond the basic plane, or in the radicals of old: all in names of people here.
    for name in ("𬭎", "𫖮", "𬍛", "䶮", "㛃", "堃", "喆", "龘", "镕"):
        assert printable(name) == name
        assert name in read(drawn(f"申请人{name}某"))


def test_what_the_font_lacks_is_written_out() -> None:
    for strange, shown in (("𠮷", "〔U+20BB7〕"), ("😀", "〔U+1F600〕"), ("\ue000", "〔U+E000〕"), ("ﷺ", "〔U+FDFA〕")):
        assert printable(strange) == shown
        assert f"王{shown}英" in read(drawn(f"王{strange}英"))


def test_what_has_no_shape_leaves_none() -> None:
    assert printable("王\u200b\ufe0f\u202e英\x00\r\n第二行\t") == "王英\n第二行 "


def test_no_letter_of_the_font_is_a_blank() -> None:
    from fontTools.ttLib import TTFont

    with TTFont(FONT, lazy=True) as font:
        cmap, glyphs = font.getBestCmap(), font["glyf"]
        blank = {code for code in range(0x3400, 0x9FFF) if code in cmap and not glyphs[cmap[code]].numberOfContours}
    assert blank == set()
    assert len(advances()) > 30_000


def test_punctuation_never_begins_a_line() -> None:
    assert lines("甲方应当付款，", 6) == ["甲方应当付", "款，"]
    assert lines("他说“好”。", 4) == ["他说", "“好”。"]
    assert lines("共计12,345.67元整", 6) == ["共计", "12,345.67", "元整"] or width("12,345.67") < 6


@given(st.text(st.sampled_from("甲乙丙丁，。、；：？！（）《》“”12.5元 A…—\n"), max_size=80), st.integers(8, 30))
def test_lines_keep_every_letter_and_the_rules(text: str, room: int) -> None:
    found = lines(text, room)
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
    for before, line in pairwise(found):
        assert width(line) <= room + 1e-6
        torn = "\n" not in text and len(re.sub(r"[^，。、；：？！（）《》“”.…—]", "", text)) < room // 2
        if torn and line and before:
            assert line[0] not in NOT_FIRST or before[-1] == line[0]
            assert before[-1] not in NOT_LAST


def test_the_same_calls_give_the_same_bytes_and_others_others() -> None:
    assert drawn("同样的话") == drawn("同样的话")
    assert drawn("同样的话") != drawn("别样的话")
