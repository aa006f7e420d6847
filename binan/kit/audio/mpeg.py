"""MP3 and AAC in ADTS: frames one behind the other. Tags before and after them (ID3, APE, lyrics) are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from binan.kit.audio.faults import NotSound, counted

FRAMES_MIN = 3  # chance makes one or two
FRAME_MAX = 8192  # bytes
ZEROS_MAX = 4096  # between a tag and the first frame
TAGS_BEHIND = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3")
KILOBITS = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version: 1, 2, 2.5
ADTS_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


class Frame(NamedTuple):
    """One frame: its bytes, its seconds, and what all frames of a recording share."""

    size: int
    seconds: float
    kind: tuple[int, int]


def clean_mp3(raw: bytes) -> tuple[bytes, float]:
    """The frames of an MP3 (layer III), and the length in seconds; raises `NotSound`."""
    return _walk(raw, _mp3)


def clean_aac(raw: bytes) -> tuple[bytes, float]:
    """The frames of AAC in ADTS, and the length in seconds; raises `NotSound`."""
    return _walk(raw, _adts)


def _walk(raw: bytes, frame_at: Callable[[bytes, int], Frame | None]) -> tuple[bytes, float]:
    """Frame behind frame; at the end at most one that was cut off, or a tag."""
    start = at = _behind_tags(raw)
    seconds, frames, kind = 0.0, 0, None
    while frame := frame_at(raw, at):
        if at + frame.size > len(raw) or (kind and frame.kind != kind):
            break
        kind, frames = frame.kind, counted(frames)
        at, seconds = at + frame.size, seconds + frame.seconds
    rest = raw[at:]
    if frames < FRAMES_MIN or not (len(rest) < FRAME_MAX or rest.startswith(TAGS_BEHIND)):
        raise NotSound("no row of frames")
    return raw[start:at], seconds


def _behind_tags(raw: bytes) -> int:
    at, tags = 0, 0
    while raw[at : at + 3] == b"ID3" and at + 10 <= len(raw):
        tags = counted(tags)
        size = 0
        for byte in raw[at + 6 : at + 10]:  # seven bits each
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if raw[at + 5] & 0x10 else 0)
    zeros = len(raw[at : at + ZEROS_MAX]) - len(raw[at : at + ZEROS_MAX].lstrip(b"\0"))
    return at + zeros


def _mp3(raw: bytes, at: int) -> Frame | None:
    head = int.from_bytes(raw[at : at + 4], "big") if at + 4 <= len(raw) else 0
    version, layer, bitrate, rate = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return None
    samples, hertz = (1152 if version == 3 else 576), RATES[version][rate]
    bits = KILOBITS[3 if version == 3 else 2][bitrate - 1] * 1000
    return Frame(samples // 8 * bits // hertz + (head >> 9 & 1), samples / hertz, (version, hertz))


def _adts(raw: bytes, at: int) -> Frame | None:
    head = raw[at : at + 7]
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 >= len(ADTS_RATES):
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    hertz = ADTS_RATES[head[2] >> 2 & 15]
    return Frame(size, 1024 * ((head[6] & 3) + 1) / hertz, (head[2] >> 6, hertz)) if size > 7 else None
