"""Keeping the bytes of a paper: sealed, under a random name, written before its row and taken away when the row fails."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from binan.kit import crypto
from mediation.papers.reading import FILE


@contextmanager
def kept(data: bytes) -> Iterator[str]:
    """Store `data` sealed for as long as the block succeeds; gives the name. An error inside takes the file away again."""
    sealed = crypto.seal(base64.b64encode(data).decode(), FILE).encode()
    name = default_storage.save(
        f"papers/{secrets.token_hex(2)}/{secrets.token_urlsafe(18)}.sealed", ContentFile(sealed)
    )
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise
