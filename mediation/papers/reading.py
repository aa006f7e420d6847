"""Reading papers: fetch is permission (convention 4). What staff see, what a party gets, what anybody may verify."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from binan.kit import crypto, vault
from mediation import crowd
from mediation.accord.words import Hand
from mediation.models import Document, Dossier, Evidence, Mediation, Party, Scan, Signature, SignedPaper
from mediation.models.minutes import Visibility
from mediation.papers.gathering import may_name
from mediation.paperwork import OWN, READERS, Paper
from mediation.workflow import Side

ORDER = {kind: number for number, kind in enumerate(Paper.values)}


def dossier_of(mediation: Mediation) -> Dossier | None:
    """The dossier of a mediation; None before the first paper."""
    return Dossier.objects.select_related("closed_by").filter(mediation=mediation).first()


def holding(mediation: Mediation) -> list[Document]:
    """The papers that hold, in the order of the dossier, each with `scanned`, its number of scanned pages."""
    found = _listed(Document.objects.filter(mediation=mediation, superseded_at=None).exclude(kind=Paper.DOSSIER))
    return sorted(found, key=lambda each: (ORDER[each.kind], each.item))


def superseded(mediation: Mediation) -> list[Document]:
    """Earlier versions, the newest first."""
    return list(_listed(Document.objects.filter(mediation=mediation, superseded_at__isnull=False)).order_by("-id"))


def bound(mediation: Mediation) -> Document | None:
    """The dossier as one file; None before it was archived."""
    return Document.objects.filter(mediation=mediation, kind=Paper.DOSSIER, superseded_at=None).first()


def document_for(mediation: Mediation, code: str) -> Document:
    """One paper of this very mediation. Raises `Http404`."""
    found = Document.objects.filter(mediation=mediation, code=code).first()
    if found is None:
        raise Http404
    return found


def scans_of(papers: Sequence[Document]) -> dict[int, list[Scan]]:
    """The scans of these papers in their order, by the key of the paper."""
    found: dict[int, list[Scan]] = {}
    for scan in Scan.objects.filter(document__in=papers).order_by("document_id", "number"):
        found.setdefault(scan.document_id, []).append(scan)
    return found


def scan_for(mediation: Mediation, code: str, number: int) -> Scan:
    """One scanned page of a paper of this very mediation. Raises `Http404`."""
    found = Scan.objects.filter(document__mediation=mediation, document__code=code, number=number).first()
    if found is None:
        raise Http404
    return found


def copies_for(reader: Party) -> list[Document]:
    """The papers a party gets on her link: those made for her side that hold. One that names the complainant is side B's only
    while the complainant lets it (domain.md §0.5). Whoever left keeps those that held then; whoever was dropped gets none."""
    if reader.left_at and crowd.was_dropped(reader):
        return []
    kinds = [kind for kind, sides in READERS.items() if reader.side in sides]
    mine = Q(kind__in=kinds, party=None) | Q(kind__in=kinds, party=reader) | Q(kind__in=OWN, party=reader)
    holds = Q(superseded_at=None)
    if reader.left_at:
        holds = Q(issued_at__lte=reader.left_at) & (holds | Q(superseded_at__gt=reader.left_at))
    found = _listed(Document.objects.filter(mine, holds, mediation=reader.mediation_id))
    if reader.side == Side.B and not may_name(list(Party.objects.filter(mediation=reader.mediation_id))):
        found = found.filter(names_applicant=False)
    return sorted(found, key=lambda each: (ORDER[each.kind], each.item))


def copy_for(reader: Party, code: str) -> Document:
    """One of her copies. Raises `Http404` for everything else: the same answer."""
    found = next((each for each in copies_for(reader) if each.code == code), None)
    if found is None:
        raise Http404
    return found


def verified(code: str) -> Document | None:
    """The paper behind a code anybody may have in hand; None for none."""
    return Document.objects.select_related("mediation__organisation").filter(code=code).first()


def pdf(document: Document) -> bytes:
    """The very bytes that were issued. Raises `crypto.Unreadable` when the file was changed."""
    data = vault.read(document.file)
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise crypto.Unreadable(f"the file of document {document.pk} is not the one that was issued")
    return data


def picture(name: str) -> bytes:
    """The bytes of what frozen data name: a scan, a piece of evidence, somebody's handwriting, the seal of an organisation."""
    return vault.read(name)


def frozen_papers(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """What a dossier is bound from: the frozen data of each paper and its scans; to the agreement belong the scans that its
    signatures were recorded from, to the list of evidence the pieces that everybody may see."""
    scans: dict[int, list[dict[str, Any]]] = {}
    for document in documents:
        if document.kind == Paper.EVIDENCE:
            pieces = Evidence.objects.filter(mediation=document.mediation_id, visibility=Visibility.ALL).order_by(
                "number"
            )
            scans[document.pk] = [{**_scan(one, one.at), "piece": f"第{one.number}件　{one.title}"} for one in pieces]
        if document.kind == Paper.AGREEMENT:
            scans[document.pk] = [_scan(one, one.at) for one in signed_papers(document.mediation_id)]
    for scan in Scan.objects.filter(document__in=documents).order_by("document_id", "number"):
        scans.setdefault(scan.document_id, []).append(_scan(scan, scan.filed_at))
    return [{"data": each.data, "scans": scans.get(each.pk, [])} for each in documents]


def signed_papers(mediation: int) -> list[SignedPaper]:
    """The scans of the agreement as it was signed on paper, under the text that holds; `mediation`: its key."""
    found = SignedPaper.objects.filter(agreement__mediation=mediation, document_sha256=F("agreement__text_sha256"))
    return list(found.order_by("pk"))


def is_signed(mediation: int) -> bool:
    """Whether the agreement as it was signed is there already: its scan, or the handwriting of every party once it holds.
    `mediation`: its key."""
    if signed_papers(mediation):
        return True
    hers = Q(party__isnull=False, document_sha256=F("agreement__text_sha256"), agreement__effective_at__isnull=False)
    hands = set(Signature.objects.filter(hers, agreement__mediation=mediation).values_list("hand", flat=True))
    return hands == {Hand.SCREEN}


def _scan(one: Scan | SignedPaper | Evidence, at: datetime) -> dict[str, Any]:
    return {
        "file": one.file, "sha256": one.sha256, "media_type": one.media_type, "size": one.size,
        "at": timezone.localtime(at).isoformat(),
    }  # fmt: skip


def _listed(found: QuerySet[Document]) -> QuerySet[Document]:
    return found.select_related("issued_by", "party").annotate(scanned=Count("scans")).order_by("id")
