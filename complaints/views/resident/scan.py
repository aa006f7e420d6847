"""The pages behind a scanned code: the landing and the form."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from binan.kit import phones
from binan.kit.errors import Moved, Refused
from binan.kit.http import client_address, wants_json
from binan.kit.masking import plain
from binan.kit.pages import same_for_all
from complaints.forms import IntakeForm
from complaints.models import TimelineEntry
from complaints.neighbourhood import heard_at, lately
from complaints.services.intake import TEXT_MAX, admit, file_complaint, told_before
from complaints.taxonomy import GLANCE, understand
from complaints.views.resident import again, retold
from complaints.views.resident.phone import arrived, sent_back
from complaints.workflow import Nature, Urgency
from governance.levels import Level
from governance.models import Place
from governance.selectors import place_by_code, station_places
from governance.services import footfall

LANDING_KEPT = 10  # seconds
HEADINGS = {
    Nature.COMPLAINT: _("我要投诉"),
    Nature.HELP: _("我要求助"),
    Nature.CONSULT: _("我要咨询"),
    Nature.SUGGEST: _("我要建议"),
}


@require_safe
@same_for_all(LANDING_KEPT)
def landing(request: HttpRequest, place: str) -> HttpResponse:
    """What a scan opens: where we are, four things to do, the way to a case, telephone numbers."""
    found = place_by_code(place)
    if found is None or found.retired_at:
        return unknown(request, found)
    now = timezone.now()
    community = found.unit.chain().get(Level.COMMUNITY)
    context = {
        "file_url": reverse("complaints:file", args=[found.code]),
        "community": community,
        "figures": lately(community, now) if community else None,
        "heard": heard_at(found, now),
        # Whoever has logged in on this telephone stands before the plate: one tap to say that it is well. No look into the session.
        "at_work": settings.SESSION_COOKIE_NAME in request.COOKIES,
        "official_host": urlsplit(settings.PUBLIC_URL).netloc,
        **about(found),
    }
    response = render(request, "complaints/landing.html", context)
    if request.method == "GET":
        response.each = partial(footfall.count, found.pk, footfall.SCANS)  # type: ignore[attr-defined]
        response.each()  # type: ignore[attr-defined]
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, place: str) -> HttpResponse:
    """The form. A danger in the text never waits for a second tap: the case is filed, its page leads with the numbers."""
    found = place_by_code(place)
    if found is None or found.retired_at:
        return unknown(request, found)
    now = timezone.now()
    begun = request.POST.get("begin") == "1"  # from a page that has the words already: nothing is filed yet
    words = plain(request.POST.get("question", ""))[:TEXT_MAX] if begun else ""
    form = IntakeForm(request, now=now, blank=begun, initial={"nature": request.GET.get("nature", ""), "text": words})
    status = 200
    if request.method == "POST" and not begun:
        try:
            entry = _filed(request, form, found, now)
            return again.remember(arrived(request, entry), request, entry.complaint)
        except again.Alike as offer:
            if wants_json(request):
                return sent_back(form, offer)
            return again.ask(request, form, offer, reverse("complaints:landing", args=[found.code]))
        except Refused as refusal:
            if wants_json(request):
                return sent_back(form, refusal)
            status = refusal.status
    if request.method == "GET":
        footfall.count(found.pk, footfall.OPENS)
    return render(request, "complaints/form.html", _form_page(form, found), status=status)


def _filed(request: HttpRequest, form: IntakeForm, place: Place, now: datetime) -> TimelineEntry:
    """File what the form holds; on any refusal the form knows the sentence and holds the photos."""
    # A phone whose answer got lost asks again; the photos it held are with the case by now.
    before = told_before(request.POST.get("client_key", ""))
    more = retold.change(request, before) if before else retold.Change()
    if before and not more:
        return before
    try:
        admit(client_address(request), request.POST.get("text", ""))
        _must_go(request, form)
        if before:
            retold.spare(form, more)
        if not form.is_valid():
            raise Refused("form", _("请按提示改一下，再提交。"))
        key = form.cleaned_data["client_key"]
        if before:
            try:
                return retold.add(before, form, more, now)
            except Moved:  # that case is over by now: a new one
                key = retold.derived(key, more)
        if entry := again.added(request, form, place, now):
            return entry
        file_complaint(place=place, filing=form.filing(), client_key=key, now=now)
        filed = told_before(str(key))
        assert filed
        return filed
    except Refused as refusal:
        form.refuse(refusal)
        raise


def _must_go(request: HttpRequest, form: IntakeForm) -> None:
    """Neither a number that cannot be rung nor a photo that cannot be read stops a danger, or a letter that goes out by itself:
    both were promised to go.

    The number is kept beside the case, read like any number by whoever says why, and the case's page says how to put it right.
    """
    posted = cast(QueryDict, form.data).copy()
    form.must_go = not again.attended(request) or _danger(posted.get("text", ""), posted.get("nature", ""))
    if form.must_go and (number := retold.unreachable(request)):
        posted["phone"] = ""
        form.data, form.phone_said = posted, number


def unknown(request: HttpRequest, place: Place | None) -> HttpResponse:
    """A code that leads nowhere: say so, and offer every community."""
    context = {"retired": place is not None, "stations": station_places()}
    return render(request, "complaints/unknown_code.html", context, status=404)


def about(place: Place) -> dict[str, object]:
    """Where a place is, in words, and the community's telephone."""
    chain = place.unit.chain()
    near = [chain[level] for level in (Level.SUBDISTRICT, Level.COMMUNITY) if level in chain]
    station = next((unit for unit in reversed(near) if unit.phone), None)
    return {
        "place": place,
        "where": "".join(unit.name for unit in near),
        "station": station,
        "phone": phones.local(station.phone) if station else "",
        "phone_shown": phones.grouped(station.phone) if station else "",
    }


def _form_page(form: IntakeForm, place: Place) -> dict[str, object]:
    nature = form["nature"].value()
    heading = HEADINGS[Nature(nature)] if nature in Nature.values else HEADINGS[Nature.COMPLAINT]
    landing_url = reverse("complaints:landing", args=[place.code])
    # A danger in a form that was refused: the numbers stand there also where no script raises them.
    danger = _danger(form["text"].value() or "", nature)
    return {
        "form": form, "heading": heading, "landing_url": landing_url, "danger": danger, "danger_words": GLANCE, **about(place)
    }  # fmt: skip


def _danger(text: str, nature: str) -> bool:
    typed = plain(text)[:TEXT_MAX]
    return bool(typed) and understand(typed, nature).urgency == Urgency.P0
