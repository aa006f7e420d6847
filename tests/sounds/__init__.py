"""Recordings of a second each. `chromium.*` come from its recorder; the others were made with ffmpeg: `voice.*` and `fragments.m4a` carry a name, a number and a place in
their tags, as telephones write them. WAV and AMR are simple enough to be made here."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

HERE = Path(__file__).parent
PERSONAL = ("王小红家", "13800138001", "30.1886")  # what the tags say
TAGGED = ("voice.m4a", "fragments.m4a", "voice.mp3", "voice.ogg", "voice.webm", "live.webm", "voice.3gp")
AMR_FRAME = bytes([0x04]) + bytes(12)


def raw(name: str) -> bytes:
    """The bytes of one recording."""
    made = {"voice.wav": wav, "voice.amr": amr}
    return made[name]() if name in made else (HERE / name).read_bytes()


def upload(name: str = "voice.webm", called: str = "", told: str = "") -> SimpleUploadedFile:
    """One recording as a form brings it; `called` and `told`: the name and the type its sender claims."""
    return SimpleUploadedFile(called or name, raw(name), content_type=told or "application/octet-stream")


def wav(seconds: float = 1.2, rate: int = 8000) -> bytes:
    """A tone with the tags a recorder puts in front of it and behind."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        tone = (int(8000 * math.sin(n / 6)) for n in range(int(seconds * rate)))
        sound.writeframes(b"".join(struct.pack("<h", each) for each in tone))
    plain = out.getvalue()
    words = "王小红家 30.1886".encode()
    tag = b"LIST" + struct.pack("<I", 12 + len(words)) + b"INFOINAM" + struct.pack("<I", len(words)) + words
    return plain[:12] + tag + plain[12:] + tag


def amr(seconds: float = 1.2) -> bytes:
    """Silence, as old telephones send it."""
    return b"#!AMR\n" + AMR_FRAME * round(seconds * 50)
