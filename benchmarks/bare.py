"""The limit for pages: Django with one view of 1 KB and no middleware, under the same servers as ours."""

from __future__ import annotations

import sys

from django.conf import settings

settings.configure(
    SECRET_KEY="bare" * 16, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], DEBUG=False, USE_TZ=True
)

import django  # noqa: E402

django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

urlpatterns = [path("", lambda request: HttpResponse("x" * 1024))]
wsgi = get_wsgi_application()
asgi = get_asgi_application()


def serve(port: int) -> None:
    """The bare view under daphne's own Server, as `manage.py serve` uses it."""
    from daphne.endpoints import build_endpoint_description_strings
    from daphne.server import Server

    endpoints = build_endpoint_description_strings(host="127.0.0.1", port=port)
    Server(application=asgi, endpoints=endpoints).run()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
