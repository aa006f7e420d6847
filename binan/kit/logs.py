"""What a line of the log holds: when, how grave, who says it, which request it belongs to, and nothing that tells who somebody is.

Secret links end before the secret (threat 5); numbers of telephones, papers, cards and rooms are masked in whatever is written, the text
of an exception too: databases like to quote the row they refuse. `json` is one object a line for machines, `line` is for people.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, WrappedLogger

from binan.kit.masking import mask_text
from binan.kit.middleware import Around

# A secret link wherever a path stands: Django names the path of every request it refuses.
SECRET_LINK = re.compile(r"(/(?:c|r|m|complaints|feed)/)[\w-]{24,}")
OURS = re.compile(r"[0-9A-Za-z-]{8,64}")  # a number of a request that a proxy may hand over
DIGEST = re.compile(r"\b([0-9a-f]{64})\b")  # a SHA-256: the end of a chain is compared letter by letter
PLAIN = frozenset({"timestamp", "level", "logger", "request"})  # written by us


class Asked(Around):
    """Gives each request a number that stands in every line it causes, and in its answer: what somebody reads from a page of faults over
    the telephone leads to the lines. A proxy in front may have given one (`X-Request-ID`)."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        sent = request.headers.get("X-Request-ID", "")
        request.number = sent if OURS.fullmatch(sent) else secrets.token_hex(8)  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.number)  # type: ignore[attr-defined]
        return None

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response["X-Request-ID"] = request.number  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()  # what this thread does next belongs to nobody's request
        return response


def hidden(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Nobody's number and no secret in any value that is text."""
    for name, value in line.items():
        if isinstance(value, str) and name not in PLAIN:
            line[name] = hide(value)
    return line


def hide(text: str) -> str:
    """A text of the log without secrets and without numbers that tell who somebody is."""
    parts = DIGEST.split(SECRET_LINK.sub(r"\1…", text))
    return "".join(part if DIGEST.fullmatch(part) else mask_text(part) for part in parts)


def settings(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error, at `level`, as `json` or `line`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ours": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=False),
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hidden,
                    structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _line,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # They log each request with its address, theirs and ours; secrets stand in addresses (threat 5).
            **{
                name: {"level": "WARNING"}
                for name in ("daphne", "django.channels.server", "twisted", "httpx", "pikepdf")
            },
            "django.request": {"level": "ERROR"},
        },
    }


def _line(logger: WrappedLogger, method: str, line: EventDict) -> str:
    """For people: time, level, logger, request, words, and the exception below."""
    head = " ".join(str(line.get(name, "-")) for name in ("timestamp", "level", "logger", "request"))
    below = f"\n{line['exception']}" if line.get("exception") else ""
    words = str(line.get("event", "")).replace("\n", " ⏎ ")  # what somebody typed makes no line of its own
    return f"{head} {words}{below}"
