"""How large the pages are shown: 标准版 and 长辈版."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 3600  # seconds


@csrf_exempt  # sets nothing but how large this browser shows the page, and must not cost every page a token
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Switch the view for browsers without script and lead back; the cookie says nothing personal."""
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    size = "elder" if request.POST.get("size") == "elder" else "standard"
    response.set_cookie("size", size, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
