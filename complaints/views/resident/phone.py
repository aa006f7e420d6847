"""What a resident's phone asks for itself (static/js/outbox.js): her own list, a fresh token, a place for one photo; and
how the forms answer a script instead of a person."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binan.kit.errors import NotAllowed, Refused
from binan.kit.http import client_address, foreign, refusal_body, wants_json
from binan.kit.throttle import hit
from complaints.forms import PhotoForm
from complaints.models import TimelineEntry
from complaints.services import attachments, intake

CREATED = 201
OVER = _("这件事已经结束，补充没有加进去。您写的还在，可以当新的一件提交。")
FOREIGN = _("这一步只能在我们自己的网页上做。请重新扫码，或者从首页进入。")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """我的诉求: a frame with nothing personal in it; the phone fills it from its own memory, also without a network."""
    return render(request, "complaints/mine.html")


@csrf_exempt  # whoever asks from a page of ours learns a token of her own and what she wrote herself; nothing is kept
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token(request: HttpRequest) -> JsonResponse:
    """A token for what the phone is about to send: the one in a form it kept may have grown stale.

    While somebody looks at the form, its words come along: where they speak of danger, the phone shows the numbers before it
    sends them. So the stop is decided where the case will be, and costs no question more.
    """
    if foreign(request):  # its browser sends no cookie along, and a new one would spoil the forms that stand open
        raise NotAllowed("foreign", FOREIGN)
    danger = intake.foreseen(client_address(request), request.POST.get("text", ""), request.POST.get("nature"))
    return JsonResponse({"csrf": get_token(request), "danger": danger})


@require_POST
def hold(request: HttpRequest) -> JsonResponse:
    """One photo on its way: checked, re-encoded and held for a day under the secret that the letter will name.

    A letter of six photos that breaks off at the fifth goes on there. Raises `Refused` for what is no photo.
    """
    # Decoding is what costs; a client may send no more photos than a full rate of filings carries.
    hit("hold", client_address(request), limit=settings.INTAKE_RATE * settings.PHOTOS_MAX, window=60)
    now = timezone.now()
    photos = attachments.check(request.FILES.getlist("files")[:1])
    if not photos:
        raise Refused("files", attachments.NOT_A_PHOTO)
    return JsonResponse({"held": attachments.hold(photos, now=now)[0].held}, status=CREATED)


def arrived(request: HttpRequest, entry: TimelineEntry, token: str = "") -> HttpResponse:
    """The answer to a form that was taken: the case's page, or to a script what a phone keeps of a case.

    `received` is the server's watch, whenever the letter was written: from there the promises of a case count. `added`: it
    became an addition, for which no promise begins. `token`: the link she came by, of which there is more than one.
    """
    case = entry.complaint
    if not wants_json(request):
        return redirect("complaints:case", token or case.token)
    body = {
        "url": redirect("complaints:case", token or case.token)["Location"],
        "code": case.code,
        "place": case.place.name if case.place else case.unit.name,
        "stage": case.get_stage_display(),
        "at": int(case.filed_at.timestamp() * 1000),
        "received": timezone.localtime(entry.at).strftime("%H:%M"),
        "added": entry.kind == "add_info",
    }
    return JsonResponse(body, status=CREATED)


def sent_back(form: PhotoForm, refusal: Refused, again: str = "") -> JsonResponse:
    """The answer to a script whose form was refused: the sentence, and what stands at which field.

    `again`: the form in which her words can still go, where the one they were written in takes nothing any more.
    """
    fields = {name: str(errors[0]) for name, errors in form.errors.items() if name != "__all__"}
    general = form.non_field_errors()
    sentence = str(general[0]) if general else next(iter(fields.values()), refusal.sentence)
    code = "held_gone" if form.photos_gone else refusal.code
    body = refusal_body(Refused(code, OVER if again else sentence, fields=fields))
    if again:
        body["error"]["again"] = again
    answer = JsonResponse(body, status=refusal.status)
    if wait := getattr(refusal, "retry_after", 0):
        answer["Retry-After"] = str(wait)
    return answer
