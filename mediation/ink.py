"""The handwriting under an agreement and the scans of signed papers, as they are kept: sealed, under random names."""

from __future__ import annotations

import base64

from django.core.files.storage import default_storage

from binan.kit import crypto
from mediation.models import Signature, SignedPaper

LABEL = "mediation.ink"


def sealed(data: bytes) -> bytes:
    """What is written to the storage for `data`."""
    return crypto.seal(base64.b64encode(data).decode(), LABEL).encode()


def picture_of(signature: Signature) -> bytes:
    """The PNG of a signature; empty for one on paper."""
    return read(signature.picture) if signature.picture else b""


def paper_of(paper: SignedPaper) -> bytes:
    """The scan of a signed paper, a PDF or a JPEG (`media_type`)."""
    return read(paper.file)


def read(name: str) -> bytes:
    """What is stored under one of these names, unsealed."""
    with default_storage.open(name, "rb") as file:
        return base64.b64decode(crypto.unseal(file.read().decode(), LABEL))
