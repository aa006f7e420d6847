"""The handwriting under an agreement and the scans of signed papers, as they are kept: under random names, in the vault."""

from __future__ import annotations

from binan.kit import vault
from mediation.models import Signature, SignedPaper


def picture_of(signature: Signature) -> bytes:
    """The PNG of a signature; empty for one on paper."""
    return vault.read(signature.picture) if signature.picture else b""


def paper_of(paper: SignedPaper) -> bytes:
    """The scan of a signed paper, a PDF or a JPEG (`media_type`)."""
    return vault.read(paper.file)
