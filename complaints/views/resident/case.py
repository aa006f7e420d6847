"""A resident's page of a case, and what she may do on it."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit import vault
from binan.kit.errors import Moved, Refused
from binan.kit.http import client_address, wants_json
from binan.kit.throttle import hit
from complaints import casefile, ledger, selectors
from complaints.access import complaint_by_token, is_looked_up, own_complaint
from complaints.forms import AddInfoForm, key_of
from complaints.models import Complaint, TimelineEntry
from complaints.models.attachment import Kind
from complaints.neighbourhood import heard_before
from complaints.selectors.joined import goes_on, joined_by
from complaints.services import calling, handling, rights
from complaints.views.recording import recording
from complaints.views.resident import retold
from complaints.views.resident.phone import arrived, sent_back
from notices.services import following

ADDING_RATE = 20  # additions a minute from one client
CHECKING_RATE = 30  # comparisons of a short hash a minute from one client


@require_safe
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Number, stage, the promise that counts down, what happened so far, the answer."""
    found = complaint_by_token(token)
    short = request.GET.get("check", "").strip()
    if short:
        hit("check", client_address(request), limit=CHECKING_RATE, window=60)
    return _page(request, found, token, checked=_checked(found, short) if short else None)


@require_http_methods(["GET", "POST"])
def add_info(request: HttpRequest, token: str) -> HttpResponse:
    """补充说明: words and photos added to an open case."""
    found = complaint_by_token(token)
    if request.method == "GET":
        return redirect("complaints:case", token)
    before = selectors.added_before(found, key_of(request))
    more = retold.change(request, before) if before else retold.Change()
    if before and not more:
        return arrived(request, before, token)
    now = timezone.now()
    form = AddInfoForm(request, now=now)
    try:
        hit("add_info", client_address(request), limit=ADDING_RATE, window=60)
        if before:
            retold.spare(form, more)
        if not form.is_valid():
            raise Refused("form", _("请按提示改一下，再提交。"))
        entry = retold.add(before, form, more, now) if before else _added(found, form, now)
    except Refused as refusal:
        form.refuse(refusal)
        if wants_json(request):
            return sent_back(form, refusal, _form_of(found) if isinstance(refusal, Moved) else "")
        closed = refusal if isinstance(refusal, Moved) else None  # then there is no form any more to say it
        return _page(request, found, token, form=form, refusal=closed, status=refusal.status)
    return arrived(request, entry, token)


def _form_of(case: Complaint) -> str:
    """Where another matter of the same place is filed; "" where nothing is any more."""
    if case.place is None or case.place.retired_at:
        return ""
    return f"{reverse('complaints:file', args=[case.place.code])}?nature={case.nature}"


def _added(case: Complaint, form: AddInfoForm, now: datetime) -> TimelineEntry:
    given = form.cleaned_data
    return handling.add_info(
        case, text=given["text"], photos=form.photos, spoken=form.voice, now=now, client_key=given["client_key"]
    )


@require_http_methods(["GET", "POST"])
def urge(request: HttpRequest, token: str) -> HttpResponse:
    """催一催: once in four hours."""
    found = complaint_by_token(token)
    if request.method == "POST":
        try:
            handling.urge(found, now=timezone.now(), client_key=key_of(request))
        except Refused as refusal:
            return _page(request, found, token, refusal=refusal, status=refusal.status)
    return redirect("complaints:case", token)


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Her secret link once more, to the number on file: for whoever came here by number and telephone."""
    found = complaint_by_token(token)
    if request.method == "GET":
        return redirect("complaints:case", token)
    try:
        rights.send_link(found, now=timezone.now())
    except Refused as refusal:
        return _page(request, found, token, refusal=refusal, status=refusal.status)
    return redirect(f"{reverse('complaints:case', args=[token])}?sent=1")


@require_http_methods(["GET", "POST"])
def heard_call(request: HttpRequest, token: str) -> HttpResponse:
    """接到了 or 没接到: once for each call."""
    found = own_complaint(token)
    call = request.POST.get("call", "")
    if request.method == "POST" and call.isascii() and call.isdigit():
        heard = request.POST.get("heard") == "yes"
        try:
            calling.hear(found, call=int(call), heard=heard, now=timezone.now(), client_key=key_of(request))
        except Refused as refusal:
            return _page(request, found, token, refusal=refusal, status=refusal.status)
    return redirect("complaints:case", token)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """撤回: asked once more on a page of its own."""
    found = own_complaint(token)
    if request.method == "GET":
        return render(request, "complaints/withdraw.html", {"case": found, "client_key": uuid4()})
    try:
        handling.withdraw(found, now=timezone.now(), client_key=key_of(request))
    except Refused as refusal:
        return _page(request, found, token, refusal=refusal, status=refusal.status)
    return redirect("complaints:case", token)


@require_safe
def photo(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One of the resident's own photos, or one that was sent to her; others of staff are not hers to see."""
    found = selectors.attachment(complaint_by_token(token), Kind.PHOTO, number)
    if found is None or not (found.by_resident or found.to_resident):
        raise Http404
    return HttpResponse(vault.read(found.file), content_type="image/jpeg")


@require_safe
def voice(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One of the resident's own recordings."""
    case = complaint_by_token(token)
    found = selectors.attachment(case, Kind.VOICE, number)
    if found is None or not found.by_resident:
        raise Http404
    return recording(request, found, case.code)


def _page(
    request: HttpRequest,
    case: Complaint,
    token: str,
    *,
    form: AddInfoForm | None = None,
    refusal: Refused | None = None,
    checked: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, looked = timezone.now(), is_looked_up(token)
    context = {
        "case": case,
        "token": token,
        "looked": looked,
        "file": casefile.read(case, now, looked=looked),
        "form": form or AddInfoForm(request, now=now, blank=True),
        "client_key": uuid4(),
        "refusal": refusal,
        "checked": checked,
        "heard": heard_before(case),
        "goes_on": None if looked else goes_on(case),
        "joined": [] if looked else joined_by(case),
        "push_key": "" if looked else following.application_key(),
    }
    return render(request, "complaints/case.html", context, status=status)


def _checked(case: Complaint, short: str) -> dict[str, str]:
    """What comparing a receipt's short hash with the chain says."""
    if len(short) < ledger.SHORT_MIN:
        return {
            "tone": "warn",
            "sentence": _("校验码至少要 {least} 位，请照着截图或短信完整输入。").format(least=ledger.SHORT_MIN),
        }
    number = ledger.fits(case, short)
    if number and not any(ledger.faults(case)):
        return {
            "tone": "ok",
            "sentence": _("对得上：这是第 {number} 条记录时的校验码，前后记录都没有被改动过。").format(number=number),
        }
    return {"tone": "danger", "sentence": _("对不上。请再核对一遍；如果没有抄错，请保留截图，打 12345 反映。")}
