"""Words for recordings, from whatever engine the district runs itself; none by default, and nothing leaves the house."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from complaints.transcripts.base import Transcriber, Transcript

__all__ = ["ENGINES", "Transcriber", "Transcript", "transcriber"]

# Name of the setting `BINAN_TRANSCRIBER` → class. Another engine is one module here and one line; `kit/env.py` knows the names.
ENGINES = {"none": "complaints.transcripts.none.NoTranscriber"}


@cache
def transcriber() -> Transcriber:
    """The engine that the settings name."""
    return import_string(ENGINES[settings.TRANSCRIBER])()
