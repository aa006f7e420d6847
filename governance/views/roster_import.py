"""A roster from a table: tried first, each line with its reason, then written whole."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from governance.access import roster_of
from governance.models import Unit
from governance.services import importing
from governance.views.roster import StaffRequest, chosen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """Choose a file; see what it would do; say yes."""
    unit, now = planned(request), timezone.now()
    context = {"section": "roster", "unit": unit, "text": "", "lines": [], "problem": ""}
    if request.method != "POST":
        return render(request, "governance/roster/import.html", context)
    try:
        text = given(request)
        lines = importing.bring_in(text, unit=unit, by=request.user, now=now, trial="sure" not in request.POST)
    except Refused as refusal:
        return render(request, "governance/roster/import.html", {**context, "problem": refusal.sentence}, status=422)
    wrong = [line for line in lines if line.problem]
    if "sure" in request.POST and not wrong:
        messages.success(request, f"导入了 {len(lines)} 行。")
        return redirect(f"{reverse('governance:roster')}?unit={unit.pk}")
    context |= {"text": text, "lines": lines, "wrong": wrong}
    return render(request, "governance/roster/import.html", context, status=422 if wrong else 200)


@login_required
@require_safe
def template(request: StaffRequest) -> HttpResponse:
    """The table to fill in, with the shifts of the unit as examples."""
    unit = planned(request)
    answer = HttpResponse(importing.template(unit, timezone.localdate()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="roster-{unit.key}.csv"'
    return answer


def planned(request: StaffRequest) -> Unit:
    """The unit of the address, which she plans. Raises `Http404` and `NotAllowed`."""
    unit = chosen(request.user, request.GET)
    if unit is None:
        raise Http404
    return roster_of(request.user, unit.pk, plan=True)


def given(request: StaffRequest) -> str:
    """The text of the file that was sent, or of the trial that was said yes to. Raises `Refused("file")`."""
    upload = request.FILES.get("file")
    if upload is not None:
        if (upload.size or 0) > importing.BYTES_MAX:
            raise Refused("file", "文件太大了，请分成几份，每份不超过 200 KB。")
        return importing.decoded(upload.read())
    text = request.POST.get("text", "")
    if not text:
        raise Refused("file", "请先选一个文件。")
    return importing.decoded(text.encode())
