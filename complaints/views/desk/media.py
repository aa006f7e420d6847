"""Photos of a case for those who may see the case; the folder they lie in is never served."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from complaints import selectors
from complaints.access import complaint_for
from complaints.views.desk.door import DeskRequest, staff_only


@staff_only
@require_safe
def photo(request: DeskRequest, code: str, number: int) -> HttpResponse:
    """One photo, at most a few hundred kilobytes since we encoded it ourselves."""
    found = selectors.photo(complaint_for(request.user, code), number)
    if found is None or not default_storage.exists(found.file):
        raise Http404
    with default_storage.open(found.file) as stored:
        headers = {
            "Content-Disposition": f'inline; filename="{code}-{number}.jpg"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(stored.read(), content_type="image/jpeg", headers=headers)
