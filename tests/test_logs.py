"""What stands in the log: which request it was, and nothing that tells who somebody is."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import logging.config

from django.http import HttpRequest
from django.test import Client
from django.urls import path

from binan.kit import logs
from tests.cases import StoryCase
from tests.world import PHONE

TOKEN = "abcdefghijklmnopqrstuvwxyz012345"


def broken(request: HttpRequest) -> None:
    logging.getLogger("binan.tests").warning("看一下 %s", PHONE)
    raise ValueError(f"Key (phone)=({PHONE}) already exists at /c/{TOKEN}/")


urlpatterns = [path("broken/", broken)]
handler500 = "binan.pwa.fault"


class Logs(StoryCase):
    def lines(self, form: str) -> io.StringIO:
        """What is written from now on."""
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        given = logs.settings("INFO", form)["formatters"]["ours"]
        handler.setFormatter(given.pop("()")(**given))
        root = logging.getLogger()
        root.addHandler(handler)
        self.addCleanup(root.removeHandler, handler)
        return out

    def test_a_fault_leads_from_the_page_to_its_lines(self) -> None:
        out = self.lines("json")
        with self.settings(ROOT_URLCONF="tests.test_logs"):
            page = Client(raise_request_exception=False).get("/broken/")
        number = page["X-Request-ID"]
        self.assertContains(page, number, status_code=500)
        found = [json.loads(line) for line in out.getvalue().splitlines()]
        self.assertEqual({line["request"] for line in found}, {number})
        self.assertEqual({line["level"] for line in found}, {"warning", "error"})
        self.assertIn("ValueError", found[-1]["exception"])
        for secret in (PHONE, TOKEN):
            self.assertNotIn(secret, out.getvalue())
        self.assertIn("138****8001", out.getvalue())

    def test_the_end_of_a_chain_is_written_letter_by_letter(self) -> None:
        head = hashlib.sha256(b"").hexdigest()[:20] + "13800138001" + "0103199001012012bd" + "a" * 15
        self.assertEqual(logs.hide(f"head {head}"), f"head {head}")
        self.assertNotIn(PHONE, logs.hide(f"head {PHONE}"))

    def test_each_request_has_its_own_number_unless_a_proxy_gave_one(self) -> None:
        first, second = (self.client.get("/q/TESTDOOR01/")["X-Request-ID"] for _ in range(2))
        self.assertNotEqual(first, second)
        sent = "5f0c2b1e9d7a4c3f8e6d5b4a39281706"
        self.assertEqual(self.client.get("/", headers={"X-Request-ID": sent})["X-Request-ID"], sent)
        for wrong in ("a b c d e f g h", "x", "é" * 20, "a" * 65, "{jndi:ldap://x}"):
            self.assertNotEqual(self.client.get("/", headers={"X-Request-ID": wrong})["X-Request-ID"], wrong)

    def test_a_line_for_people_is_one_line_and_what_is_typed_makes_no_second(self) -> None:
        out = self.lines("json")
        logging.getLogger("binan.tests").warning("typed %s", 'a\n{"level": "info"}')
        self.assertEqual(len(out.getvalue().splitlines()), 1)
        out = self.lines("line")
        logging.getLogger("binan.tests").warning("计数 %s", 3)
        logging.getLogger("binan.tests").warning("typed %s", "a\n2026 error")
        first, second = out.getvalue().splitlines()
        self.assertRegex(first, r"^\S+ warning binan.tests - 计数 3$")
        self.assertIn("a ⏎ 2026 error", second)
