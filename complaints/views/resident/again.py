"""The same person tells of the same matter again: offered as an addition to her open case, never merged by us.

What shows that she is the same is this browser: a signed cookie that scripts cannot read names the cases filed on it, for a
day and for the form's address only. A telephone number shows nothing; whoever types another person's is told nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from binan.kit import crypto, page_tags, phones
from binan.kit.errors import Refused
from binan.kit.http import wants_json
from complaints import likeness
from complaints.forms import IntakeForm
from complaints.models import Complaint, TimelineEntry
from complaints.models.marks import PHONE
from complaints.neighbourhood import own_open_case
from complaints.services import handling
from complaints.services.intake import Filing
from complaints.services.voice import has_words
from complaints.taxonomy import understand
from complaints.workflow import Urgency
from governance.models import Place

COOKIE, PATH, SALT = "filed", "/q/", "complaints.filed-on-this-phone"
KEPT = int(likeness.PROOF_KEPT.total_seconds())
CASES_MAX = 5


class Alike(Refused):
    """Not filed yet: the person is asked whether it belongs to `earlier`."""

    status = 409

    def __init__(self, earlier: Complaint) -> None:
        day = page_tags.day(timezone.localtime(earlier.filed_at))
        super().__init__(
            "alike", _("您%(day)s反映过类似的事，还在办理中。请选择补充到那一件，还是单独提交。") % {"day": day}
        )
        self.earlier = earlier


def added(request: HttpRequest, form: IntakeForm, place: Place, now: datetime) -> TimelineEntry | None:
    """What the form holds, added to her open case as the person chose; None when it is to be filed.

    Raises `Alike` when there is such a case and she has not been asked yet. A page that sends later by itself asks nobody:
    scripts say `attended` while somebody looks at the form.
    """
    filing, choice = form.filing(), request.POST.get("same", "")
    key = form.cleaned_data["client_key"]
    shown = proofs(request)
    earlier = own_open_case(_telling(request, filing, place, choice), shown, key, now) if shown else None
    if earlier is None:
        return None
    if choice != "add":
        raise Alike(earlier)
    text = f"{filing.text}\n{_('称呼：')}{filing.name}" if filing.name and not earlier.name else filing.text
    return handling.add_info(
        earlier, text=text, photos=list(filing.photos), spoken=filing.voice, now=now, client_key=key
    )


def _telling(request: HttpRequest, filing: Filing, place: Place, choice: str) -> likeness.Telling:
    found = understand(filing.text, filing.nature)
    keys = crypto.blinds(phones.parse(filing.phone), PHONE) if filing.phone else [""]
    return likeness.Telling(
        place=place.pk,
        category=found.category,
        # What nobody has heard may be a danger, so it does not wait for an answer either.
        danger=found.urgency == Urgency.P0 or (filing.voice is not None and not has_words(filing.text)),
        phone_keys=frozenset(keys),
        separate=choice == "other",
        attended=attended(request),
    )


def attended(request: HttpRequest) -> bool:
    """Whether somebody looks at the form and can answer; scripts say so."""
    return not wants_json(request) or request.POST.get("attended") == "1"


def ask(request: HttpRequest, form: IntakeForm, offer: Alike, landing_url: str) -> HttpResponse:
    """The question, with all that was typed and the photos held, for browsers without script."""
    typed = {name: form.cleaned_data[name] for name in ("text", "phone", "identity", "name", "nature", "client_key")}
    context = {"earlier": offer.earlier, "typed": typed, "form": form, "landing_url": landing_url}
    return render(request, "complaints/again.html", context, status=offer.status)


def remember(response: HttpResponse, request: HttpRequest, case: Complaint) -> HttpResponse:
    """Let this browser show for a day that it filed the case; private matters leave no trace on a phone."""
    if likeness.echo(case.category).tier != likeness.PRIVATE:
        keys = [case.token_key, *(key for key in proofs(request) if key != case.token_key)][:CASES_MAX]
        response.set_cookie(
            COOKIE, signing.dumps(keys, salt=SALT), max_age=KEPT, path=PATH, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return response


def proofs(request: HttpRequest) -> list[str]:
    """The `token_key`s of the cases this browser filed within a day; none when the cookie is missing, old or not ours."""
    try:
        return cast(list[str], signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT))
    except signing.BadSignature:
        return []


@csrf_exempt  # takes a memory away and can tell nobody anything
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """清除本机记录, the part that only the server can wipe."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response
