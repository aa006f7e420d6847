"""The corpus: what residents might write, with the category and urgency a careful social worker would give.

`corpus/tuning.txt` was looked at while the rules were written; `corpus/evaluation.txt` only scores them.
"""

from dataclasses import dataclass
from pathlib import Path

NATURES = ("consult", "suggest")


@dataclass(frozen=True)
class Sample:
    """One text with what is expected; `near` marks a text that only looks like an emergency."""

    code: str
    urgency: str
    near: bool
    nature: str
    text: str


def read(path: Path) -> list[Sample]:
    """Read a corpus file: `category | urgency | mark | text`, one a line; lines with # are notes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_sample(line) for line in lines if line.strip() and not line.startswith("#")]


def _sample(line: str) -> Sample:
    code, urgency, mark, text = (part.strip() for part in line.split("|", 3))
    return Sample(code, urgency, mark == "near", mark if mark in NATURES else "complaint", text)


_CORPUS = Path(__file__).parent / "corpus"
TUNING = read(_CORPUS / "tuning.txt")
EVALUATION = read(_CORPUS / "evaluation.txt")
