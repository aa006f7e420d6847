"""What a page of ours may ask a telephone for: the microphone, of our own pages only, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from binan.kit.middleware import Around

POLICY = (
    "microphone=(self), camera=(), geolocation=(), payment=(), usb=()"  # the file input's camera needs no permission
)


class Permissions(Around):
    """Says so with every answer."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response["Permissions-Policy"] = POLICY
        return response
