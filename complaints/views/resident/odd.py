"""码有问题？: three reasons, one tap."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address
from binan.kit.throttle import hit
from complaints.services.odd_code import WRONG, report_odd_code
from complaints.views.resident.scan import about, unknown
from governance.selectors import place_by_code

REPORTING_RATE = 6  # reports a minute from one client


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, place: str) -> HttpResponse:
    """What is wrong with the code. Thanks name no case: the first report's belongs to nobody."""
    found = place_by_code(place)
    if found is None or found.retired_at:
        return unknown(request, found)
    if request.method == "POST":
        hit("odd_code", client_address(request), limit=REPORTING_RATE, window=60)
        what = request.POST.get("what", "")
        if what not in WRONG:
            raise Refused("what", "请选一下这个码哪里不对。")
        report_odd_code(found, what, now=timezone.now())
        return redirect(f"{reverse('complaints:odd', args=[found.code])}?told=1")
    context = {**about(found), "told": "told" in request.GET}
    return render(request, "complaints/odd_code.html", context)
