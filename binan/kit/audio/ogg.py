"""Ogg with Opus (RFC 3533, RFC 7845), as Firefox and Android record. The page of comments is replaced by an empty one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from binan.kit.audio.faults import NotSound, counted

HEADER = struct.Struct("<4sBBqIIIB")
RATE = 48_000  # Opus counts in it, whatever was recorded
TAGS = b"OpusTags" + struct.pack("<I", 5) + b"binan" + struct.pack("<I", 0)
FIRST = 2  # flag of a stream's first page


class Page(NamedTuple):
    """One page: flags, position, serial number and number, the lengths of its segments and their bytes; all as it came."""

    flags: int
    granule: int
    serial: int
    number: int
    lacing: bytes
    body: bytes
    whole: bytes = b""


def clean(raw: bytes) -> tuple[bytes, float]:
    """The one Opus stream with empty comments, and its length in seconds; raises `NotSound`. A page cut off goes."""
    pages = list(_pages(raw))
    if not pages or not pages[0].flags & FIRST or not pages[0].body.startswith(b"OpusHead") or len(pages[0].body) < 19:
        raise NotSound("no Opus")
    head = pages[0]
    if any(page.serial != head.serial or page.flags & FIRST for page in pages[1:]):
        raise NotSound("more than one stream")
    if len(pages) < 3 or not pages[1].body.startswith(b"OpusTags"):
        raise NotSound("no comments")
    sound = pages[1 + _length_of_first_packet(pages[1:]) :]
    last = max((page.granule for page in sound), default=0)
    skipped = struct.unpack_from("<H", head.body, 10)[0]
    if last <= skipped:
        raise NotSound("no sound")
    tags = Page(0, 0, head.serial, 1, bytes([len(TAGS)]), TAGS)
    numbered = (page if page.number == n else page._replace(number=n, whole=b"") for n, page in enumerate(sound, 2))
    return b"".join(page.whole or _written(page) for page in (head, tags, *numbered)), (last - skipped) / RATE


def _pages(raw: bytes) -> Iterator[Page]:
    at, seen = 0, 0
    while at + HEADER.size <= len(raw):
        seen = counted(seen)
        start = at
        magic, version, flags, granule, serial, number, _, count = HEADER.unpack_from(raw, at)
        if magic != b"OggS" or version:
            raise NotSound("not a page")
        at += HEADER.size
        lacing = raw[at : at + count]
        at += count
        body = raw[at : at + sum(lacing)]
        at += sum(lacing)
        if at > len(raw):
            return
        yield Page(flags, granule, serial, number, lacing, body, raw[start:at])


def _length_of_first_packet(pages: list[Page]) -> int:
    """How many pages the comments fill; sound begins on a page of its own (RFC 7845, 3)."""
    for n, page in enumerate(pages):
        if any(length < 255 for length in page.lacing):
            if page.lacing[-1] == 255 or sum(length < 255 for length in page.lacing) > 1:
                raise NotSound("sound among the comments")
            return n + 1
    raise NotSound("comments without end")


def _crc_table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return table


_CRC = _crc_table()


def _written(page: Page) -> bytes:
    """The page's bytes with its check sum."""
    head = (b"OggS", 0, page.flags, page.granule, page.serial, page.number)
    bare = HEADER.pack(*head, 0, len(page.lacing)) + page.lacing + page.body
    crc = 0
    for byte in bare:
        crc = crc << 8 & 0xFFFFFFFF ^ _CRC[crc >> 24 ^ byte]
    return HEADER.pack(*head, crc, len(page.lacing)) + page.lacing + page.body
