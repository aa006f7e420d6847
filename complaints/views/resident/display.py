"""How the pages are shown to this browser: 标准版 and 长辈版, colours, language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from binan.kit.language import CHOSEN, asked

YEAR = 365 * 24 * 3600  # seconds
CHOICES = {"size": ("standard", "elder"), "theme": ("auto", "light", "dark", "contrast"), "lang": tuple(CHOSEN)}


@csrf_exempt  # sets nothing but how this browser shows the page, and must not cost every page a token
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Switch the view for browsers without script and lead back; the cookies say nothing personal.

    Whoever chooses what she would see anyway keeps no cookie: her next scan is answered from memory again.
    """
    back = request.POST.get("next", "")
    response = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    for name in CHOICES.keys() & request.POST.keys():
        chosen = request.POST[name]
        if chosen not in CHOICES[name] or chosen == _usual(name, request):
            response.delete_cookie(name, samesite="Lax")
        else:
            response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


def _usual(name: str, request: HttpRequest) -> str:
    """What is shown without a cookie."""
    if name != "lang":
        return CHOICES[name][0]
    browser = asked(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return next(short for short, language in CHOSEN.items() if language == browser)
