"""Signing on the mediator's tablet: the text part by part, who has signed, and what is kept of it.

A page without a network keeps its signatures (static/js/sign.js) and sends each once, with its key, when the line is back.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address, json_of, moment_of, refusal_body, uuid_of
from mediation import blocks, ink, selectors, signatories
from mediation.access import leads, mediation_for
from mediation.models import Mediation, Signature
from mediation.services import codes, signing
from mediation.services.inking import NO_SCAN
from mediation.services.trail import Device, device
from mediation.views import workbench
from mediation.views.door import StaffRequest, staff_only

BODY_MAX = 600_000  # bytes: a picture in base64 and some words
NO_DAY = "请照纸上写的日期填签字日期，例如 2026-11-24。"
FAULTY = Refused("form", "没有看懂平板发来的内容，请刷新页面再签。")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, code: str) -> HttpResponse:
    """GET: the page for signing. POST: 登记签字 of somebody who signed on paper, as on the workbench."""
    if request.method == "POST":
        return workbench.act(request, code, "sign")
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_POST
def ask(request: StaffRequest, code: str) -> HttpResponse:
    """Send a code to the signer's telephone; answers JSON."""
    found = mediation_for(request.user, code)
    try:
        given = _json(request)
        codes.ask(
            found, staff=request.user, mark=str(given.get("mark", "")), by_agent=given.get("by_agent") is True,
            device=_device(request), now=timezone.now(), client_key=uuid_of(str(given.get("client_key"))),
        )  # fmt: skip
    except Refused as refusal:
        return JsonResponse(refusal_body(refusal), status=refusal.status)
    return JsonResponse({"sent": True})


@staff_only
@require_POST
def give(request: StaffRequest, code: str) -> HttpResponse:
    """Take one signature; answers JSON, also to a copy that arrives a second time."""
    found = mediation_for(request.user, code)
    try:
        typed = _json(request)
        entry = signing.give(
            found, staff=request.user, given=_given(typed, request), now=timezone.now(),
            client_key=uuid_of(str(typed.get("client_key"))),
        )  # fmt: skip
    except Refused as refusal:
        return JsonResponse(refusal_body(refusal), status=refusal.status)
    stage = mediation_for(request.user, code).stage  # the last signature moves it on
    return JsonResponse({"entry": entry.pk, "at": f"{timezone.localtime(entry.at):%H:%M}", "stage": stage})


@staff_only
@require_POST
def scan(request: StaffRequest, code: str) -> HttpResponse:
    """File the scan of the signed paper for those who are ticked."""
    found = mediation_for(request.user, code)
    try:
        if (upload := request.FILES.get("file")) is None:
            raise Refused("file", NO_SCAN)
        signing.file_paper(
            found, staff=request.user, upload=upload, marks=request.POST.getlist("marks"), device=_device(request),
            signed_on=_day(request.POST.get("signed_on", "")),
            document_sha256=request.POST.get("document_sha256", ""), now=timezone.now(),
            client_key=uuid_of(request.POST.get("client_key", "")),
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, mediation_for(request.user, code), refusal=refusal)
    messages.success(request, "签好的协议已经存好，纸上有的签名都登记了。")
    return redirect("mediation:sign", code)


@staff_only
@require_safe
def picture(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """The handwriting of one signature."""
    signature = signatories.signature_of(mediation_for(request.user, code), pk)
    if signature is None or not signature.picture:
        raise Http404
    return HttpResponse(ink.picture_of(signature), content_type="image/png")


@staff_only
@require_safe
def paper(request: StaffRequest, code: str, pk: int) -> HttpResponse:
    """The scan of a signed paper, to save: a foreign PDF is not opened inside our pages."""
    found = signatories.paper_of(mediation_for(request.user, code), pk)
    if found is None:
        raise Http404
    ending = "pdf" if found.media_type == "application/pdf" else "jpg"
    return HttpResponse(
        ink.paper_of(found), content_type=found.media_type,
        headers={"Content-Disposition": f'attachment; filename="{code}-{pk}.{ending}"'},
    )  # fmt: skip


def _page(request: StaffRequest, found: Mediation, *, refusal: Refused | None = None) -> HttpResponse:
    agreement = selectors.agreement_of(found)
    written = agreement is not None and bool(agreement.signers)
    places = signatories.places(found, agreement) if agreement and written else []
    may_lead = leads(request.user, found)
    context = {
        "mediation": found,
        "agreement": agreement if written else None,
        "blocks": blocks.of(agreement) if agreement and written else [],
        "places": places,
        "waits": [
            place
            for place in places
            if place.on_screen and not place.signature and (may_lead or place.seat.kind != Signature.Signer.MEDIATOR)
        ],
        "trail": signatories.trail(agreement) if agreement and written else [],
        "papers": signatories.papers(agreement) if agreement and written else [],
        "copies": blocks.copies(selectors.sides(found)),
        "scanned_on": request.POST.get("signed_on", ""),
        "marks": request.POST.getlist("marks"),
        "may_sign": "sign" in {action.name for action in selectors.doable(found, request.user)},
        "leads": may_lead,
        "why_seen": signing.WHY_SEEN,
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/sign.html", context, status=refusal.status if refusal else 200)


def _json(request: HttpRequest) -> dict[str, Any]:
    given = json_of(request.body) if len(request.body) <= BODY_MAX else None
    if not isinstance(given, dict):
        raise FAULTY
    return given


def _given(typed: dict[str, Any], request: HttpRequest) -> signing.Given:
    read = typed.get("read")
    return signing.Given(
        mark=str(typed.get("mark", ""))[:4], document_sha256=str(typed.get("document_sha256", "")),
        read=[at for at in read if isinstance(at, int)] if isinstance(read, list) else [],
        picture=_png(typed.get("picture")), proof=str(typed.get("proof", ""))[:8], otp=str(typed.get("otp", ""))[:12],
        reason=str(typed.get("reason", ""))[:60], by_agent=typed.get("by_agent") is True,
        opened_at=moment_of(str(typed.get("opened_at"))), device_at=moment_of(str(typed.get("device_at"))),
        sent_at=moment_of(str(typed.get("sent_at"))), device=_device(request),
    )  # fmt: skip


def _png(typed: Any) -> bytes:
    """The bytes of a `data:image/png;base64,…` address; empty for anything else."""
    head, _, encoded = str(typed or "").partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if head == "data:image/png;base64" else b""
    except (binascii.Error, ValueError):
        return b""


def _device(request: HttpRequest) -> Device:
    return device(request.headers.get("User-Agent", ""), client_address(request))


def _day(typed: str) -> date:
    try:
        found = parse_date(typed)
    except ValueError:
        found = None
    if found is None:
        raise Refused("signed_on", NO_DAY, fields={"signed_on": NO_DAY})
    return found
