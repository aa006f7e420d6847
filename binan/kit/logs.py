"""What a line of the log may hold."""

from __future__ import annotations

import logging
import re

# A secret link wherever a path stands: Django names the path of every request it refuses (threat 5).
SECRET_LINK = re.compile(r"(/(?:c|r|m|complaints)/)[\w-]{24,}")


class LinksCut(logging.Formatter):
    """Lines in which secret links end before the secret."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET_LINK.sub(r"\1…", super().format(record))
