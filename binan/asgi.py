"""HTTP and websockets for daphne; sockets only from our own origin (threat 12)."""

import os
from urllib.parse import urlsplit

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binan.settings")
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402 - apps must be loaded first
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import WebsocketDenier  # noqa: E402
from django.conf import settings  # noqa: E402
from django.http.request import split_domain_port, validate_host  # noqa: E402
from django.urls import re_path  # noqa: E402

from complaints import taxonomy  # noqa: E402
from complaints.routing import sockets  # noqa: E402

taxonomy.understand("热身：第一位居民不必等词表装好")


class SameOrigin:
    """Refuses a socket that a page of another site opened: browsers send cookies along, and CSRF tokens do not help here.

    An `Origin` must name the host and port the request came to, or `BINAN_PUBLIC_URL`; a client without one is no browser.
    The host itself must be one of `ALLOWED_HOSTS`.
    """

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", "").lower(), headers.get(b"origin", "").lower()
        known = bool(host) and validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        ours = origin in ("", settings.PUBLIC_URL.lower()) or urlsplit(origin).netloc == host
        app = self.inner if known and ours else WebsocketDenier.as_asgi()
        return await app(scope, receive, send)


nowhere = re_path("", WebsocketDenier.as_asgi())
application = ProtocolTypeRouter(
    {"http": http, "websocket": SameOrigin(AuthMiddlewareStack(URLRouter([*sockets, nowhere])))}
)
