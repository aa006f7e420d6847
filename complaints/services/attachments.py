"""Photos: sniffed, limited, re-encoded by us; the sender's name, type and EXIF are never believed nor kept (threat 11)."""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from binan.kit import codes
from binan.kit.errors import Refused
from complaints.models import Attachment, Complaint, HeldUpload, TimelineEntry
from complaints.models.attachment import Kind

register_heif_opener()
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "BMP")  # Pillow opens MPO, two JPEGs in one file, as JPEG
PIXELS_MAX = 50_000_000  # a 48-megapixel telephone passes, a decompression bomb does not
EDGE = 2048  # pixels of the longer side kept
QUALITY = 82
HELD_FOR = timedelta(hours=24)
NOT_A_PHOTO = _("有一个文件不是照片，请换成 JPG、PNG 或手机拍的照片。")
TOO_BIG = format_lazy(_("有一张照片超过 {most} MB，请换一张小一点的。"), most=settings.PHOTO_BYTES_MAX // 2**20)
GONE = "照片在这边只等一天，有的已经过期，请重新上传。"
TOO_MANY = format_lazy(_("最多 {most} 张照片，请去掉几张。"), most=settings.PHOTOS_MAX)


@dataclass(frozen=True)
class Photo:
    """A photo already re-encoded and stored under `file`; `held` is its secret when it waits for a form."""

    file: str
    sha256: str
    width: int
    height: int
    size: int
    held: str = ""


def check(files: Iterable[Any], *, already: int = 0) -> list[Photo]:
    """Check, re-encode and store uploads; `already`: photos that count towards the limit.

    Raises `Refused("files", …)` for too many, too large, or what is no photo; nothing is stored then.
    """
    chosen = list(files)
    if len(chosen) + already > settings.PHOTOS_MAX:
        raise _refused(TOO_MANY)
    encoded = [_encode(upload) for upload in chosen]
    return [_store(data, size) for data, size in encoded]


def hold(photos: Sequence[Photo], *, now: datetime) -> list[Photo]:
    """Keep photos of a refused form for a day; returns them with the secret to send along with the corrected form."""
    kept = [Photo(p.file, p.sha256, p.width, p.height, p.size, held=p.held or codes.token()) for p in photos]
    HeldUpload.objects.bulk_create(
        HeldUpload(token=p.held, file=p.file, sha256=p.sha256, width=p.width, height=p.height, size=p.size, at=now)
        for p, original in zip(kept, photos, strict=True)
        if not original.held
    )
    return kept


def held(tokens: Iterable[str], *, now: datetime) -> list[Photo]:
    """The photos behind these secrets in their order, at most as many as a case may have; unknown and old ones are left out."""
    asked = [token for token in tokens if "\0" not in token][: settings.PHOTOS_MAX]  # PostgreSQL knows no NUL
    found = {h.token: h for h in HeldUpload.objects.filter(token__in=asked, kind=Kind.PHOTO, at__gt=now - HELD_FOR)}
    return [
        Photo(h.file, h.sha256, h.width, h.height, h.size, held=h.token)
        for h in (found[token] for token in dict.fromkeys(asked) if token in found)
    ]


def sent(tokens: Sequence[str], *, now: datetime) -> list[Photo]:
    """The photos that a command names; raises `Refused("held_gone", …)` when one is not here any more, so that it is sent again."""
    photos = held(tokens, now=now)
    if len(photos) < len(set(tokens)):
        raise Refused("held_gone", GONE, fields={"photos": GONE})
    return photos


def attach(
    case: Complaint,
    entry: TimelineEntry,
    photos: Sequence[Photo],
    *,
    now: datetime,
    by_resident: bool = True,
    to_resident: bool = False,
) -> list[Attachment]:
    """Make stored photos part of a case, under the entry they came with. `to_resident`: sent to her by staff."""
    if not photos:
        return []
    HeldUpload.objects.filter(token__in=[p.held for p in photos if p.held]).delete()
    return Attachment.objects.bulk_create(
        Attachment(
            complaint=case, entry=entry, file=p.file, sha256=p.sha256, width=p.width, height=p.height, size=p.size,
            by_resident=by_resident, to_resident=to_resident, at=now,
        )
        for p in photos
    )  # fmt: skip


def give_up(case: Complaint, *, now: datetime) -> int:
    """Part the photos from their case; their files go with the next `purge_held`, also after a crash. Returns how many."""
    rows = list(Attachment.objects.filter(complaint=case))
    HeldUpload.objects.bulk_create(
        HeldUpload(
            token=codes.token(), file=row.file, sha256=row.sha256, width=row.width, height=row.height, size=row.size,
            at=now - HELD_FOR,
        )
        for row in rows
    )  # fmt: skip
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def discard(photos: Sequence[Photo]) -> None:
    """Delete stored photos that nobody will attach: the case of a retry has them already."""
    for photo in photos:
        if not photo.held:
            default_storage.delete(photo.file)


def purge_held(now: datetime) -> int:
    """Delete held photos and recordings older than a day, file first; returns how many."""
    old = list(HeldUpload.objects.filter(at__lte=now - HELD_FOR)[:200])
    for upload in old:
        default_storage.delete(upload.file)
        upload.delete()
    return len(old)


def _refused(sentence: str | Promise) -> Refused:
    return Refused("files", sentence, fields={"files": sentence})


def _encode(upload: BinaryIO) -> tuple[bytes, tuple[int, int]]:
    size = getattr(upload, "size", None)
    if size is not None and size > settings.PHOTO_BYTES_MAX:
        raise _refused(TOO_BIG)
    raw = upload.read(settings.PHOTO_BYTES_MAX + 1)
    if len(raw) > settings.PHOTO_BYTES_MAX:
        raise _refused(TOO_BIG)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise _refused(NOT_A_PHOTO)
                return _jpeg(image)
    except Refused:
        raise
    except Exception as fault:  # decoders have many ways to say "broken", and hostile bytes find them all
        raise _refused(NOT_A_PHOTO) from fault


def _jpeg(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    image.draft("RGB", (EDGE, EDGE))  # JPEG only: decode at a smaller scale
    upright = _upright(image)
    upright.thumbnail((EDGE, EDGE))
    if upright.mode in ("RGBA", "LA", "P", "PA"):
        over = upright.convert("RGBA")
        plain = Image.new("RGB", over.size, "white")
        plain.paste(over, mask=over.getchannel("A"))
    else:
        plain = upright.convert("RGB")
    fresh = Image.new("RGB", plain.size)
    fresh.paste(plain)  # a new image carries no metadata of the old one
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue(), fresh.size


def _upright(image: Image.Image) -> Image.Image:
    """The picture as the camera was held; EXIF that cannot be read turns nothing and costs nobody her photo."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image


def _store(data: bytes, size: tuple[int, int]) -> Photo:
    name = f"photos/{secrets.token_hex(2)}/{secrets.token_urlsafe(18)}.jpg"
    stored = default_storage.save(name, ContentFile(data))
    return Photo(stored, hashlib.sha256(data).hexdigest(), size[0], size[1], len(data))
