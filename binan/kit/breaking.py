"""Breaking text into lines by the rules of Chinese typesetting (GB/T 15834 附录, W3C clreq: 行首行尾禁则). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binan.kit.lettering import width

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…—～·％‰℃°,.;:?!)]}%'\"")
NOT_LAST = frozenset("（《〈「『【〔〖“‘([{￥¥$№")
# What is never torn: a run of letters and digits with what joins them, a replaced character, a dash or an ellipsis.
_ATOM = re.compile(r"〔U\+[0-9A-F]+〕|[0-9A-Za-z][0-9A-Za-z.,:/@_%+-]*[0-9A-Za-z%]|…+|—+|.", re.DOTALL)


def lines(text: str, room: float, *, indent: float = 0.0) -> list[str]:
    """The lines of `text` (printable, with its own line ends) in a column `room` em wide; the first line of each paragraph
    begins `indent` em later. No line begins with a closing mark or ends with an opening one."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        found += _paragraph(paragraph.strip(" "), room, indent)
    return found


def _paragraph(text: str, room: float, indent: float) -> Iterator[str]:
    line, taken, free = "", 0.0, room - indent
    for unit in _units(text, room):
        size = width(unit)
        if line and taken + size > free + 1e-6:
            yield line.rstrip(" ")
            line, taken, free = "", 0.0, room
            unit = unit.lstrip(" ")
            size = width(unit)
        line, taken = line + unit, taken + size
    yield line.rstrip(" ")


def _units(text: str, room: float) -> Iterator[str]:
    """The pieces that may stand at the beginning of a line: each takes its closing marks with it, and its opening ones."""
    held = ""
    for atom in _ATOM.findall(text):
        if held and not (held[-1] in NOT_LAST or atom[0] in NOT_FIRST):
            yield from _fitting(held, room)
            held = ""
        held += atom
    yield from _fitting(held, room)


def _fitting(unit: str, room: float) -> Iterator[str]:
    """A unit, cut where it is wider than a whole line: an address without blanks, a row of dots."""
    while width(unit) > room and len(unit) > 1:
        taken, size = 0, 0.0
        for character in unit:
            size += width(character)
            if size > room and taken:
                break
            taken += 1
        yield unit[:taken]
        unit = unit[taken:]
    if unit:
        yield unit
