"""The door of the house: home page, service worker, manifest, offline page, and what a stale form answers."""

from __future__ import annotations

import json
import sys
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from binan.kit.errors import NotAllowed
from binan.kit.faults import passing
from binan.kit.http import refusal_body, refusal_response, wants_json
from governance.selectors import station_places

SHELL = (
    "css/tokens.css",
    "css/app.css",
    "js/outbox.js",
    "js/carry.js",
    "js/app.js",
    "js/intake.js",
    "js/photos.js",
    "js/sending.js",
    "js/mine.js",
    "js/case.js",
    "js/countdown.js",
    "js/words-en.js",
    "icons/sprite.svg",
    "icons/icon-96.png",
)
# Made by tests/browser/test_installable.py with PICTURES=1.
SCREENS = (
    ("phone-form", "780x1688", "narrow", "写几句话，拍张照，一按就提交"),
    ("phone-mine", "780x1688", "narrow", "我的诉求：没有网络也能打开"),
    ("wide-home", "1180x820", "wide", "有事找我们，5 分钟内回电"),
)
STALE = _("页面开得太久了，这一步没有做成，什么都没有改动。请刷新页面再试一次。")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where to look up a case, and every community for those who have no code at hand."""
    return render(request, "home.html", {"stations": station_places()})


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when there is no network; holds nothing personal."""
    return render(request, "offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker at the root, so that its scope is the whole site; its version is a digest of what it caches."""
    if not settings.SERVICE_WORKER:
        return _script(render_to_string("sw_off.js"))
    urls = [static(name) for name in SHELL]
    with override(settings.LANGUAGE_CODE):  # another language of the reader is no new version
        bodies = [render_to_string(name, request=None) for name in ("offline.html", "complaints/mine.html")]
    version = sha256("\n".join([*urls, *bodies]).encode()).hexdigest()[:12]
    shell = json.dumps(["/offline/", "/mine/", *urls])
    context = {"version": version, "shell": shell, "outbox": static("js/outbox.js"), "carry": static("js/carry.js")}
    return _script(render_to_string("sw.js", context))


def worker_switch(request: HttpRequest) -> dict[str, bool]:
    """For every template: whether pages leave the service worker alone (`BINAN_WORKER`)."""
    return {"no_worker": not settings.SERVICE_WORKER}


def _script(script: str) -> HttpResponse:
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest."""
    icons = [("icon-192", 192, "any"), ("icon-512", 512, "any"), ("maskable-512", 512, "maskable")]
    body = {
        "id": "/",
        "name": "民呼我为·滨安码",
        "short_name": "滨安码",
        "description": "扫码反映诉求，5 分钟内回电，全程可查。",
        "lang": "zh-CN",
        "start_url": "/mine/",  # opens to her own cases, without a network too
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f7f8",
        "theme_color": "#00687a",
        "icons": [
            {"src": static(f"icons/{name}.png"), "sizes": f"{px}x{px}", "type": "image/png", "purpose": purpose}
            for name, px, purpose in icons
        ],
        "shortcuts": [
            {"name": name, "url": url, "icons": [{"src": static("icons/icon-96.png"), "sizes": "96x96"}]}
            for name, url in (("查进度", "/track/"), ("我的诉求", "/mine/"), ("首页", "/"))
        ],
        "screenshots": [
            {
                "src": static(f"screens/{name}.png"),
                "sizes": sizes,
                "type": "image/png",
                "form_factor": shape,
                "label": label,
            }
            for name, sizes, shape, label in SCREENS
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long: what was typed comes back with a fresh token, to be sent by one more tap.

    Only a page of our own gets that offer; a foreign origin learns nothing and changes nothing. Passwords never return.
    """
    if wants_json(request) or request.headers.get("HX-Request"):
        return refusal_response(request, NotAllowed("stale_page", STALE))
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "password")
    ]
    context = {"kept": kept if own else [], "photos": own and request.FILES, "sentence": STALE}
    return render(request, "403_csrf.html", context, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; the number leads to the lines of the log. No database, no session: they may be what failed. A fault that
    passes by itself is a 503 that says so (`kit.faults`)."""
    number, refusal = getattr(request, "number", ""), passing(sys.exc_info()[1])
    if refusal is None:
        return HttpResponseServerError(render_to_string("500.html", {"number": number}))
    answer: HttpResponse
    if wants_json(request):
        answer = JsonResponse(refusal_body(refusal), status=refusal.status)
    else:
        answer = HttpResponse(
            render_to_string("503.html", {"refusal": refusal, "number": number}), status=refusal.status
        )
    answer["Retry-After"] = str(refusal.retry_after)
    return answer
