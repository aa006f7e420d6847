"""What a member of staff is called to, on whatever page she is (static/js/ring.js), and her answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binan.kit.errors import Refused
from binan.kit.http import wants_json
from mediation import sittings
from mediation.services import ringing
from mediation.views.door import StaffRequest, staff_only


@staff_only
@require_safe
def rings(request: StaffRequest) -> HttpResponse:
    """The list alone, empty for almost everybody almost always."""
    return render(request, "mediation/rings.html", {"rings": sittings.ringing(request.user)})


@staff_only
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """我去. A script gets JSON; a browser without one is led to the mediation."""
    try:
        ring = ringing.take(pk, staff=request.user, now=timezone.now())
    except Refused as refusal:
        if wants_json(request):
            raise
        messages.info(request, refusal.sentence)
        return redirect("mediation:calendar")
    return JsonResponse({"done": True}) if wants_json(request) else redirect("mediation:one", ring.mediation.code)
