"""AMR, narrow and wide (RFC 4867): frames of 20 ms behind a magic word. WeChat and old telephones make it."""

from __future__ import annotations

from binan.kit.audio.faults import NotSound, counted

NARROW, WIDE = b"#!AMR\n", b"#!AMR-WB\n"
# Bytes of a frame by its type, without the byte that says the type; None: no such type.
NARROW_FRAMES = (12, 13, 15, 17, 19, 20, 26, 31, 5, None, None, None, None, None, None, 0)
WIDE_FRAMES = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, None, None, None, None, 0, 0)
FRAME = 0.02  # seconds
PADDING, GOOD = 0x83, 0x04  # of the type's byte: bits that are always zero, and the one of a frame that is whole


def clean(raw: bytes) -> tuple[bytes, float]:
    """The frames behind the magic word, and the length in seconds; raises `NotSound`. A frame cut off at the end goes."""
    magic = WIDE if raw.startswith(WIDE) else NARROW
    if not raw.startswith(magic):
        raise NotSound("another AMR")
    sizes = WIDE_FRAMES if magic == WIDE else NARROW_FRAMES
    at, frames = len(magic), 0
    while at < len(raw):
        size = sizes[raw[at] >> 3 & 15]
        if raw[at] & PADDING or size is None or (size and not raw[at] & GOOD):
            raise NotSound("not a frame")
        if at + 1 + size > len(raw):
            break
        at, frames = at + 1 + size, counted(frames)
    if not frames:
        raise NotSound("no frame")
    return raw[:at], frames * FRAME
