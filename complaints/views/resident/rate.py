"""The rating page behind the link of an invitation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binan.kit.errors import Refused
from complaints.access import rating_by_token
from complaints.forms import RatingForm
from complaints.services import rating as service


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing (link scanners do); the first answer counts, a second one is shown the first."""
    found = rating_by_token(token)
    form = RatingForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and (found.rated_at or form.is_valid()):
        try:
            if not found.rated_at:
                given = form.cleaned_data
                service.rate(found, choice=given["choice"], comment=given["comment"], now=timezone.now())
            return redirect("complaints:rate", token)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    if form.errors:
        status = 422
    return render(
        request, "complaints/rating.html", {"rating": found, "case": found.complaint, "form": form}, status=status
    )
