"""Whether a paper is one of ours, for whoever holds it: no login, nothing about people, only which paper it is and whether it
still holds."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from mediation.forms.papers import CodeForm
from mediation.papers import reading

RATE = 20  # looks a minute from one client
SHOWN = 16  # characters of a fingerprint
MOST = 20 * 2**20  # bytes of a file to compare


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("mediation:verified", form.cleaned_data["code"])
    return render(request, "mediation/verify.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a code; a POST compares a file with what was issued and keeps nothing of it."""
    hit("verify", client_address(request), limit=RATE, window=60)
    form = CodeForm({"code": code})
    found = reading.verified(form.cleaned_data["code"]) if form.is_valid() else None
    context: dict[str, Any] = {"found": found, "code": code, "form": CodeForm(), "refusal": None, "same": None}
    status = 200 if found else 404
    if found:
        context |= {
            "organisation": found.mediation.organisation,
            "sha256": found.sha256[:SHOWN],
            "digest": found.digest[:12],
        }
        if request.method == "POST":
            try:
                context["same"] = "yes" if _fingerprint(request) == found.sha256 else "no"
            except Refused as refusal:
                context["refusal"], status = refusal, refusal.status
    return render(request, "mediation/verified.html", context, status=status)


def _fingerprint(request: HttpRequest) -> str:
    """SHA-256 of the file sent along. Raises `Refused` for none and for one too large."""
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Refused("file", _("请先选一个 PDF 文件。"))
    if file.size > MOST:
        raise Refused("file", _("这个文件太大了，不会是我们出具的文书。"))
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
