"""What strangers send on purpose: at every door a sentence, and no secret left in a log, a cache or the memory."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.test import Client, RequestFactory, override_settings

from binan.kit import memo
from binan.kit.http import client_address
from tests.cases import StoryCase

REFUSED = "请重新扫码，或者从首页进入"


class ANulAnywhere(StoryCase):
    """PostgreSQL stores no NUL and answers a question about one with a fault; `scripts/test` runs this there too."""

    def test_in_an_address_is_refused_in_words(self) -> None:
        case = self.file()
        for path in ("/q/a%00b/", "/q/a%00b/file/", f"/c/{case.token}/?check=abcdefgh%00", "/r/%00/", "/m/%00/"):
            with self.subTest(path):
                self.assertContains(self.client.get(path), REFUSED, status_code=404)

    def test_in_an_address_of_the_desk_is_refused_too(self) -> None:
        self.assertContains(self.login(self.world.wang).get("/desk/a%00/"), REFUSED, status_code=404)

    def test_in_a_session_cookie_is_refused_before_the_session_is_looked_up(self) -> None:
        answer = self.client.get("/desk/", HTTP_COOKIE='sessionid="abcdefgh\\000ijk"')
        self.assertContains(answer, REFUSED, status_code=404)

    def test_in_a_token_is_refused_as_json(self) -> None:
        answer = self.client.get("/api/v1/desk/complaints/", HTTP_AUTHORIZATION="Token a\0b")
        self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (404, "not_found"))

    def test_in_the_secret_of_a_held_photo_is_a_photo_that_is_not_there(self) -> None:
        page = self.client.post("/q/TESTDOOR01/file/", {"text": "", "held": "a\0"})
        self.assertContains(page, "请简单写一下发生了什么", status_code=422)


class SecretLinks(StoryCase):
    @contextmanager
    def the_log(self) -> Iterator[StringIO]:
        """What the console handler writes within the block."""
        handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
        before, written = handler.setStream(StringIO()), handler.stream
        try:
            yield written
        finally:
            handler.setStream(before)  # type: ignore[arg-type]

    def test_a_form_that_stood_open_too_long_leaves_no_link_in_the_log(self) -> None:
        case = self.file()
        with self.the_log() as written:
            answer = Client(enforce_csrf_checks=True).post(f"/c/{case.token}/urge/")
        self.assertEqual(answer.status_code, 403)
        self.assertIn("/c/…/urge/", written.getvalue())
        self.assertNotIn(case.token, written.getvalue())

    def test_a_redirect_to_a_secret_link_is_kept_by_nobody(self) -> None:
        case = self.file()
        for path in (f"/c/{case.token}", f"/api/v1/complaints/{case.token}"):
            answer = self.client.get(path)
            self.assertEqual(answer.status_code, 301)
            self.assertIn("no-store", answer["Cache-Control"])
            self.assertEqual(answer["Referrer-Policy"], "no-referrer")


class WhoSent(StoryCase):
    def sender(self, address: str, **more: str) -> str:
        return client_address(RequestFactory().get("/", REMOTE_ADDR=address, **more))

    def test_a_household_with_a_network_of_its_own_is_one_client(self) -> None:
        self.assertEqual(self.sender("2408:8000:1:2::1"), self.sender("2408:8000:1:2:ffff:1:2:3"))
        self.assertNotEqual(self.sender("2408:8000:1:2::1"), self.sender("2408:8000:1:3::1"))

    def test_an_address_is_the_same_in_both_spellings(self) -> None:
        self.assertEqual(self.sender("::ffff:10.0.0.7"), self.sender("10.0.0.7"))

    def test_what_a_client_claims_about_itself_counts_only_behind_a_proxy(self) -> None:
        claimed = {"HTTP_X_FORWARDED_FOR": "9.9.9.9, 8.8.8.8"}
        self.assertEqual(self.sender("10.0.0.7", **claimed), "10.0.0.7")
        with override_settings(TRUSTED_PROXIES=1):
            self.assertEqual(self.sender("10.0.0.7", **claimed), "8.8.8.8")

    @override_settings(INTAKE_RATE=2)
    def test_many_addresses_of_one_household_share_the_limit_of_filings(self) -> None:
        body = {"place": "TESTDOOR01", "text": "楼上半夜装修"}
        sent = [
            self.client.post("/api/v1/complaints/", body, "application/json", REMOTE_ADDR=f"2408:8000:1:2::{n}")
            for n in range(3)
        ]
        self.assertEqual([answer.status_code for answer in sent], [201, 201, 429])


class TheMemory(StoryCase):
    def test_one_page_is_remembered_once_whatever_languages_are_asked_for(self) -> None:
        memo.forget()
        first = self.client.get("/q/TESTDOOR01/", HTTP_ACCEPT_LANGUAGE="zh")
        with self.assertNumQueries(0):
            second = self.client.get("/q/TESTDOOR01/", HTTP_ACCEPT_LANGUAGE="x" * 9000)
        self.assertEqual(first.content, second.content)
        self.assertEqual(sum(kind == "page" for kind, _ in memo._kept), 1)
