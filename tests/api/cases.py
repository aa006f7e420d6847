"""What tests of the API share: a program that speaks for a member of staff, and the one form of every fault."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from complaints.models import Complaint
from governance.models import Staff
from governance.services import api_token
from tests.cases import StoryCase

DESK = "/api/v1/desk/complaints/"


class ApiCase(StoryCase):
    """A story told in JSON."""

    def program(self, staff: Staff) -> Client:
        """A client with the token of this member of staff."""
        return Client(headers={"Authorization": f"Token {api_token(staff)}"})

    def send(self, client: Client, path: str, body: Any) -> HttpResponse:
        """POST JSON; bytes and strings go as they are."""
        raw = body if isinstance(body, (bytes, str)) else json.dumps(body)
        return client.post(path, raw, content_type="application/json")

    def do(self, staff: Staff, case: Complaint, verb: str, **given: Any) -> HttpResponse:
        """One command on one case."""
        body = {"client_key": str(uuid4()), **given}
        return self.send(self.program(staff), f"{DESK}{case.code}/{verb}/", body)

    def assertRefused(self, answer: HttpResponse, status: int, code: str, *fields: str) -> dict[str, Any]:
        """The answer is a fault in the one form, with a Chinese sentence and words for exactly these fields."""
        self.assertEqual(answer.status_code, status, answer.content.decode())
        self.assertEqual(answer["Content-Type"], "application/json")
        body = answer.json()
        self.assertEqual(list(body), ["error"])
        self.assertEqual(set(body["error"]), {"code", "sentence", "fields"})
        self.assertEqual(body["error"]["code"], code)
        self.assertRegex(body["error"]["sentence"], "[\u4e00-\u9fff].*[。！]$")
        self.assertEqual(set(body["error"]["fields"]), set(fields))
        for words in body["error"]["fields"].values():
            self.assertRegex(words, "[\u4e00-\u9fff]")
        return body["error"]
