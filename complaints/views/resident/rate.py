"""The rating page behind the link of an invitation."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from binan.kit.http import client_address
from complaints.access import rating_by_token
from complaints.forms import Words
from complaints.models import Rating
from complaints.services import rating as service
from complaints.services.flagging import Seen
from complaints.services.rating import COMMENT_MAX
from complaints.views import origin


class RatingForm(forms.Form):
    """请您评价: five words, one of them."""

    choice = forms.TypedChoiceField(
        label=_("您的评价"),
        choices=Rating.Choice.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个评价。"), "invalid_choice": _("请从这五个里选一个评价。")},
    )
    comment = Words(
        label=_("还想说什么"),
        required=False,
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": format_lazy(_("意见太长了，请控制在 {most} 字以内。"), most=COMMENT_MAX)},
    )
    opened = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing (link scanners do); the first answer counts, a second one is shown the first.

    Whoever is logged in to the desk is asked to leave it to the resident.
    """
    found = rating_by_token(token)
    if request.user.is_authenticated:
        return render(request, "complaints/rating_staff.html", status=403)
    now = timezone.now()
    over = service.is_over(found, now)
    form = RatingForm(
        request.POST if request.method == "POST" else None, initial={"opened": origin.opened(found.token_key, now)}
    )
    if request.method == "POST" and (found.rated_at or over):
        return redirect("complaints:rate", token)
    if request.method == "POST" and form.is_valid():
        try:
            return _take(request, found, form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {"rating": found, "case": found.complaint, "form": form, "over": over}
    return render(request, "complaints/rating.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, found: Rating, form: RatingForm) -> HttpResponse:
    now, given = timezone.now(), form.cleaned_data
    took = origin.since(given["opened"], found.token_key, now)
    seen = Seen(origin.word(request), client_address(request), took)
    service.rate(found, choice=given["choice"], comment=given["comment"], now=now, seen=seen)
    return origin.kept(redirect("complaints:rate", found.token), request)
