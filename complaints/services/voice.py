"""Voice notes: read by their bytes, limited, copied without tags; the sender's name and type are never believed (threat 11).

A recording is evidence of its own retention class. Nobody has heard it when it comes in, so what it alone tells of is not
left to wait as an ordinary matter.
"""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from binan.kit import audio, codes
from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints import retention
from complaints.models import Attachment, Complaint, HeldUpload, TimelineEntry
from complaints.models.attachment import Kind
from complaints.services.attachments import HELD_FOR
from complaints.taxonomy import Understanding
from complaints.taxonomy.categories import CATEGORIES
from complaints.workflow import Urgency

TELLING = 10  # characters that may say what the matter is
SLACK = 5  # seconds that encoders add behind the last word
VOICE_ONLY = "（语音诉求，请听录音）"
VOICE_ADDED = "（语音补充，请听录音）"
NOT_A_VOICE = _("这个文件不是录音，请用手机录一段再传；也可以打字，或者直接打电话说。")
TOO_BIG = format_lazy(
    _("录音超过 {most} MB，请录短一点，其余的可以在电话里说。"), most=settings.VOICE_BYTES_MAX // 2**20
)
TOO_LONG = format_lazy(
    _("录音最长 {most} 分钟，请录短一点，其余的可以在电话里说。"), most=settings.VOICE_SECONDS_MAX // 60
)
ONLY_ONE = _("一次只能附一段录音，请合成一段，或者提交以后再补充。")
UNKNOWN = "OTH-00"
UNHEARD_REASON = "只有语音，还没听，先按紧急办"
UNHEARD = Understanding(UNKNOWN, CATEGORIES[UNKNOWN].name, Urgency.P1, (UNHEARD_REASON,), (), ())


@dataclass(frozen=True)
class Voice:
    """A recording already checked and stored under `file`; `held` is its secret when it waits for a form."""

    file: str
    sha256: str
    size: int
    media_type: str
    seconds: float
    held: str = ""


def check(uploads: Iterable[BinaryIO]) -> Voice | None:
    """Check and store the recording among `uploads`, None when there is none.

    Raises `Refused("voice", …)` for more than one, for what is too large, too long or no recording; nothing is stored then.
    """
    chosen = list(uploads)
    if not chosen:
        return None
    if len(chosen) > 1:
        raise _refused(ONLY_ONE)
    sound = _read(chosen[0])
    name = f"voices/{secrets.token_hex(2)}/{secrets.token_urlsafe(18)}.{sound.extension}"
    stored = default_storage.save(name, ContentFile(sound.data))
    return Voice(stored, hashlib.sha256(sound.data).hexdigest(), len(sound.data), sound.media_type, sound.seconds)


def among(uploads: Iterable[BinaryIO]) -> tuple[list[BinaryIO], list[BinaryIO]]:
    """Photos and recordings of what was sent under one name, told apart by their first bytes."""
    parted: tuple[list[BinaryIO], list[BinaryIO]] = ([], [])
    for upload in uploads:
        head = upload.read(audio.HEAD)
        upload.seek(0)
        parted[audio.is_sound(head)].append(upload)
    return parted


def hold(voice: Voice | None, *, now: datetime) -> Voice | None:
    """Keep the recording of a refused form for a day; returns it with the secret to send along with the corrected form."""
    if voice is None or voice.held:
        return voice
    kept = dataclasses.replace(voice, held=codes.token())
    HeldUpload.objects.create(token=kept.held, kind=Kind.VOICE, at=now, **_columns(kept))
    return kept


def held(token: str, *, now: datetime) -> Voice | None:
    """The recording behind this secret; None for an unknown or old one."""
    known = HeldUpload.objects.filter(token=token, kind=Kind.VOICE, at__gt=now - HELD_FOR)
    found = known.first() if token and "\0" not in token else None
    return Voice(found.file, found.sha256, found.size, found.media_type, found.seconds, found.token) if found else None


def attach(
    case: Complaint, entry: TimelineEntry, voice: Voice | None, *, now: datetime, by_resident: bool = True
) -> Attachment | None:
    """Make a stored recording part of a case, under the entry it came with."""
    if voice is None:
        return None
    if voice.held:
        HeldUpload.objects.filter(token=voice.held).delete()
    return Attachment.objects.create(
        complaint=case, entry=entry, kind=Kind.VOICE, retention=retention.VOICE, by_resident=by_resident, at=now,
        **_columns(voice),
    )  # fmt: skip


def discard(voice: Voice | None) -> None:
    """Delete a stored recording that nobody will attach: the case of a retry has it already."""
    if voice and not voice.held:
        default_storage.delete(voice.file)


def has_words(text: str) -> bool:
    """Whether there is anything to read in a text."""
    return any(unicodedata.category(c)[0] in "LNS" for c in plain(text))


def unheard(found: Understanding, text: str) -> Understanding:
    """What words said of a case that comes with a recording: where they would let it wait for hours, or are too few to say
    what is the matter ("请听录音"), it is as urgent as a recording alone."""
    if found.urgency in (Urgency.P0, Urgency.P1) or (found.urgency == Urgency.P2 and len(text) >= TELLING):
        return found
    return dataclasses.replace(found, urgency=UNHEARD.urgency, reasons=(UNHEARD_REASON, *found.reasons))


def _columns(voice: Voice) -> dict[str, object]:
    return {
        "file": voice.file, "sha256": voice.sha256, "size": voice.size, "media_type": voice.media_type,
        "seconds": round(voice.seconds, 2),
    }  # fmt: skip


def _refused(sentence: object) -> Refused:
    said = str(sentence)
    return Refused("voice", said, fields={"voice": said})


def _read(upload: BinaryIO) -> audio.Sound:
    raw = upload.read(settings.VOICE_BYTES_MAX + 1)
    if len(raw) > settings.VOICE_BYTES_MAX:
        raise _refused(TOO_BIG)
    try:
        sound = audio.read(raw)
    except audio.NotSound as fault:
        raise _refused(NOT_A_VOICE) from fault
    if sound.seconds > settings.VOICE_SECONDS_MAX + SLACK:
        raise _refused(TOO_LONG)
    return sound
