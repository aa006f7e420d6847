"""Static files as they go out: hashed, compressed, and without the comments that only we read.

Residents pay for every kilobyte (ui.md §7.2), and comments would be a fifth of it. Only whole lines go: a comment that
begins a line and ends one. What stands behind code stays, so no string can be touched.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = re.compile(r"^(js|css)/[^/]+\.(js|css)$")
COMMENT = re.compile(rb"^[ \t]*/\*(?:[^*]|\*(?!/))*\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE)


class SparingStorage(CompressedManifestStaticFilesStorage):
    """Keeps our own scripts and style sheets without their comment lines."""

    def save(self, name: Any, content: Any, max_length: int | None = None) -> str:
        if OURS.match(str(name).replace("\\", "/")):
            content = ContentFile(COMMENT.sub(b"", content.read()))
        return super().save(name, content, max_length)
