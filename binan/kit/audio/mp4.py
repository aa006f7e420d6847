"""MP4, M4A, MOV and 3GP (ISO 14496-12), as iPhones and most recorders make them, whole or in fragments.

Sample tables hold absolute positions, so nothing is cut out: what a player does not need is overwritten with an empty
`free` box of the same size. `udta` and `meta` hold the place (`©xyz`), the device, the person, pictures.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from binan.kit.audio.faults import NotSound, counted

# What a player needs, box by box; a box that stands here with a tuple is entered.
KEPT: dict[bytes, tuple[bytes, ...]] = {
    b"": (b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx"),
    b"moov": (b"mvhd", b"trak", b"mvex"),
    b"trak": (b"tkhd", b"edts", b"mdia"),
    b"edts": (b"elst",),
    b"mdia": (b"mdhd", b"hdlr", b"minf"),
    b"minf": (b"smhd", b"dinf", b"stbl"),
    b"dinf": (b"dref",),
    b"stbl": (b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"ctts", b"stss", b"sgpd", b"sbgp"),
    b"mvex": (b"mehd", b"trex"),
    b"moof": (b"mfhd", b"traf"),
    b"traf": (b"tfhd", b"tfdt", b"trun", b"sgpd", b"sbgp"),
}
CODECS = (b"mp4a", b"alac", b"Opus", b"samr", b"sawb")
OF_TELEPHONY = (b"samr", b"sawb")
DATED = (b"mvhd", b"tkhd", b"mdhd")
HERE = b"\0\0\0\1"  # flags of a reference: the sound is in this file


class Box(NamedTuple):
    """A box: where it begins, where its contents begin, where it ends."""

    kind: bytes
    start: int
    inside: int
    end: int


@dataclass
class _Found:
    """What was read of the one track."""

    codec: bytes = b""
    scale: int = 0
    told: int = 0
    ticks: int = 0
    each: int = 0
    tracks: int = 0
    boxes: int = 0


def clean(raw: bytes) -> tuple[bytes, float, bytes]:
    """The same boxes without what a player does not need, the length in seconds, the codec; raises `NotSound`."""
    data, found = bytearray(raw), _Found()
    _enter(data, found, b"", 0, len(data))
    if found.tracks != 1 or found.codec not in CODECS or not found.scale:
        raise NotSound("not one track of sound")
    seconds = max(found.told, found.ticks) / found.scale
    if not seconds:
        raise NotSound("no sound")
    return bytes(data), seconds, found.codec


def _enter(data: bytearray, found: _Found, parent: bytes, start: int, end: int) -> None:
    for box in _boxes(data, start, end):
        found.boxes = counted(found.boxes)
        if box.kind not in KEPT[parent]:
            data[box.start + 4 : box.start + 8] = b"free"
            data[box.inside : box.end] = bytes(box.end - box.inside)
        elif box.kind in KEPT:
            found.tracks += box.kind == b"trak"
            _enter(data, found, box.kind, box.inside, box.end)
        elif box.kind in READ:
            body = bytes(data[box.inside : box.end])
            try:
                data[box.inside : box.end] = READ[box.kind](found, body, box.kind)
            except struct.error as fault:
                raise NotSound("a box too short") from fault


def _boxes(data: bytearray, at: int, end: int) -> Iterator[Box]:
    while at < end:
        if at + 8 > end:
            raise NotSound("half a box")
        size, kind = struct.unpack_from(">I4s", data, at)
        inside = at + 8
        if size == 1:
            if at + 16 > end:
                raise NotSound("half a box")
            size, inside = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        elif size == 0:
            size = end - at
        if at + size > end or inside > at + size:
            raise NotSound("a box larger than what holds it")
        yield Box(kind, at, inside, at + size)
        at += size


def _dated(found: _Found, body: bytes, kind: bytes) -> bytes:
    """When it was made and changed goes; of the media's head the length is read."""
    long = body[:1] == b"\1"
    if kind == b"mdhd":
        found.scale, found.told = struct.unpack_from(">IQ" if long else ">II", body, 20 if long else 12)
        unknown = (1 << (64 if long else 32)) - 1
        found.told = 0 if found.told == unknown else found.told
    times = 16 if long else 8
    return body[:4] + bytes(times) + body[4 + times :]


def _handler(found: _Found, body: bytes, kind: bytes) -> bytes:
    if body[8:12] != b"soun":
        raise NotSound("a track that is no sound: film, places, words")
    return body[:24] + bytes(len(body) - 24)  # a name stands behind


def _description(found: _Found, body: bytes, kind: bytes) -> bytes:
    count, size, found.codec = struct.unpack_from(">II4s", body, 4)
    if count != 1 or size != len(body) - 8:
        raise NotSound("not one description")
    return body


def _reference(found: _Found, body: bytes, kind: bytes) -> bytes:
    if body[4:8] != HERE or body[16:20] != HERE:  # one entry, and that one points nowhere else
        raise NotSound("the sound is elsewhere")
    return body[:20] + bytes(len(body) - 20)


def _times(found: _Found, body: bytes, kind: bytes) -> bytes:
    (count,) = struct.unpack_from(">I", body, 4)
    if count > (len(body) - 8) // 8:
        raise NotSound("a table too short")
    for many, ticks in struct.iter_unpack(">II", body[8 : 8 + 8 * count]):
        found.ticks += many * ticks
    return body


def _defaults(found: _Found, body: bytes, kind: bytes) -> bytes:
    """What a sample of a fragment lasts when its run does not say."""
    if kind == b"trex":
        found.each = struct.unpack_from(">I", body, 12)[0]
    elif (flags := int.from_bytes(body[1:4], "big")) & 0x08:
        before = 8 + 8 * bool(flags & 0x01) + 4 * bool(flags & 0x02)
        found.each = struct.unpack_from(">I", body, before)[0]
    return body


def _run(found: _Found, body: bytes, kind: bytes) -> bytes:
    flags = int.from_bytes(body[1:4], "big")
    (count,) = struct.unpack_from(">I", body, 4)
    start = 8 + 4 * bool(flags & 0x01) + 4 * bool(flags & 0x04)
    width = 4 * (flags & 0xF00).bit_count()
    if count * width > len(body) - start:
        raise NotSound("a run too short")
    if flags & 0x100:
        found.ticks += sum(struct.unpack_from(">I", body, start + n * width)[0] for n in range(count))
    else:
        found.ticks += count * found.each
    return body


READ = {
    **dict.fromkeys(DATED, _dated),
    b"hdlr": _handler, b"stsd": _description, b"dref": _reference, b"stts": _times,
    b"trex": _defaults, b"tfhd": _defaults, b"trun": _run,
}  # fmt: skip
