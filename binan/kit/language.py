"""The language of a page. Residents read Chinese or English, staff read Chinese; what is stored, sent and pushed is Chinese.

A resident's choice by hand (the cookie `lang`, set by /display/) goes before what the browser asks for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from binan.kit.middleware import Around

CHINESE, ENGLISH = "zh-hans", "en"
CHOSEN = {"zh": CHINESE, "en": ENGLISH}  # what the cookie may say
STAFF = ("/desk/", "/mediation/", "/roster/", "/oversight/", "/admin/", "/api/", "/login/", "/logout/")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
# A run of Chinese with the numbers and marks inside it.
HAN_RUN = re.compile(
    r"[\u3400-\u9fff](?:[\u3001-\u303f\u3400-\u9fff\uff00-\uffef\w·“”]*[\u3400-\u9fff\uff09\u3002\d])?"
)

MOMENT = re.compile(r"(\d{1,2})月(\d{1,2})日(?:（周.）)? ?(\d\d:\d\d)?")
MONTHS = "- Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@lru_cache(maxsize=256)
def asked(header: str) -> str:
    """The language for an `Accept-Language`: the first of Chinese and English in it; English for whoever reads neither."""
    wanted = [tag.lower() for tag, _ in parse_accept_lang_header(header[:200])]
    for tag in wanted:
        if tag.startswith("zh") or tag == "*":
            return CHINESE
        if tag.startswith("en"):
            return ENGLISH
    return ENGLISH if wanted else CHINESE


def language_of(request: HttpRequest) -> str:
    """The language of the answer to this request."""
    if request.path.startswith(STAFF):
        return CHINESE
    return CHOSEN.get(request.COOKIES.get("lang", "")) or asked(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


class PageLanguage(Around):
    """Speaks the visitor's language while the answer is made, and tells caches what the page depends on."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        translation.activate(language_of(request))
        return None

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        translation.deactivate()
        if not request.path.startswith(STAFF) and response.get("Content-Type", "").startswith("text/html"):
            response["Content-Language"] = "en" if language_of(request) == ENGLISH else "zh-CN"
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def in_chinese() -> translation.override:
    """A context in which what is stored or pushed to others stays Chinese, whoever caused it."""
    return translation.override(CHINESE)


def in_english(value: str) -> str:
    """A stored Chinese value for an English sentence: a word of our tables translated, a moment as `24 Nov, 14:00`, else as it is."""
    if at := MOMENT.fullmatch(value):
        return f"{int(at[2])} {MONTHS[int(at[1]) % 13]}{', ' + at[3] if at[3] else ''}"
    return translation.gettext(value) if value else value


def is_english() -> bool:
    """Whether the page being made is an English one."""
    return translation.get_language() == ENGLISH
