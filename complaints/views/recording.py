"""A recording as an answer, for the pages of both audiences; each has checked who asks."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse

from binan.kit import vault
from binan.kit.ranges import ranged
from complaints.models import Attachment


def recording(request: HttpRequest, found: Attachment, code: str) -> HttpResponse:
    """The bytes of a recording, with the type we found ourselves; 404 when its file is not there."""
    if not default_storage.exists(found.file):
        raise Http404
    name = f"{code}-{found.pk}{PurePath(found.file).suffix}"
    return ranged(request, vault.read(found.file), content_type=found.media_type, name=name)
