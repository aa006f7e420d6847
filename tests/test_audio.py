"""Recordings are told apart by their bytes, measured, and copied without what they say about the person."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binan.kit import audio
from binan.kit.audio import mp4
from tests import sounds
from tests.photos import photo

KNOWN = {
    "voice.webm": "audio/webm", "live.webm": "audio/webm", "voice.ogg": "audio/ogg", "voice.m4a": "audio/mp4",
    "fragments.m4a": "audio/mp4", "voice.mp3": "audio/mpeg", "voice.aac": "audio/aac", "voice.3gp": "audio/3gpp",
    "voice.wav": "audio/wav", "voice.amr": "audio/amr", "chromium.m4a": "audio/mp4", "chromium.webm": "audio/webm",
}  # fmt: skip


@pytest.mark.parametrize(("name", "media_type"), KNOWN.items())
def test_what_telephones_record_is_known_and_measured(name: str, media_type: str) -> None:
    raw = sounds.raw(name)
    sound = audio.read(raw)
    assert audio.is_sound(raw[: audio.HEAD])
    assert sound.media_type == media_type
    assert 1.1 < sound.seconds < 1.4


@pytest.mark.parametrize("name", KNOWN)
def test_the_copy_is_the_same_recording_and_clean_already(name: str) -> None:
    once = audio.read(sounds.raw(name))
    assert audio.read(once.data) == once


@pytest.mark.parametrize("name", (*sounds.TAGGED, "voice.wav"))
def test_names_numbers_and_places_in_tags_are_gone(name: str) -> None:
    raw, copy = sounds.raw(name), audio.read(sounds.raw(name)).data
    assert any(word.encode() in raw for word in sounds.PERSONAL)
    assert not any(word.encode() in copy for word in sounds.PERSONAL)


def test_the_place_of_an_iphone_is_gone() -> None:
    """`©xyz` in `udta`, at the top as in the track."""
    place = b"+30.1886+120.1934/"
    udta = b"udta" + struct.pack(">I4sHH", 12 + len(place), b"\xa9xyz", len(place), 0x15C7) + place
    boxed = struct.pack(">I", 4 + len(udta)) + udta
    raw = sounds.raw("voice.m4a") + boxed
    assert place in raw
    assert place not in audio.read(raw).data


def test_the_positions_of_samples_stay_true() -> None:
    """Sample tables count from the beginning of the file, so what is left out leaves its room."""
    raw = sounds.raw("voice.m4a")
    copy = audio.read(raw).data
    assert len(copy) == len(raw)
    assert copy[raw.index(b"mdat") : raw.index(b"mdat") + 400] == raw[raw.index(b"mdat") : raw.index(b"mdat") + 400]


def test_a_live_recording_gets_the_length_it_lacked() -> None:
    assert b"\x44\x89\x88" not in sounds.raw("live.webm")
    assert b"\x44\x89\x88" in audio.read(sounds.raw("live.webm")).data


def _zip() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as box:
        box.writestr("a.txt", "x" * 200)
    return made.getvalue()


HOSTILE = {
    "nothing": b"",
    "a zip": _zip(),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page that begins like an iPhone's file": b"\0\0\0\x18ftypM4A <script>alert(1)</script>",
    "a page behind a magic word": b"#!AMR\n<script>alert(1)</script>" + b" " * 200,
    "a zip behind a magic word": b"RIFF\xff\xff\xff\xffWAVE" + _zip(),
    "a zip behind a recording": sounds.raw("voice.amr") + _zip(),
    "a zip behind a tag": b"ID3\x04\0\0\0\0\0\x05hello" + _zip(),
    "a zip behind an Ogg": sounds.raw("voice.ogg") + _zip() * 3,
    "a zip behind an AAC": sounds.raw("voice.aac") + _zip() * 50,
    "a film": sounds.raw("film.mp4"),
    "a photo": photo().read(),
    "a photo of an iPhone": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "half an iPhone's recording": sounds.raw("voice.m4a")[:2000],
    "a number without end": audio.webm.MAGIC + b"\x01\xff\xff\xff\xff\xff\xff\xff",
    "boxes without end": b"\0\0\0\x08ftyp" + b"\0\0\0\x08free" * (audio.faults.PIECES_MAX + 1),
    "frames without end": b"#!AMR\n" + b"\x7c" * (audio.faults.PIECES_MAX + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_recording_is_refused(name: str) -> None:
    with pytest.raises(audio.NotSound):
        audio.read(HOSTILE[name])


@pytest.mark.parametrize("name", ("a zip", "a page", "a photo", "a photo of an iPhone", "nothing"))
def test_photos_are_not_taken_for_recordings(name: str) -> None:
    assert not audio.is_sound(HOSTILE[name][: audio.HEAD])


@pytest.mark.parametrize("name", ("voice.webm", "voice.ogg", "voice.mp3", "voice.aac", "voice.wav", "voice.amr"))
def test_a_recording_cut_off_keeps_what_arrived(name: str) -> None:
    raw = sounds.raw(name)
    sound = audio.read(raw[: len(raw) * 3 // 4])
    assert 0.2 < sound.seconds < 1.2


def test_a_page_hidden_where_players_do_not_look_is_not_copied() -> None:
    page = b"<script>alert(1)</script>"
    for name, spoiled in (
        ("voice.wav", sounds.raw("voice.wav") + page),
        ("voice.m4a", sounds.raw("voice.m4a") + struct.pack(">I4s", 8 + len(page), b"uuid") + page),
        ("voice.mp3", sounds.raw("voice.mp3") + b"TAG" + page),
        ("voice.webm", sounds.raw("voice.webm") + b"\xec" + bytes([0x80 | len(page)]) + page),
    ):
        assert page in spoiled, name
        assert page not in audio.read(spoiled).data, name


@given(st.data())
def test_no_bytes_bring_anything_but_a_recording_or_a_refusal(data: st.DataObject) -> None:
    """Anything behind every magic word, and every recording with a few bytes turned over."""
    if data.draw(st.booleans()):
        magic = data.draw(st.sampled_from(
            [b"", b"RIFF\0\0\0\0WAVEfmt ", b"#!AMR\n", b"#!AMR-WB\n", b"OggS\0\2", audio.webm.MAGIC, b"ID3", b"\xff\xf1",
             b"\xff\xfb", b"\0\0\0\x08ftyp", b"\0\0\0\x0cftypM4A "]))  # fmt: skip
        raw = magic + data.draw(st.binary(max_size=300))
    else:
        turned = bytearray(sounds.raw(data.draw(st.sampled_from(list(KNOWN)))))
        for _ in range(data.draw(st.integers(1, 6))):
            turned[data.draw(st.integers(0, len(turned) - 1))] = data.draw(st.integers(0, 255))
        raw = bytes(turned[: data.draw(st.integers(0, len(turned)))])
    try:
        sound = audio.read(raw)
    except audio.NotSound:
        return
    assert sound.seconds > 0
    assert len(sound.data) <= len(raw) + 200


def test_every_box_that_is_entered_is_one_that_is_kept() -> None:
    kept = {kind for kinds in mp4.KEPT.values() for kind in kinds}
    assert set(mp4.KEPT) - {b""} <= kept
    assert set(mp4.READ) <= kept
