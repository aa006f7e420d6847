"""审计: who did what, for auditors alone; every look at it is in it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from binan.kit import sheets
from governance.access import audits
from governance.deeds import Deed
from governance.models import Staff
from governance.selectors import audit
from governance.services import audit_export
from governance.services.chaining import audit_health


@login_required
@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """The entries that were asked for, the newest first, and how the chain stands."""
    staff, now = _staff(request), timezone.now()
    audits(staff)
    asked, cursor = audit.asked(request.GET.dict()), request.GET.get("cursor", "")
    page = audit.listed(staff, asked, cursor=cursor)
    context: dict[str, Any] = {
        "page": [(row, audit.link_of(row)) for row in page.rows], "asked": asked, "kinds": Deed.choices, "results": list(audit.RESULTS.items()),
        "more": f"{asked.query}&cursor={page.next}".lstrip("&") if page.next else "", "again": bool(cursor),
        "health": audit_health(now), "section": "audit",
    }  # fmt: skip
    return render(request, "governance/audit/entries.html", context)


@login_required
@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One entry, with its details and its place in the chain."""
    found, told = audit.one(_staff(request), pk)
    context = {"entry": found, "told": told, "link": audit.link_of(found), "section": "audit"}
    return render(request, "governance/audit/entry.html", context)


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The entries that were asked for as a file, written while it is sent."""
    asked = audit.asked(request.POST.dict())
    lines = audit_export.take(_staff(request), asked)
    return sheets.download(request, lines, name=f"binan-audit-{localtime(timezone.now()):%Y%m%d-%H%M}.csv")


def _staff(request: HttpRequest) -> Staff:
    assert isinstance(request.user, Staff)
    return request.user
