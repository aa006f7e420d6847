"""The examples: `category | urgency | mark | text`, one a line, in the files of `examples/`; lines with # are notes.

`mark` is `-` or words out of: near (sounds like danger and is none), en (English), consult, suggest (the nature chosen).
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from complaints.taxonomy.categories import CATEGORIES

FOLDER = Path(__file__).with_name("examples")
NATURES = ("consult", "suggest")
URGENCIES = ("P0", "P1", "P2", "P3")
NO_MATTER = "OTH-00"  # the tree gives it no urgency: a line may say `-`
# The danger tables were written from these files, so what they find in them proves nothing about them.
WRITTEN_FROM = frozenset({"tables.txt", "earlier.txt"})


class Example(NamedTuple):
    """One text with what a careful social worker would say of it."""

    code: str
    urgency: str
    marks: tuple[str, ...]
    text: str

    @property
    def nature(self) -> str:
        """The nature the resident chose on the landing page."""
        return next((mark for mark in self.marks if mark in NATURES), "complaint")


class Unreadable(ValueError):
    """A line that is none of the known forms; says which and why."""


def read(lines: Iterable[str]) -> Iterator[Example]:
    """Read corpus lines, or `category<TAB>urgency<TAB>text` (tabs or commas) as a stranger's sheet has them.

    Raises Unreadable with the number of the line.
    """
    for number, raw in enumerate(lines, 1):
        line = raw.strip().lstrip("\ufeff")
        if line and not line.startswith("#"):
            example = _example(line)
            if example.code not in CATEGORIES or example.urgency not in URGENCIES or not example.text:
                if number == 1:  # the head of a sheet
                    continue
                raise Unreadable(
                    f"第 {number} 行不是“类别 | 紧急程度 | 标记 | 文本”，也不是“类别,紧急程度,文本”：{line[:40]}"
                )
            yield example


def _example(line: str) -> Example:
    if line.count("|") >= 3:
        code, urgency, marks, text = (part.strip() for part in line.split("|", 3))
        if (code, urgency) == (NO_MATTER, "-"):
            urgency = CATEGORIES[NO_MATTER].urgency
        return Example(code, urgency, tuple(marks.replace("-", " ").split()), text)
    code, urgency, text = ([*line.split("\t" if "\t" in line else ",", 2), "", ""])[:3]
    return Example(
        code.strip(), urgency.strip(), (), text.strip().removeprefix('"').removesuffix('"').replace('""', '"')
    )


def files() -> list[Path]:
    """Return the example files in order of their names."""
    return sorted(FOLDER.glob("*.txt"))


def examples() -> Iterator[tuple[Example, bool]]:
    """Return every example, and whether the danger tables had been written without knowing it."""
    for file in files():
        for example in read(file.read_text(encoding="utf-8").splitlines()):
            yield example, file.name not in WRITTEN_FROM


def digest() -> str:
    """Return a digest of all example files: the weights say which they were learned from."""
    found = hashlib.sha256()
    for file in files():
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
