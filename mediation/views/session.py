"""The session on the tablet: its page, its commands, and what a tablet without a network sends later (docs/decisions/0019)."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit import vault
from binan.kit.errors import Refused
from binan.kit.http import json_of, number_of, refusal_body, wants_json
from binan.kit.masking import plain
from mediation import hearing
from mediation.access import mediation_for
from mediation.forms.command import FAULTY
from mediation.forms.kept import kept_command, made_at
from mediation.forms.session import SESSION_FORMS, SessionForm
from mediation.models import Mediation
from mediation.views.door import StaffRequest, staff_only
from mediation.views.session_page import context

MOST = 200  # commands of one list, as keep.js sends them
GONE = "这场调解现在不归您看了，这一条没有收下，请转告同事。"
NO_LIST = "没有读懂这台平板发来的内容，请刷新页面。"


@staff_only
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    """Agenda, who is there, the minutes as she may read them, evidence."""
    return _page(request, mediation_for(request.user, code), before=number_of(request.GET.get("before", "")) or 0)


@require_safe
def offline(request: Any) -> HttpResponse:
    """The empty page a tablet keeps for the session without a network; the same for everybody, and it holds nothing."""
    return render(request, "mediation/session_offline.html")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """One command from the page itself; a script gets JSON, a browser without one comes back to the page."""
    if verb not in SESSION_FORMS:
        raise Http404
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return redirect("mediation:session", code)
    kept = made_at(request.POST.get("at"))
    form = SESSION_FORMS[verb](request.POST, request.FILES, mediation=found, staff=request.user, made_at=kept)
    try:
        _done(form)
    except Refused as refusal:
        if wants_json(request):
            raise
        form.refuse(refusal)
        return _page(request, mediation_for(request.user, code), form=form, refusal=refusal)
    return JsonResponse({"done": True}) if wants_json(request) else redirect("mediation:session", code)


@staff_only
@require_POST
def sync(request: StaffRequest) -> JsonResponse:
    """What was kept without a network, in order: each is answered `done`, `repeated` or `refused`, and none stops the next."""
    sent = json_of(request.body)
    if not isinstance(sent, list) or len(sent) > MOST:
        raise Refused("needs", NO_LIST)
    return JsonResponse([_answer(request, one) for one in sent], safe=False)


@staff_only
@require_safe
def evidence(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """One piece of evidence, of those she may see."""
    found = mediation_for(request.user, code)
    return file(hearing.one_evidence(hearing.evidence_of_staff(request.user, found), number))


def file(found: Any) -> HttpResponse:
    """The stored file of a piece of evidence: a picture is shown, anything else is only ever downloaded."""
    if not default_storage.exists(found.file):
        raise Http404
    kind = "inline" if found.is_picture else "attachment"
    name = f"evidence-{found.number}.{'jpg' if found.is_picture else 'pdf'}"
    headers = {"Content-Disposition": f'{kind}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(vault.read(found.file), content_type=found.media_type, headers=headers)


def _done(form: SessionForm) -> bool:
    """Check and do a command; returns whether it was new. Raises `Refused`."""
    if not form.is_valid():
        faults = {name: str(words[0]) for name, words in form.errors.items()}
        raise Refused(FAULTY[0], next(iter(faults.values()), FAULTY[1]), fields=faults)
    return form.act(timezone.now())[1]


def _answer(request: StaffRequest, sent: Any) -> dict[str, Any]:
    given = plain(str(sent.get("client_key") or ""))[:40] if isinstance(sent, dict) else ""
    try:
        code = plain(str(sent.get("code") or "")) if isinstance(sent, dict) else ""
        new = _done(kept_command(sent, mediation=mediation_for(request.user, code), staff=request.user))
    except Http404:
        refusal = Refused("not_found", GONE)
        return {"client_key": given, "status": "refused", **refusal_body(refusal)}
    except Refused as refusal:
        return {"client_key": given, "status": "refused", **refusal_body(refusal)}
    return {"client_key": given, "status": "done" if new else "repeated"}


def _page(
    request: StaffRequest, found: Mediation, *, form: Any = None, refusal: Refused | None = None, before: int = 0
) -> HttpResponse:
    shown = {**context(found, request.user, form, before), "refusal": refusal, "section": "mediation"}
    return render(request, "mediation/session.html", shown, status=refusal.status if refusal else 200)
