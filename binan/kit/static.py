"""Static files as they go out: hashed, compressed, and without the comments that only we read.

Residents pay for every kilobyte, and comments would be a fifth of it. A comment goes when it begins a line and ends one,
or when it stands behind code and no quote follows, so that no string is touched; scripts lose their indentation too, which
is why a test forbids them strings of several lines.
"""

from __future__ import annotations

import re
from typing import Any

import brotli
from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = re.compile(r"^(js|css)/[^/]+\.(js|css)$")
COMMENT = re.compile(rb"^[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n", re.MULTILINE)
OF_SCRIPT = re.compile(rb"^[ \t]*//[^\n]*\n|[ \t]+// [^\n\"'`]*$|^[ \t]+", re.MULTILINE)

HEAVY = 100_000  # bytes; only pages for staff and programmers have such files


class PatientCompressor(Compressor):
    """Squeezes a file as far as it goes, unless it is heavy: its last tenth would take half of a first start."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=9 if len(data) > HEAVY else 11)


class SparingStorage(CompressedManifestStaticFilesStorage):
    """Keeps our own scripts and style sheets without their comment lines."""

    def _save(self, name: Any, content: Any) -> str:  # what is copied, and what Django hashes, both end here
        if OURS.match(str(name).replace("\\", "/")):
            content.seek(0)
            spared = COMMENT.sub(b"", content.read())
            content = ContentFile(OF_SCRIPT.sub(b"", spared) if str(name).endswith(".js") else spared)
        return super()._save(name, content)

    def create_compressor(self, **options: Any) -> Compressor:
        return PatientCompressor(**options)
