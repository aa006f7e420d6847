"""The map from everyday words, as administrators keep it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from governance.models import Staff
from mediation.models import LayWord, Shelf


def tick(word: LayWord, *, staff: Staff, now: datetime) -> None:
    """Save an entry; an approved one bears the name of who approved it and the time."""
    word.legal = " ".join(word.legal.split())
    word.approved_by, word.approved_at = (staff, now) if word.approved else (None, None)
    word.save()


def remove(words: QuerySet[LayWord]) -> None:
    """Delete entries; every process builds its index anew."""
    words.delete()
    Shelf.touch()
