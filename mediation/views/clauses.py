"""The table at which clauses are agreed, on the mediator's tablet."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit.errors import Refused
from mediation import blocks, hearing, negotiation, selectors
from mediation.access import mediation_for
from mediation.accord.ladder import settled
from mediation.forms import VerbForm
from mediation.forms.clauses import TABLE_FORMS
from mediation.models import Mediation
from mediation.views.command import carry_out
from mediation.views.door import StaffRequest, staff_only

ASIDE = ("write", "draft", "owe", "issue")
# Where what is missing is put right: anchors of the page.
ANCHORS = {
    "facts": "draft_facts", "issues": "draft_issues", "responsibility": "draft_responsibility",
    "performance": "obligations", "obligations": "obligations", "left": "obligations", "content": "write_text",
    "may_name": "issue",
}  # fmt: skip


@staff_only
@require_safe
def table(request: StaffRequest, code: str) -> HttpResponse:
    """The clauses with everybody's word, the draft, and what is still missing."""
    return _page(request, mediation_for(request.user, code))


@staff_only
@require_safe
def words(request: StaffRequest, code: str) -> HttpResponse:
    """How each party would change a clause: said to the mediators alone, so it stands on no page that lies on the table."""
    found = mediation_for(request.user, code)
    if not hearing.hears_talks(request.user, found):
        raise Http404
    context = {"mediation": found, "rungs": negotiation.rungs(found), "section": "mediation"}
    return render(request, "mediation/clause_words.html", context)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str, verb: str) -> HttpResponse:
    """Do one thing at the table. Opened by hand or after a login it leads to the table."""
    if verb not in TABLE_FORMS:
        raise Http404
    return carry_out(
        request,
        code,
        lambda found: TABLE_FORMS[verb](request.POST, mediation=found, staff=request.user),
        _page,
        "mediation:clauses",
        onward="mediation:one" if verb == "issue" else "",
    )


def _page(
    request: StaffRequest, found: Mediation, *, form: VerbForm | None = None, refusal: Refused | None = None
) -> HttpResponse:
    may = {action.name for action in selectors.doable(found, request.user)}
    draft = negotiation.draft(found)
    rungs = negotiation.rungs(found)
    lacks = negotiation.lacking(draft, timezone.localdate()) if "write_clause" in may else []
    context: dict[str, Any] = {
        "mediation": found,
        "rungs": rungs,
        "hears_talks": hearing.hears_talks(request.user, found),
        "forms": {verb: _offered(verb, found, request, form) for verb in ASIDE if "write_clause" in may},
        "typed": form,
        "may": may,
        "settled": settled(rung.clause.state for rung in rungs),
        "agreement": selectors.agreement_of(found),
        "duties": [(row.number, blocks.sentence(row)) for row in negotiation.duties(draft)],
        "lacks": [(lack, ANCHORS.get(lack.field, "clauses")) for lack in lacks],
        "client_key": uuid4(),
        "refusal": refusal,
        "section": "mediation",
    }
    return render(request, "mediation/clauses.html", context, status=refusal.status if refusal else 200)


def _offered(verb: str, found: Mediation, request: StaffRequest, form: VerbForm | None) -> VerbForm:
    """The form of a verb: what was typed, or a fresh one. An edit of one clause is not the form for a new one."""
    if form and form.verb == verb and not form.data.get("number"):
        return form
    return TABLE_FORMS[verb](mediation=found, staff=request.user)
