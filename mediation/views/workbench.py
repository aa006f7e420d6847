"""One mediation on a tablet, and every verb that may be done to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from mediation import selectors
from mediation.access import mediation_for
from mediation.forms import FAULTY, FORMS, VerbForm
from mediation.models import Mediation
from mediation.views.door import StaffRequest, staff_only
from mediation.workflow import Side

ANSWERS = ("consent", "refuse", "terminate")
# What is drawn in the aside; the others stand beside a party or a signature.
IN_THE_ASIDE = ("book", "start", "agree", "rebook", "unbook", "fail")
NEXT = IN_THE_ASIDE[:3]  # the one that leads on is the large button


@staff_only
@require_safe
def one(request: StaffRequest, code: str) -> HttpResponse:
    """Both parties, the session, the agreement, the history, and what she may do now."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do one verb. Opened by hand or after a login it leads to the mediation."""
    if verb not in FORMS:
        raise Http404
    found = mediation_for(request.user, code)
    if request.method != "POST":
        return redirect("mediation:one", code)
    form = FORMS[verb](request.POST, mediation=found, staff=request.user, side=_side(verb, request))
    try:
        if not form.is_valid():
            raise Refused(*FAULTY)
        form.act(timezone.now())
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, mediation_for(request.user, code), form=form, refusal=refusal)
    messages.success(request, form.done)
    return redirect("mediation:one", code)


def _side(verb: str, request: StaffRequest) -> str:
    """Whose form was sent, for the verbs that have one for each side."""
    asked = request.POST.get("side", "")
    return asked if FORMS[verb].sided and asked in Side.values else ""


def _page(
    request: StaffRequest, found: Mediation, *, form: VerbForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    may = {action.name for action in selectors.doable(found, request.user)}

    def offered(verb: str, side: str = "") -> VerbForm | None:
        if form and (form.verb, form.whose) == (verb, side):
            return form
        return FORMS[verb](mediation=found, staff=request.user, side=side) if verb in may else None

    agreement = selectors.agreement_of(found)
    verbs = [each for verb in IN_THE_ASIDE if verb in may and (each := offered(verb))]
    context = {
        "mediation": found,
        "case": found.complaint,
        "sees_case": selectors.sees_case(found, request.user),
        "seats": [(party, *(offered(verb, party.side) for verb in ANSWERS)) for party in selectors.sides(found)],
        "booking": selectors.current_booking(found),
        "agreement": agreement,
        "signatures": selectors.signatures(found, agreement) if agreement else [],
        "entries": selectors.history(found),
        "may_sign": "sign" in may,
        "verbs": verbs,
        "next_verb": next((each.verb for each in verbs if each.verb in NEXT), ""),
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/one.html", context, status=refusal.status if refusal else 200)
