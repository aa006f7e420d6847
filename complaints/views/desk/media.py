"""Photos and recordings of a case for those who may see the case; the folder they lie in is never served."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from binan.kit import vault
from complaints import selectors
from complaints.access import complaint_for
from complaints.models.attachment import Kind
from complaints.views.desk.door import DeskRequest, staff_only
from complaints.views.recording import recording


@staff_only
@require_safe
def photo(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """One photo, at most a few hundred kilobytes since we encoded it ourselves."""
    found = selectors.attachment(complaint_for(request.user, code), Kind.PHOTO, number)
    if found is None or not default_storage.exists(found.file):
        raise Http404
    headers = {
        "Content-Disposition": f'inline; filename="{code}-{number}.jpg"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(vault.read(found.file), content_type="image/jpeg", headers=headers)


@staff_only
@require_safe
def voice(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """One recording, whole or the part a player asks for."""
    found = selectors.attachment(complaint_for(request.user, code), Kind.VOICE, number)
    if found is None:
        raise Http404
    return recording(request, found, code)
