"""The picture of an organisation's seal: drawn anew by us, kept where no address leads, read by the papers alone."""

from __future__ import annotations

import hashlib
import io
import secrets
import warnings
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from binan.kit.errors import Refused
from mediation.models import Organisation

BYTES_MAX = 2 * 2**20
LEAST, EDGE, PIXELS_MAX = 200, 1200, 20_000_000  # pixels: shorter side at least, longer side kept, in all at most
LONGEST = 1.6  # times the shorter side: seals are round, square or oval
FORMATS = ("PNG", "JPEG")
NO_PICTURE = "这不是印章图片，请上传 PNG 或 JPG。"
TOO_BIG = "印章图片超过 2 MB，请换一张小一点的。"
TOO_SMALL = f"印章图片太小，短边至少要 {LEAST} 像素，印出来才清楚。"
TOO_LONG = "印章图片太长，请裁到印章四周再上传。"


def redrawn(upload: Any) -> bytes:
    """The picture as a new PNG without anything its file brought along.

    Raises `Refused("seal")` for what is too big, too small, too long or no picture.
    """
    raw = upload.read(BYTES_MAX + 1)
    if len(raw) > BYTES_MAX:
        raise _refused(TOO_BIG)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                _measured(image)
                return _png(image)
    except Refused:
        raise
    except Exception as fault:  # decoders have many ways to say "broken", and hostile bytes find them all
        raise _refused(NO_PICTURE) from fault


def keep(organisation: Organisation, picture: bytes) -> None:
    """Make `picture` the organisation's seal. The old one's file stays: papers were sealed with it, and a dossier draws them again."""
    name = f"seals/{secrets.token_urlsafe(18)}.png"
    organisation.seal = default_storage.save(name, ContentFile(picture))
    organisation.seal_sha256 = hashlib.sha256(picture).hexdigest()
    organisation.save(update_fields=["seal", "seal_sha256"])


def _measured(image: Image.Image) -> None:
    shorter, longer = sorted(image.size)
    if image.width * image.height > PIXELS_MAX:
        raise _refused(TOO_BIG)
    if shorter < LEAST:
        raise _refused(TOO_SMALL)
    if longer > LONGEST * shorter:
        raise _refused(TOO_LONG)


def _png(image: Image.Image) -> bytes:
    plain = image.convert("RGBA")
    plain.thumbnail((EDGE, EDGE))
    fresh = Image.new("RGBA", plain.size)
    fresh.paste(plain)
    out = io.BytesIO()
    fresh.save(out, "PNG", optimize=True)
    return out.getvalue()


def _refused(sentence: str) -> Refused:
    return Refused("seal", sentence, fields={"seal": sentence})
