"""请谁来调解: for staff with reasons and with what speaks against somebody, for a party with neither."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import client_address, uuid_of
from binan.kit.throttle import hit
from mediation import candidates, selectors
from mediation.access import mediation_for, party, party_by_token
from mediation.committee import Language
from mediation.forms import FAULTY
from mediation.forms.choice import NameForm, RecuseForm
from mediation.models import Mediation, Party
from mediation.services import choose
from mediation.views.door import StaffRequest, staff_only
from mediation.workflow import Way

RATE = 30  # commands a minute from one client


@staff_only
@require_safe
def mediators(request: StaffRequest, code: str) -> HttpResponse:
    """Everybody of the organisation, the best first."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: StaffRequest, code: str) -> HttpResponse:
    """选调解员."""
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return redirect("mediation:mediators", code)
    form = NameForm(request.POST, mediation=found, staff=request.user)
    return _done(request, found, form, "已选定调解员。")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: StaffRequest, code: str) -> HttpResponse:
    """换调解员, recorded for a party."""
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return redirect("mediation:mediators", code)
    form = RecuseForm(request.POST, mediation=found, staff=request.user)
    return _done(request, found, form, "已登记，请另选一位调解员。")


@require_http_methods(["GET", "HEAD", "POST"])
def pick(request: HttpRequest, token: str) -> HttpResponse:
    """A party's list of whom she may choose; POST: the one she chose."""
    found = party_by_token(token)
    if request.method != "POST":
        return _list(request, found)
    now = timezone.now()
    try:
        hit("party", client_address(request), limit=RATE, window=60)
        asked = request.POST.get("mediator", "")
        people = {str(one.pk): one for one in candidates.open_to_parties(found.mediation, now)}
        if asked not in people:
            raise Refused("not_here", choose.NOT_HERE)
        choose.pick_mediator(
            found, mediator=people[asked], now=now, client_key=uuid_of(request.POST.get("client_key", ""))
        )
    except Refused as refusal:
        return _list(request, party_by_token(token), refusal=refusal)
    return redirect("mediation:party", token)


@require_http_methods(["GET", "HEAD", "POST"])
def other(request: HttpRequest, token: str) -> HttpResponse:
    """换一位: asked once more on a page of its own, then done; no reason is asked for."""
    found, refusal = party_by_token(token), None
    if request.method == "POST":
        try:
            hit("party", client_address(request), limit=RATE, window=60)
            choose.recuse(
                found,
                who=party(found),
                way=Way.LINK,
                now=timezone.now(),
                client_key=uuid_of(request.POST.get("client_key", "")),
            )
            return redirect("mediation:party", token)
        except Refused as fault:
            refusal = fault
    if not found.is_in:
        return redirect("mediation:party", token)  # who mediates between the others is not hers to know any more
    context = {"party": found, "mediator": selectors.mediator_title(found.mediation), "client_key": uuid4()}
    context["refusal"] = refusal
    return render(request, "mediation/party_other.html", context, status=refusal.status if refusal else 200)


def _list(request: HttpRequest, found: Party, *, refusal: Refused | None = None) -> HttpResponse:
    now = timezone.now()
    people = candidates.open_to_parties(found.mediation, now) if found.mediation.is_running else []
    context = {
        "party": found,
        "faces": [candidates.face(one) for one in people],
        "choice": candidates.choice_of(found),
        "client_key": uuid4(),
        "refusal": refusal,
    }
    return render(request, "mediation/party_mediators.html", context, status=refusal.status if refusal else 200)


def _done(request: StaffRequest, found: Mediation, form: NameForm | RecuseForm, said: str) -> HttpResponse:
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        form.act(timezone.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, mediation_for(request.user, found.code), form=form, refusal=refusal)
    messages.success(request, said)
    return redirect("mediation:mediators", found.code)


def _page(
    request: StaffRequest,
    found: Mediation,
    *,
    form: NameForm | RecuseForm | None = None,
    refusal: Refused | None = None,
) -> HttpResponse:
    now, language = timezone.now(), request.GET.get("language", "")
    spoken = language if language in Language.values else ""
    may = {action.name for action in selectors.doable(found, request.user)}
    naming = form if isinstance(form, NameForm) else NameForm(mediation=found, staff=request.user)
    refused = set(found.recusals.values_list("side", flat=True))
    context = {
        "mediation": found,
        "fits": candidates.suggestions(found.complaint, now, mediation=found, language=spoken),
        "languages": [one for one in Language if one != Language.MANDARIN],
        "language": spoken,
        "form": naming if "choose" in may else None,
        "asked": naming.data.get("mediator", "") if naming.is_bound else "",
        "recusals": found.recusals.select_related("mediator__staff"),
        "seats": [
            (one, RecuseForm(mediation=found, staff=request.user, party=one.pk))
            for one in selectors.everybody(found)
            if "recuse" in may and found.mediator_id and one.is_in and one.side not in refused
        ],
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/mediators.html", context, status=refusal.status if refusal else 200)
