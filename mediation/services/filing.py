"""Filing the scanned pages of a paper that was signed by hand: they count before the file it was printed from."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from PIL import Image

from binan.kit.errors import Refused
from binan.kit.masking import plain
from governance.models import Staff
from mediation.access import member
from mediation.models import Document, Dossier, MediationEntry, Scan
from mediation.papers import offers
from mediation.services import inking
from mediation.services.keeping import kept
from mediation.services.perform import once, perform

MOST = 30  # pages of one paper


def file_scan(
    document: Document,
    *,
    staff: Staff,
    pages: Sequence[Any],
    remark: str = "",
    now: datetime,
    client_key: UUID | None = None,
) -> MediationEntry:
    """归入扫描件: photos of the signed pages in their order, or a PDF from a scanner, each kept sealed with its checksum.

    Raises `Refused` when there is none, one is neither, there are too many, the paper was superseded or the dossier is archived.
    Nothing is kept then.
    """
    mediation = document.mediation
    if not pages:
        raise _refused("请选扫描件：签好字的每一页拍一张照片，或者扫成一个 PDF。")
    if len(pages) > MOST:
        raise _refused(f"一份文书最多归入 {MOST} 页扫描件。")
    scanned = [_scanned(upload) for upload in pages]

    def command() -> MediationEntry:
        what = {
            "paper": document.data["title"] + document.data["mark"],
            "version": document.version,
            "pages": len(scanned),
        }
        entry = perform(mediation, "file_scan", who=member(staff), now=now, values=what, client_key=client_key)
        last = _last(document)
        if last + len(scanned) > MOST:
            raise _refused(f"一份文书最多归入 {MOST} 页扫描件。")
        with ExitStack() as files:
            Scan.objects.bulk_create(
                Scan(
                    document=document, number=number, file=files.enter_context(kept(data)), media_type=media_type,
                    sha256=hashlib.sha256(data).hexdigest(), size=len(data), width=size[0], height=size[1],
                    remark=plain(remark).strip()[:200], filed_at=now, filed_by=staff,
                )
                for number, (data, media_type, size) in enumerate(scanned, last + 1)
            )  # fmt: skip
        return entry

    return once(mediation, "file_scan", client_key, command)


def _scanned(upload: Any) -> tuple[bytes, str, tuple[int, int]]:
    """The bytes to keep, their media type and the size of a picture, (0, 0) of a PDF."""
    try:
        data, media_type = inking.scan(upload)
    except Refused as refusal:
        raise _refused(refusal.sentence) from refusal
    if media_type == inking.PDF:
        return data, media_type, (0, 0)
    with Image.open(io.BytesIO(data)) as image:
        return data, media_type, image.size


def _last(document: Document) -> int:
    """The number of the last page filed. Raises `Refused` when nothing may be filed any more."""
    if sentence := offers.sealed(Dossier.objects.filter(mediation=document.mediation_id).first()):
        raise Refused("archived", sentence)
    if Document.objects.filter(pk=document.pk, superseded_at__isnull=False).exists():
        raise Refused("superseded", "这一版已经被新版取代，请把扫描件归到最新的一版。")
    return Scan.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0


def _refused(sentence: str) -> Refused:
    return Refused("files", sentence, fields={"pages": sentence})
