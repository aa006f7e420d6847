"""What every address of the API has in common."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView

from complaints.api.parsing import JSONBody
from complaints.api.serializers import ErrorSerializer
from governance.models import Staff


class Address(APIView):
    """An address that takes JSON and tells nothing about itself but in the schema."""

    parser_classes = [JSONBody]
    http_method_names = ["get", "head", "post"]


class OpenAddress(Address):
    """An address for everybody. It knows no session, so a foreign page has nobody's rights to borrow."""

    authentication_classes = []
    permission_classes = []


# Statuses of refusals that belong together.
READING, SENDING = (406,), (400, 406, 413, 415, 422)
STAFF = (401, 403, 404)


def answers(success: dict[int, Any], *faults: int) -> dict[int, Any]:
    """The answers of an address for the schema: those of `success`, and the one form of every fault."""
    return success | dict.fromkeys(faults, ErrorSerializer)


def caller(request: Request) -> Staff:
    """The member of staff who asks; only for addresses that let nobody else in."""
    assert isinstance(request.user, Staff)
    return request.user
