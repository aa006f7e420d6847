"""Writing the minutes, striking a line out, and taking evidence."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from binan.kit.chain import GENESIS
from binan.kit.errors import Refused
from binan.kit.masking import plain
from complaints.services import attachments
from governance.models import Staff
from mediation import audience
from mediation.access import member
from mediation.hearing import hears_talks
from mediation.models import Evidence, Mediation, Note, Party
from mediation.models.minutes import Visibility, note_hash
from mediation.people import speakers
from mediation.selectors import current_booking
from mediation.services import foreign
from mediation.services.perform import permitted
from mediation.services.rows import believed, recorded

WORDS_MAX = 2000  # characters of one line
TITLE_MAX = 100
PDF = b"%PDF-"
READ_BY_THE_OTHER = (Visibility.ALL, Visibility.B)


@dataclass(frozen=True)
class Line:
    """One line to be written. `speaker`: a key of `mediation.people`; `visibility`: a value of `Visibility`; what is not for
    both sides is part of a separate talk. `step`: of the agenda, may be empty."""

    speaker: str
    body: str
    visibility: str = Visibility.ALL
    step: str = ""


def write(
    mediation: Mediation,
    *,
    staff: Staff,
    line: Line,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[Note, bool]:
    """记笔录: add a line behind the others. Returns it and whether it is new.

    Raises `Refused` for an unknown speaker, for nothing or too much, and for words that tell the other side who complained.
    """

    def command() -> Note:
        fresh = permitted(mediation, "note", who=member(staff))
        body, known = plain(line.body).strip(), speakers(fresh)
        if line.speaker not in known:
            raise _refused("speaker", "请选这句话是谁说的。")
        if not 0 < len(body) <= WORDS_MAX:
            raise _refused("body", f"请写内容，一条不超过 {WORDS_MAX} 字。")
        keep_secret(fresh, line.visibility, body, "body")
        kind = Note.Kind.MINUTES if line.visibility == Visibility.ALL else Note.Kind.CAUCUS
        return _append(
            fresh, staff, now, kind=kind, step=line.step, speaker=line.speaker, speaker_label=known[line.speaker],
            visibility=Visibility(line.visibility), body=body, device_at=believed(device_at, now), client_key=client_key,
        )  # fmt: skip

    return recorded(Note.objects.filter(mediation=mediation), client_key, command)


def strike(
    mediation: Mediation,
    *,
    staff: Staff,
    note: int,
    reason: str,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[Note, bool]:
    """划去 a line (its primary key): it stays readable to those who keep the minutes, with the reason beside it, and no party
    reads it any more. Returns the striking row and whether it is new."""

    def command() -> Note:
        fresh = permitted(mediation, "note", who=member(staff))
        struck = Note.objects.filter(mediation=fresh, pk=note, struck_by=None).exclude(kind=Note.Kind.STRIKE).first()
        why = plain(reason).strip()[:200]
        if struck is None or not hears_talks(staff, fresh):
            raise Refused("note", "这一条已经划去，或者不在这份笔录里，请刷新页面。")
        if not why:
            raise _refused("reason", "请写为什么划去，例如“记错了”。")
        return _append(
            fresh, staff, now, kind=Note.Kind.STRIKE, step=struck.step, speaker=struck.speaker,
            speaker_label=struck.speaker_label, visibility=struck.visibility, body=why, strikes=struck,
            device_at=believed(device_at, now), client_key=client_key,
        )  # fmt: skip

    return recorded(Note.objects.filter(mediation=mediation), client_key, command)


def _append(mediation: Mediation, staff: Staff, now: datetime, **columns: Any) -> Note:
    """The next row of the chain; the mediation is locked, so nobody else appends at the same moment."""
    last = Note.objects.filter(mediation=mediation).order_by("-seq").first()
    note = Note(
        mediation=mediation, booking=current_booking(mediation), seq=last.seq + 1 if last else 1, at=now, staff=staff,
        salt=secrets.token_hex(16), prev_hash=last.hash if last else GENESIS, **columns,
    )  # fmt: skip
    note.hash = note_hash(note)
    note.save(force_insert=True)
    return note


def bring(
    mediation: Mediation,
    *,
    staff: Staff,
    upload: Any,
    title: str,
    visibility: str,
    brought_by: int | None,
    now: datetime,
    device_at: datetime | None = None,
    client_key: UUID | None = None,
) -> tuple[Evidence, bool]:
    """登记证据: a photo (re-encoded, EXIF gone, as with a complaint) or a PDF of pages alone, without the names its maker left in it.
    `brought_by`: the pk of a party, None for the mediator. Returns it and whether it is new. Raises `Refused` for any other kind
    of file or one that is too large."""
    stored: list[str] = []

    def command() -> Evidence:
        fresh = permitted(mediation, "evidence", who=member(staff))
        words = plain(title).strip()[:TITLE_MAX]
        if not words:
            raise _refused("title", "请写这是什么，例如“漏水的照片”。")
        if visibility != Visibility.ALL and not hears_talks(staff, fresh):
            raise _refused("visibility", "只有调解员能登记只给一方看的材料。")
        keep_secret(fresh, visibility, words, "title")
        party = Party.objects.filter(mediation=fresh, pk=brought_by).first() if brought_by else None
        file, columns = _keep(upload)
        stored.append(file)
        last = Evidence.objects.filter(mediation=fresh).order_by("-number").first()
        return Evidence.objects.create(
            mediation=fresh, number=last.number + 1 if last else 1, title=words, brought_by=party, at=now, staff=staff,
            visibility=Visibility(visibility), file=file, client_key=client_key, device_at=believed(device_at, now), **columns,
        )  # fmt: skip

    new = False
    try:
        row, new = recorded(Evidence.objects.filter(mediation=mediation), client_key, command)
        return row, new
    finally:
        for file in () if new else stored:  # nothing will ever name it
            default_storage.delete(file)


def _keep(upload: Any) -> tuple[str, dict[str, Any]]:
    """Store a file after the same checks as a complaint's photos; its name and its type are never believed."""
    if upload is None:
        raise _refused("file", "请选一张照片或一份 PDF。")
    raw = upload.read(settings.PHOTO_BYTES_MAX + 1)
    upload.seek(0)
    original = hashlib.sha256(raw).hexdigest()
    if raw.startswith(PDF):
        if len(raw) > settings.PHOTO_BYTES_MAX:
            raise _refused("file", f"文件超过 {settings.PHOTO_BYTES_MAX // 2**20} MB，请分开登记。")
        pages = foreign.pages_alone(raw)
        name = f"evidence/{secrets.token_hex(2)}/{secrets.token_urlsafe(18)}.pdf"
        return default_storage.save(name, ContentFile(pages)), {
            "media_type": "application/pdf", "sha256": hashlib.sha256(pages).hexdigest(), "original_sha256": original,
            "size": len(pages),
        }  # fmt: skip
    try:
        photo = attachments.check([upload])[0]
    except Refused as refusal:
        raise _refused("file", f"{refusal.sentence}材料也可以是 PDF。") from refusal
    return photo.file, {
        "media_type": "image/jpeg", "sha256": photo.sha256, "original_sha256": original, "size": photo.size,
    }  # fmt: skip


def keep_secret(mediation: Mediation, visibility: str, words: str, field: str) -> None:
    """Refuse words that side B would read and that tell who complained, unless she let it (domain.md §0.5)."""
    if visibility in READ_BY_THE_OTHER and (objection := audience.betrays(words, mediation)):
        raise _refused(field, f"{objection}也可以改成“只有调解员”能看。")


def _refused(field: str, sentence: str) -> Refused:
    return Refused(field, sentence, fields={field: sentence})
