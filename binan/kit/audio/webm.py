"""WebM (EBML, RFC 8794 and 9559), as Chromium and WeChat on Android record: written anew from the track and its blocks.

Recorders leave the duration out, so players show none; the copy has it. Tags, attachments, chapters, names, dates and the
padding between them are not copied.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from binan.kit.audio.faults import NotSound, counted

MAGIC = b"\x1a\x45\xdf\xa3"
EBML, SEGMENT, CLUSTER, INFO, TRACKS = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B
TIMECODE, SIMPLE_BLOCK, BLOCK_GROUP, BLOCK = 0xE7, 0xA3, 0xA0, 0xA1
SCALE, DURATION, MUXER, WRITER, DOC_TYPE = 0x2AD7B1, 0x4489, 0x4D80, 0x5741, 0x4282
TRACK, TRACK_TYPE, CODEC, ENCODINGS, AUDIO = 0xAE, 0x83, 0x86, 0x6D80, 0xE1
# Of a track: number, UID, type, lacing, default duration, codec, its private part, delay, pre-roll; of its audio: rates,
# channels, bits. Of a group: block, duration, discarded padding.
OF_TRACK = (0xD7, 0x73C5, TRACK_TYPE, 0x9C, 0x23E383, CODEC, 0x63A2, 0x56AA, 0x56BB)
OF_AUDIO = (0xB5, 0x78B5, 0x9F, 0x6264)
OF_GROUP = (BLOCK, 0x9B, 0x75A2)
CODECS = (b"A_OPUS", b"A_VORBIS")
SOUND = 2
LAST_BLOCK = 0.02  # seconds: what the last block lasts is written nowhere
HEADER = bytes.fromhex("4286810142f7810142f2810442f381084282847765626d42878104428581 02")


@dataclass
class _Found:
    """What was read: the track, and clusters of blocks with their moments."""

    scale: int = 1_000_000
    track: bytes = b""
    clusters: list[list[bytes]] = field(default_factory=list)
    now: int = 0
    last: int = 0


def clean(raw: bytes) -> tuple[bytes, float]:
    """The one track of sound written anew, and its length in seconds; raises `NotSound`. A block cut off goes."""
    found = _Found()
    for code, body in _elements(raw, inside=(SEGMENT, CLUSTER)):
        _take(found, code, body)
    if not found.track or not any(len(cluster) > 1 for cluster in found.clusters):
        raise NotSound("no sound")
    seconds = found.last * found.scale / 1e9 + LAST_BLOCK
    info = _element(SCALE, _number(found.scale)) + _element(DURATION, struct.pack(">d", seconds * 1e9 / found.scale))
    info += _element(MUXER, b"binan") + _element(WRITER, b"binan")
    clusters = b"".join(_element(CLUSTER, b"".join(cluster)) for cluster in found.clusters if len(cluster) > 1)
    segment = _element(INFO, info) + _element(TRACKS, found.track) + clusters
    return _element(EBML, HEADER) + _element(SEGMENT, segment), seconds


def _take(found: _Found, code: int, body: bytes) -> None:
    if code == EBML and dict(_elements(body)).get(DOC_TYPE, b"").rstrip(b"\0") not in (b"webm", b"matroska"):
        raise NotSound("another document")
    if code == INFO:
        found.scale = _value(dict(_elements(body)).get(SCALE, b"\x0f\x42\x40"))
        if not 1_000 <= found.scale <= 1_000_000_000:
            raise NotSound("no such scale")
    elif code == TRACKS:
        found.track = _tracks(body)
    elif code == TIMECODE:
        found.now = _value(body)
        found.clusters.append([_element(TIMECODE, _number(found.now))])
    elif code == SIMPLE_BLOCK:
        _block(found, body, _element(SIMPLE_BLOCK, body))
    elif code == BLOCK_GROUP:
        parts = [(name, part) for name, part in _elements(body) if name in OF_GROUP]
        _block(found, dict(parts).get(BLOCK, b""), _element(BLOCK_GROUP, _joined(parts)))


def _block(found: _Found, block: bytes, written: bytes) -> None:
    if not found.clusters or len(block) < 5 or block[0] < 0x80:  # a track's number above 126 is nobody's
        raise NotSound("a block out of place")
    found.last = max(found.last, found.now + struct.unpack_from(">h", block, 1)[0])
    found.clusters[-1].append(written)


def _tracks(body: bytes) -> bytes:
    """The one track, if it is one of sound."""
    tracks = [part for name, part in _elements(body) if name == TRACK]
    if len(tracks) != 1:
        raise NotSound("not one track")
    parts = list(_elements(tracks[0]))
    known = dict(parts)
    if _value(known.get(TRACK_TYPE, b"")) != SOUND or known.get(CODEC, b"").rstrip(b"\0") not in CODECS:
        raise NotSound("not a track of sound")
    if ENCODINGS in known:
        raise NotSound("locked")
    audio = [(name, part) for name, part in _elements(known.get(AUDIO, b"")) if name in OF_AUDIO]
    kept = [(name, part) for name, part in parts if name in OF_TRACK]
    return _element(TRACK, _joined(kept) + _element(AUDIO, _joined(audio)))


def _elements(raw: bytes, inside: tuple[int, ...] = ()) -> Iterator[tuple[int, bytes]]:
    """Each element in order; those named in `inside` are entered, so sizes that a live recorder left open do not matter."""
    at, seen = 0, 0
    while (code := _vint(raw, at, 4)) and (size := _vint(raw, at + len(code), 8)):
        seen = counted(seen)
        at += len(code) + len(size)
        name, open_end = int.from_bytes(code, "big"), (1 << 7 * len(size)) - 1
        if name in inside:
            continue
        length = int.from_bytes(size, "big") & open_end
        if length == open_end:
            raise NotSound("an open end where none may be")
        if at + length > len(raw):
            return
        yield name, raw[at : at + length]
        at += length


def _vint(raw: bytes, at: int, longest: int) -> bytes:
    """The bytes of a number of variable length; b"" where the recording is cut off."""
    if at >= len(raw):
        return b""
    length = 9 - raw[at].bit_length()
    if length > longest:
        raise NotSound("not a number")
    return raw[at : at + length] if at + length <= len(raw) else b""


def _value(body: bytes) -> int:
    if len(body) > 8:
        raise NotSound("a number too long")
    return int.from_bytes(body, "big")


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")


def _joined(parts: list[tuple[int, bytes]]) -> bytes:
    return b"".join(_element(name, part) for name, part in parts)


def _element(code: int, body: bytes) -> bytes:
    size = len(body)
    length = next(n for n in range(1, 9) if size < (1 << 7 * n) - 1)
    return _number(code) + (1 << 7 * length | size).to_bytes(length, "big") + body
