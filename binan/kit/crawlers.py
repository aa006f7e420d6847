"""A page behind a secret link is for the person who holds the link: programs that collect pages get nothing of it.

Somebody pastes her link into a public group, and a search engine or a preview comes for it. `noindex` asks such a program
to read and not to tell; it is better that it reads nothing (decision 0008).
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from binan.kit.errors import NotAllowed
from binan.kit.http import refusal_response
from binan.kit.middleware import Around

SECRET_LINKS = ("/c/", "/r/", "/m/")
# What programs that collect pages call themselves: Googlebot, GoogleOther, Baiduspider, ia_archiver, facebookexternalhit, Yeti,
# WhatsApp for its previews. CUBOT is a telephone.
CRAWLER = re.compile(
    r"spider|crawl|slurp|archiver|external(?:hit|agent|fetcher)|preview|(?<!cu)bot(?![a-z])|^google|googleother|mediapartners"
    r"|inspectiontool|\byeti\b|^whatsapp",
    re.IGNORECASE,
)
NOT_FOR_CRAWLERS = NotAllowed(
    "not_for_crawlers", _("这一页只给收到链接的人看。请用手机自带的浏览器或者微信打开；打不开请打 12345。")
)


class NoCrawlers(Around):
    """Refuses programs that collect pages at every address that begins with a secret link, before anything is looked up."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path.startswith(SECRET_LINKS) or not CRAWLER.search(request.headers.get("User-Agent", "")):
            return None
        response = refusal_response(request, NOT_FOR_CRAWLERS)
        response["X-Robots-Tag"] = "noindex"
        return response
