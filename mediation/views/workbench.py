"""One mediation on a tablet, and every verb that may be done to it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from binan.kit.http import number_of
from mediation import blocks, selectors, sequel, signatories
from mediation.access import leads, mediation_for
from mediation.forms import FORMS, VerbForm
from mediation.models import Mediation, Party
from mediation.views.command import carry_out
from mediation.views.door import StaffRequest, staff_only
from mediation.views.session_page import panel

FOR_A_PARTY = ("consent", "refuse", "terminate", "drop_party", "describe", "add_agent")
# What is drawn in the aside; the others stand beside a party or a signature.
IN_THE_ASIDE = ("book", "start", "agree", "rebook", "no_show", "unbook", "add_party", "rework", "fail", "halt")
NEXT = IN_THE_ASIDE[:3]  # the one that leads on is the large button


@staff_only
@require_safe
def one(request: StaffRequest, code: str) -> HttpResponse:
    """The parties, the session, the agreement, the history, and what she may do now."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. Opened by hand or after a login it leads to the mediation."""
    if verb not in FORMS:
        raise Http404
    return carry_out(
        request,
        code,
        lambda found: FORMS[verb](request.POST, mediation=found, staff=request.user, party=_whose(verb, request)),
        _page,
        "mediation:one",
    )


def _whose(verb: str, request: StaffRequest) -> int | None:
    """Whose form was sent, for the verbs that have one for each party."""
    return number_of(request.POST.get("party", "")) if FORMS[verb].per_party else None


def _page(
    request: StaffRequest, found: Mediation, *, form: VerbForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    may = {action.name for action in selectors.doable(found, request.user)}

    def offered(verb: str, party: Party | None = None) -> VerbForm | None:
        whose = party.pk if party else None
        if form and (form.verb, form.whose) == (verb, whose):
            return form
        if verb not in may:
            return None
        known = FORMS[verb].of(party) if party else None
        return FORMS[verb](mediation=found, staff=request.user, party=whose, known=known)

    if form and refusal and form.verb == "sign":
        refusal = form.refusal(refusal)  # it is drawn beside a signature, without room for what is wrong
    agreement = selectors.agreement_of(found)
    everybody = selectors.everybody(found)
    verbs = [each for verb in IN_THE_ASIDE if verb in may and (each := offered(verb))]
    context = {
        "mediation": found,
        "case": found.complaint,
        "sees_case": selectors.sees_case(found, request.user),
        "seats": [(party, *(offered(verb, party) for verb in FOR_A_PARTY)) for party in everybody],
        "alone": selectors.alone(everybody),
        "booking": selectors.current_booking(found),
        "flags": selectors.dangers(found) if found.is_running else [],
        "offer": selectors.open_offer(found),
        "may": may,
        "agreement": agreement,
        "confirm_by": sequel.confirm_last_day(agreement) if agreement else None,
        "blocks": blocks.of(agreement) if agreement else [],
        "places": signatories.places(found, agreement) if agreement else [],
        "signed_on": request.POST.get("signed_on", ""),
        "entries": selectors.history(found),
        "may_sign": "sign" in may,
        "leads": leads(request.user, found),
        "verbs": verbs,
        "next_verb": next((each.verb for each in verbs if each.verb in NEXT), ""),
        "refusal": refusal,
        "session": panel(found, request.user),
        "section": "mediation",
    }
    return render(request, "mediation/one.html", context, status=refusal.status if refusal else 200)
