"""Whatever goes wrong, a program gets the one form, and what people send never breaks anything."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase

from complaints.services.sync import VERBS
from tests.api.cases import DESK, ApiCase
from tests.world import NOISE

FILE, SYNC, TOKEN = "/api/v1/complaints/", "/api/v1/sync/", "/api/v1/token/"


class ErrorTests(ApiCase):
    def test_paths_that_lead_nowhere(self) -> None:
        for path in (
            "/api/v1/",
            "/api/v1/nothing/",
            "/api/v1/nothing",
            f"{DESK}%00/",
            f"{DESK}a%0Ab/",
            f"{DESK}%E2%80%A8/",
            f"{DESK}a/b/c/",
            "/api/v1/complaints/a b/",
        ):
            self.assertRefused(self.client.get(path, follow=True), 404, "not_found")
        self.assertRefused(self.client.post("/api/v1/nothing/"), 404, "not_found")

    def test_methods_that_are_not_for_this_address(self) -> None:
        for method, path in (
            ("get", FILE),
            ("put", FILE),
            ("delete", f"{FILE}{'x' * 32}/"),
            ("options", FILE),
            ("trace", TOKEN),
        ):
            self.assertRefused(getattr(self.client, method)(path), 405, "method")
        self.assertEqual(self.client.delete(FILE)["Allow"], "POST")

    def test_formats_that_are_not_ours(self) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"):
            self.assertRefused(self.client.post(FILE, "a=1", content_type=kind), 415, "media_type")
        self.assertRefused(self.client.post(TOKEN, {"username": "wang"}), 415, "media_type")
        self.assertRefused(
            self.client.get(f"{FILE}{self.file().token}/", headers={"Accept": "text/html"}), 406, "not_acceptable"
        )

    def test_bodies_that_are_no_json(self) -> None:
        for body in (
            "{", "{'place': 1}", b"\xff\xfe", b'{"text": "\xed\xa0\x80"}', '{"a": NaN}', '{"a": Infinity}', "[" * 100_000,
            '{"a":' * 50_000, '{"place": ' + "9" * 5000 + "}",
        ):  # fmt: skip
            self.assertRefused(self.send(self.client, FILE, body), 400, "unreadable")

    def test_bodies_that_are_json_of_another_kind(self) -> None:
        for body in ("[]", '"x"', "7", "true", "[[[[]]]]"):
            self.assertRefused(self.send(self.client, FILE, body), 422, "invalid", "body")
        self.assertRefused(self.send(self.client, FILE, "null"), 422, "needs", "body")
        self.assertRefused(self.send(self.client, FILE, ""), 422, "needs", "place", "text")

    def test_bodies_that_are_too_large(self) -> None:
        self.assertRefused(self.send(self.client, FILE, {"text": "x" * 300_000}), 413, "too_large")
        form = self.client.post(FILE, {"place": "TESTDOOR01", "text": "x" * 300_000})
        self.assertRefused(form, 413, "too_large")
        many = self.client.post(FILE, {f"field{n}": "x" for n in range(100)})
        self.assertRefused(many, 400, "unreadable")

    def test_a_form_that_breaks_off(self) -> None:
        kind = "multipart/form-data; boundary=edge"
        half = b'--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nnoise'
        self.assertRefused(self.client.post(FILE, half, content_type=kind), 422, "needs", "place")
        for kind, status, code in (
            ("multipart/form-data", 400, "unreadable"),
            ("multipart/form-data; charset=bz2_codec; boundary=edge", 400, "unreadable"),
            ("multipart/form-data; charset=nonsense; boundary=edge", 422, "needs"),
            (f"multipart/form-data; boundary={'x' * 300}", 415, "media_type"),
        ):
            fields = ["place"] if status == 422 else []
            self.assertRefused(self.client.generic("POST", FILE, half, content_type=kind), status, code, *fields)

    def test_types_that_do_not_fit_are_named_field_by_field(self) -> None:
        body = {
            "place": {},
            "text": [1],
            "phone": True,
            "name": {"a": 1},
            "identity": 5,
            "nature": None,
            "client_key": "x",
        }
        self.assertRefused(self.send(self.client, FILE, body), 422, "invalid", *body)

    def test_words_of_the_answer_never_repeat_the_input(self) -> None:
        body = {"place": "TESTDOOR01", "text": NOISE, "identity": "<script>\ud800", "phone": "<img src=x>"}
        answer = self.send(self.client, FILE, body)
        self.assertRefused(answer, 422, "invalid", "identity")
        self.assertNotIn("<", answer.content.decode())

    def test_a_fault_of_ours_has_the_form_too_and_no_secret_in_the_log(self) -> None:
        case, client = self.file(), Client(raise_request_exception=False)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE complaints_complaint SET text = 't1.damaged'")
        with self.assertLogs("complaints.api.errors", "ERROR") as log:
            answer = client.get(f"{FILE}{case.token}/")
        self.assertRefused(answer, 500, "server")
        self.assertNotIn(case.token, "".join(log.output))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=20) | st.sampled_from(["TESTDOOR01", "PY-DG", "claim", "\x00", "\ud83d", "' OR 1=1 --"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def bodies(*names: str) -> st.SearchStrategy[dict]:
    """Objects with some of these names and anything at all behind them."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, JSON))


@pytest.mark.slow
class HostileTests(ApiCase, HypothesisCase):
    """Anything that is JSON gets an answer in the one form, never a 500."""

    calm = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))

    def assertCalm(self, answer, *fine: int) -> None:
        self.assertLess(answer.status_code, 500)
        if answer.status_code not in fine:
            self.assertEqual(set(answer.json()["error"]), {"code", "sentence", "fields"})

    @calm
    @given(bodies("place", "text", "phone", "name", "identity", "nature", "client_key", "files"))
    def test_filings(self, body: dict) -> None:
        self.assertCalm(self.send(self.client, FILE, {"place": "TESTDOOR01", "text": NOISE} | body), 200, 201)

    @calm
    @given(
        st.sampled_from(sorted(VERBS)), bodies("client_key", *{name for verb in VERBS.values() for name in verb.takes})
    )
    def test_commands(self, verb: str, body: dict) -> None:
        case = self.claimed()
        self.assertCalm(self.send(self.program(self.world.dispatcher), f"{DESK}{case.code}/{verb}/", body), 200)

    @calm
    @given(
        st.lists(JSON | bodies("client_key", "code", "verb", "at", "text", "reason", "reached", "summary"), max_size=4)
    )
    def test_outboxes(self, body: list) -> None:
        self.assertCalm(self.send(self.program(self.world.wang), SYNC, body), 200)

    @calm
    @given(JSON, JSON)
    def test_sign_in(self, username: object, password: object) -> None:
        self.assertCalm(self.send(self.client, TOKEN, {"username": username, "password": password}))

    @calm
    @given(st.binary(max_size=60))
    def test_bytes(self, raw: bytes) -> None:
        for path in (FILE, TOKEN):
            self.assertCalm(self.send(self.client, path, raw))
        self.assertCalm(self.client.post(FILE, raw, content_type="multipart/form-data; boundary=edge"))

    @calm
    @given(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
        st.sampled_from(["stage", "urgency", "cursor", "format", "page"]),
    )
    def test_queries(self, value: str, name: str) -> None:
        self.assertCalm(self.program(self.world.wang).get(DESK, {name: value}), 200)
        self.assertCalm(self.client.get(f"{FILE}{json.dumps(value)}/", follow=True))
