"""Doing what a form asks, and where that leads."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from binan.kit.errors import Refused
from binan.kit.http import refusal_response, wants_json
from mediation.access import mediation_for
from mediation.forms import FAULTY, VerbForm
from mediation.models import Mediation
from mediation.views.door import StaffRequest


def carry_out(
    request: StaffRequest,
    code: str,
    make: Callable[[Mediation], VerbForm],
    page: Callable[..., HttpResponse],
    home: str,
    onward: str = "",
) -> HttpResponse:
    """Do what the form that `make` makes of the mediation asks, once, and lead on.

    `page`: draws the page again, with `form` and `refusal`, where it is refused: nothing typed is lost. `home`: the name of that
    page's address, to which it leads when opened by hand or after a login, and when it is done; `onward`: another one for
    then. A mediation that begins by it leads to itself. A script that asks for JSON (the calendar, which puts a session back where
    it was) gets the sentence alone. Raises `Http404` for a mediation she does not see.
    """
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return redirect(home, code)
    form = make(found)
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        made = form.act(timezone.now())
    except Refused as refusal:
        if wants_json(request):
            return refusal_response(request, form.refusal(refusal))
        form.refuse(refusal)
        return page(request, mediation_for(request.user, code), form=form, refusal=refusal)
    messages.success(request, form.done)
    if wants_json(request):
        return JsonResponse({"sentence": form.done})
    if isinstance(made, Mediation) and made.pk != found.pk:
        return redirect("mediation:one", made.code)
    return redirect(onward or home, code)
