"""Our templates without the indentation that only their writers need: a page is smaller and has no lines of blanks."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader

INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


class Lean(Loader):
    """Reads from the folders as ever; done once for each template, since the cached loader keeps what it compiled."""

    def get_contents(self, origin: Origin) -> str:
        """The template's text, its lines without what stands before them."""
        text = super().get_contents(origin)
        return INDENT.sub("", text) if str(origin.name).endswith(".html") else text
