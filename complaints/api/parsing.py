"""Reading what clients send: no larger than it may be, and no JSON that only one program understands."""

from __future__ import annotations

import json
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser

from binan.kit.masking import plain
from complaints.api.errors import TooLarge

SYNC_BYTES_MAX = 2**20


class JSONBody(BaseParser):
    """JSON in UTF-8 of at most `limit` bytes. DRF's own parser reads without limit and past Django's setting."""

    media_type = "application/json"
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        raw = stream.read(self.limit + 1)
        if len(raw) > self.limit:
            raise TooLarge
        try:
            return json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse)
        except (ValueError, RecursionError) as fault:  # also UnicodeDecodeError and numbers of thousands of digits
            raise ParseError from fault


class Negotiation(DefaultContentNegotiation):
    """Whoever takes anything gets JSON, without weighing one kind against itself."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        if (
            request.META.get("HTTP_ACCEPT", "*/*") == "*/*"
            and not request.META.get("QUERY_STRING")
            and not format_suffix
        ):
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


class SyncBody(JSONBody):
    """A whole outbox."""

    limit = SYNC_BYTES_MAX


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


class Words(serializers.CharField):
    """What somebody wrote, without control, zero-width and direction-changing characters or halves of an emoji."""

    def to_internal_value(self, data: Any) -> str:
        return plain(super().to_internal_value(data)).strip()


class Key(serializers.UUIDField):
    """A command's key: a UUID as RFC 9562 makes them. A mere counter would answer one client with another's case."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value="")
        key = super().to_internal_value(data)
        if key.version is None:
            self.fail("invalid", value="")
        return key


class Upper(serializers.ChoiceField):
    """A choice written in any case."""

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(str(data).upper())
