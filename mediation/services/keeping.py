"""Keeping bytes: sealed by the vault, under a random name, written before their row and taken away when the row fails."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@contextmanager
def kept(data: bytes, folder: str = "papers") -> Iterator[str]:
    """Store `data` for as long as the block succeeds; gives the name. An error inside takes the file away again."""
    name = default_storage.save(
        f"{folder}/{secrets.token_hex(2)}/{secrets.token_urlsafe(18)}.sealed", ContentFile(data)
    )
    try:
        yield name
    except BaseException:
        default_storage.delete(name)
        raise
