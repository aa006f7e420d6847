"""The text that is signed, its fingerprint, and the proof that each part of it was read."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NOT_READ = "还有没看完的：{parts}。请一条一条看完、打上勾，再签字。"


@dataclass(frozen=True)
class Block:
    """One part of the text, with a heading: shown, read aloud and ticked on its own."""

    heading: str
    words: str


def fingerprint(blocks: Iterable[Block], version: int) -> str:
    """SHA-256 of this version of the text in hex: the same words give the same fingerprint, however they were typed (NFC, blanks
    at the ends and kinds of line end do not count), and no block can flow over into the next. Whoever signed an earlier version
    has not signed this one, though not a word of it be changed (art. 29: everybody signs)."""
    said = hashlib.sha256(version.to_bytes(8, "big"))
    for block in blocks:
        for part in (block.heading, block.words):
            data = _plain(part).encode()
            said.update(len(data).to_bytes(8, "big") + data)
    return said.hexdigest()


def _plain(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(line.strip() for line in lines).strip()


def unread(blocks: Sequence[Block], ticked: Iterable[int]) -> str:
    """Why somebody may not sign yet: the parts she has not read to the end, by their headings; "" when all are read.
    `ticked`: positions from 0."""
    seen = set(ticked)
    left = [block.heading for at, block in enumerate(blocks) if at not in seen]
    return NOT_READ.format(parts="、".join(left)) if left else ""
