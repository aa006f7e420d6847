"""Faults that pass by themselves are said as what they are, on pages and to programs; every other one stays a fault of ours."""

from __future__ import annotations

import errno
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.test import Client, SimpleTestCase, override_settings
from django.urls import path

from binan.kit.faults import passing


def raising(fault: Callable[[], Exception]) -> Callable[[HttpRequest], None]:
    def view(request: HttpRequest) -> None:
        raise fault()

    return view


def wrapped() -> Exception:
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError as fault:
        found = RuntimeError("a photo could not be kept")
        found.__cause__ = fault
        return found


VIEWS: dict[str, Callable[[], Exception]] = {
    "away": lambda: OperationalError("server closed the connection"),
    "gone": lambda: InterfaceError("connection already closed"),
    "full": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "quota": lambda: OSError(errno.EDQUOT, "Disk quota exceeded"),
    "sqlite": lambda: OperationalError("database or disk is full"),
    "wrapped": wrapped,
    "ours": lambda: ValueError("a mistake"),
    "missing": lambda: FileNotFoundError(errno.ENOENT, "no such file"),
}
urlpatterns = [path(f"{name}/", raising(fault)) for name, fault in VIEWS.items()]
urlpatterns += [path(f"api/{name}/", raising(fault)) for name, fault in VIEWS.items()]
handler500 = "binan.pwa.fault"


@override_settings(ROOT_URLCONF="tests.test_faults")
class Passing(SimpleTestCase):
    def setUp(self) -> None:
        self.browser = Client(raise_request_exception=False)

    def test_a_page_says_what_it_is_that_nothing_is_lost_and_whom_to_ring(self) -> None:
        for name, words in (
            ("away", "正在恢复"),
            ("gone", "正在恢复"),
            ("full", "存不下"),
            ("quota", "存不下"),
            ("sqlite", "存不下"),
            ("wrapped", "存不下"),
        ):
            page = self.browser.get(f"/{name}/")
            for part in (words, "还在上一页", "110", page["X-Request-ID"]):
                self.assertContains(page, part, status_code=503, msg_prefix=name)
            self.assertEqual(page["Retry-After"], "30")

    def test_a_program_reads_when_to_come_again(self) -> None:
        for name, code in (("away", "away"), ("full", "full")):
            answer = self.browser.get(f"/api/{name}/")
            self.assertEqual(
                (answer.status_code, answer.json()["error"]["code"], answer["Retry-After"]), (503, code, "30")
            )

    def test_a_mistake_of_ours_is_not_talked_away(self) -> None:
        for name in ("ours", "missing"):
            self.assertContains(self.browser.get(f"/{name}/"), "这边出了点问题", status_code=500)
            self.assertIsNone(passing(VIEWS[name]()))

    def test_in_english_too(self) -> None:
        page = self.browser.get("/full/", headers={"Accept-Language": "en"})
        self.assertContains(page, "no room for anything new", status_code=503)
