"""WAV: two chunks are kept, the format and the samples; LIST, bext, iXML, cues and what stands behind are left out."""

from __future__ import annotations

import struct

from binan.kit.audio.faults import NotSound, counted

PCM, EXTENSIBLE = 1, 0xFFFE
FORMATS = (PCM, 3, 6, 7, EXTENSIBLE)  # whole numbers, floating point, A-law, µ-law, the long way to say one of them
FORMAT = struct.Struct("<HHIIHH")


def clean(raw: bytes) -> tuple[bytes, float]:
    """The WAV with its two chunks, and its length in seconds; raises `NotSound`. A cut-off file keeps what arrived."""
    form, samples = _chunks(raw)
    if len(form) < FORMAT.size:
        raise NotSound("no format")
    kind, channels, rate, per_second, align, _ = FORMAT.unpack_from(form)
    sane = kind in FORMATS and 1 <= channels <= 8 and 4_000 <= rate <= 192_000 and 1 <= align <= 64
    if not sane or per_second != rate * align or len(form) > 40:
        raise NotSound("a format nobody records")
    samples = samples[: len(samples) // align * align]
    if not samples:
        raise NotSound("no samples")
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"data", samples)
    return _chunk(b"RIFF", body), len(samples) / per_second


def _chunks(raw: bytes) -> tuple[bytes, bytes]:
    """Format and samples; the samples of a recorder that never wrote their size reach to the end."""
    at, form, seen = 12, b"", 0
    while at + 8 <= len(raw):
        seen = counted(seen)
        name, size = struct.unpack_from("<4sI", raw, at)
        body = raw[at + 8 : at + 8 + size]
        if name == b"data":
            return form, body if size else raw[at + 8 :]
        if name == b"fmt ":
            form = body
        at += 8 + size + size % 2
    raise NotSound("no samples")


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
