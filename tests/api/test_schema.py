"""What we say about the API is true, and the page that shows it runs under our own rules."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from complaints.services.sync import VERBS
from governance.services import api_token
from tests.api.cases import ApiCase

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 12  # of each address
HANDLER = ClientHandler(enforce_csrf_checks=True)


def wsgi(environ: dict, start: Any) -> list[bytes]:
    """The whole site as a WSGI application that leaves the connection of the test's transaction open."""
    response = HANDLER(environ)
    start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


class SchemaTests(ApiCase):
    def test_it_is_valid_without_a_warning_and_knows_every_verb(self) -> None:
        out = io.StringIO()
        call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
        for verb in VERBS:
            self.assertIn(f"/api/v1/desk/complaints/{{code}}/{verb}/:", out.getvalue())

    def test_its_words_are_chinese(self) -> None:
        schema = self.client.get("/api/v1/schema/?format=json").json()
        said = re.findall(r'"(?:description|summary)": "([^"]+)"', str(schema).replace("'", '"'))
        self.assertGreater(len(said), 50)
        self.assertEqual(
            [words for words in said if not re.search("[\u4e00-\u9fff]", words) and "Token" not in words], []
        )

    def test_its_page_needs_nothing_that_our_policy_forbids(self) -> None:
        page = self.client.get("/api/v1/docs/")
        html = page.content.decode()
        self.assertContains(page, "滨安码 API")
        self.assertEqual(re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", html), [])
        sources = re.findall(r'(?:src|href)="([^"]+)"', html)
        self.assertEqual([url for url in sources if not url.startswith("/")], [])
        self.assertIn("default-src 'self'", page["Content-Security-Policy"])
        script = self.client.get("/api/v1/docs/?script=")
        self.assertEqual(script["Content-Type"], "application/javascript")
        self.assertContains(script, '"validatorUrl": null')

    @pytest.mark.anywhere
    @pytest.mark.slow
    def test_every_address_keeps_to_it_whatever_is_sent(self) -> None:
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", wsgi)
        operations = [found.ok() for found in schema.get_all_operations()]
        self.assertEqual(len(operations), 7 + len(VERBS))
        for operation in operations:
            with self.subTest(operation.label):
                self._fuzz(operation)

    def _fuzz(self, operation: Any) -> None:
        case, token = self.claimed(), api_token(self.world.wang)
        headers = {"Authorization": f"Token {token}", "Accept-Encoding": "identity"}
        real = {"code": case.code, "token": case.token}

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(operation.as_strategy())
        def keeps(sent: Any) -> None:
            for name in sent.path_parameters or {}:
                sent.path_parameters[name] = real[name]
            sent.call_and_validate(headers=headers, checks=CHECKS)

        keeps()
