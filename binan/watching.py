"""Every look of staff at personal data is in the audit before she sees it (等保三级): one middleware for one table."""

from __future__ import annotations

from dataclasses import replace

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse

from binan import watched
from binan.kit import asking
from binan.kit.middleware import Around
from complaints.selectors import audited as cases
from governance.deeds import Deed, Subject
from governance.models import Staff
from governance.services import audit

PARTNERS = ("api_call_records",)


class Watching(Around):
    """Says what is being answered, and writes down what was seen, or refused, before the answer goes out: what cannot be written
    down is not shown. Stands inside the login and around the views."""

    def __call__(self, request: HttpRequest) -> object:
        if self.is_async:
            return self._later(request)
        with asking.answering(request):
            return seen(request, self.get_response(request))

    async def _later(self, request: HttpRequest) -> HttpResponse:
        with asking.answering(request):
            response = await self.get_response(request)
            return await sync_to_async(seen)(request, response) if _concerns(request) else response


def seen(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Write down what this answer shows to whom; returns it unchanged."""
    if _by_a_partner(request):
        heard = response.status_code == 200
        if heard:
            audit.record(Deed.PARTNER_SENT, subject=Subject.PARTNER)
        else:
            audit.look(Deed.PARTNER_SENT, staff=None, subject=Subject.PARTNER, ok=False)
        return response
    found = watched.look_of(request)
    shown, refused = response.status_code in watched.DRAWN, response.status_code in watched.REFUSED
    if getattr(
        response, "masked", False
    ):  # a row of the board alone, as its view says; no header of the browser is believed
        return response
    if found is None or not (shown or refused) or not isinstance(staff := _staff(request), Staff):
        return response
    look, values = found
    if (shown and look.written) or (thing := look.of(values)) is None:
        return response
    # Who is refused hears nothing of what there is, and so does whoever reads of it: trying a number out is the same for all of them. Only
    # whoever sees a closed case has it kept closed when one thing in it is refused her.
    if thing.closed and refused and not cases.sees(staff, thing.id):
        thing = replace(thing, closed=False)
    audit.look(look.kind, staff=staff, of=thing, ok=shown)
    return response


def _concerns(request: HttpRequest) -> bool:
    """Whether there is anything to ask the database for: residents' pages go without another thread."""
    return _by_a_partner(request) or watched.look_of(request) is not None


def _by_a_partner(request: HttpRequest) -> bool:
    return (
        request.method == "POST" and request.resolver_match is not None and request.resolver_match.view_name in PARTNERS
    )


def _staff(request: HttpRequest) -> Staff | None:
    """Who is logged in; of a lazy user the person itself."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    return getattr(user, "_wrapped", user)
