"""Addresses that a partner calls, signed (binan/kit/signatures.py)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from binan.kit.signatures import genuine
from complaints.api.base import OpenAddress
from complaints.axb import Unreadable, exchange, offered
from complaints.services import private_numbers


class CallRecords(OpenAddress):
    """What the provider of private numbers says of calls; not there without a provider and a secret."""

    @extend_schema(exclude=True)  # for the one provider; docs/operations.md says how it is signed
    def post(self, request: Request) -> Response:
        """Records in the provider's own form. A repeated delivery counts once."""
        secret, now = settings.AXB["records_secret"], timezone.now()
        if not (offered() and secret):
            raise Http404
        body = request.body
        headers = request.headers
        if not genuine(secret, headers.get("X-Timestamp", ""), headers.get("X-Signature", ""), body, now):
            raise AuthenticationFailed
        try:
            with exchange() as provider:
                records = provider.read(body)
        except Unreadable as fault:
            raise ParseError from fault
        return Response({"new": private_numbers.hear(records, now=now)})
