"""Recordings as telephones make them: told apart by their bytes, measured, and copied without what they say about the person.

A recording is read as a container only; nothing is decoded. What comes back holds the sound and what a player needs, and no
tags: places (`©xyz`), names of devices and people, pictures, comments (the rule for photos' EXIF, threat 11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from binan.kit.audio import amr, mp4, mpeg, ogg, riff, webm
from binan.kit.audio.faults import NotSound

__all__ = ["NotSound", "Sound", "is_sound", "read"]

HEAD = 12  # bytes that `is_sound` looks at
Clean = Callable[[bytes], tuple[bytes, float]]
PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True)
class Sound:
    """A recording that passed; `data` is the cleaned copy."""

    data: bytes
    seconds: float
    media_type: str
    extension: str


def is_sound(head: bytes) -> bool:
    """Whether the first `HEAD` bytes are those of a recording; `read` has the last word."""
    return bool(_reader(head))


def read(raw: bytes) -> Sound:
    """Tell what `raw` is, measure it and copy it without tags. Raises `NotSound` for everything that is no recording."""
    reader = _reader(raw[:HEAD])
    if reader is None:
        raise NotSound("no container of sound")
    return reader(raw)


def _of(clean: Clean, media_type: str, extension: str) -> Callable[[bytes], Sound]:
    def reader(raw: bytes) -> Sound:
        data, seconds = clean(raw)
        return Sound(data, seconds, media_type, extension)

    return reader


def _mp4(raw: bytes) -> Sound:
    data, seconds, codec = mp4.clean(raw)
    if codec in mp4.OF_TELEPHONY:
        return Sound(data, seconds, "audio/3gpp", "3gp")
    return Sound(data, seconds, "audio/mp4", "m4a")


_wav = _of(riff.clean, "audio/wav", "wav")
_amr = _of(amr.clean, "audio/amr", "amr")
_ogg = _of(ogg.clean, "audio/ogg", "ogg")
_webm = _of(webm.clean, "audio/webm", "webm")
_mp3 = _of(mpeg.clean_mp3, "audio/mpeg", "mp3")
_aac = _of(mpeg.clean_aac, "audio/aac", "aac")


def _tagged(raw: bytes) -> Sound:
    """Behind an ID3 tag stands MP3, and from a few telephones AAC."""
    try:
        return _mp3(raw)
    except NotSound:
        return _aac(raw)


def _reader(head: bytes) -> Callable[[bytes], Sound] | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _wav
    if head[4:8] == b"ftyp":
        return None if head[8:12] in PHOTO_BRANDS else _mp4
    for magic, reader in ((b"#!AMR", _amr), (b"OggS", _ogg), (webm.MAGIC, _webm), (b"ID3", _tagged)):
        if head.startswith(magic):
            return reader
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _aac if head[1] & 0xF6 == 0xF0 else _mp3
    return None
