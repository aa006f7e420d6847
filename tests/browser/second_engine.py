"""`scripts/second-engine`: a letter written without a network is kept and sent once, in engines that are not Chromium.

Nothing here has Background Sync, so only our own pages can send. WebKitGTK stands for Safari on an iPhone; without service
workers it is what WeChat shows there. scripts/test leaves this file out by its name; each run starts a browser of its own.
"""

from __future__ import annotations

import contextlib
import logging
import time

import pytest

from tests.browser.engines import Engine, firefox, webkit
from tests.servers import Server, stored
from tests.services import Missing
from tests.weather import Weather

logging.getLogger("httpx").setLevel(logging.WARNING)  # each question to WebKit is a request
ENGINES = {"webkit": webkit, "webkit-without-worker": lambda: webkit(worker=False), "firefox": firefox}
DOOR = "/q/DEM0GCMY62/"
FORM = f"{DOOR}file/?nature=complaint"
TEXT = "楼道灯坏了，晚上看不见路。"
HELD = (
    "return (await binanOutbox.letters()).filter((letter) => letter.queued && letter.files.length === 1).length === 1"
)
WAITING = "const panel = document.querySelector('[data-waiting]'); return panel && !panel.hidden"
SAID = "return document.body.innerText.includes('{}')"
KNOWN = "return (await binanOutbox.cases()).map((known) => known.code)"
ARRIVED = "return location.pathname.startsWith('/c/') || document.body.innerText.includes('已送达')"


@pytest.fixture(params=ENGINES)
def phone(request):
    """A browser of its own, as after unpacking."""
    with contextlib.ExitStack() as stack:
        try:
            engine = stack.enter_context(ENGINES[request.param]())
        except Missing as missing:
            pytest.skip(str(missing))
        yield engine


class Told:
    """What happened, with seconds since the one before; `pytest -s` shows it."""

    def __init__(self, phone: Engine) -> None:
        print(f"\n{phone.version}")
        self.last = time.monotonic()

    def __call__(self, what: str) -> None:
        now = time.monotonic()
        print(f"  {now - self.last:5.1f} s  {what}")
        self.last = now


def at_the_form(phone: Engine, sky: Weather) -> bool:
    """She scans the code and opens the form; says whether a service worker stands by."""
    assert phone.open(sky.url + DOOR)
    worker = bool(phone.ask("document.cookie = 'lang=zh;path=/'; return 'serviceWorker' in navigator"))
    assert not phone.ask("return 'SyncManager' in window")
    if worker:
        phone.soon("return Boolean(navigator.serviceWorker.controller)")
    assert phone.open(sky.url + FORM)
    return worker


def writes(phone: Engine, photo: str) -> None:
    phone.write("#id_text", TEXT)
    phone.choose("#id_files_1", photo)


def once(phone: Engine, sky: Weather, server: Server, before: tuple[int, int]) -> None:
    """One case with one photo, on the server and in the phone's own list."""
    time.sleep(1)  # for a second one that should not be
    assert stored(server) == (before[0] + 1, before[1] + 1)
    [code] = phone.ask(KNOWN)
    assert phone.open(f"{sky.url}/mine/")
    phone.soon(SAID.format(code), 5)
    assert not phone.ask(SAID.format("待发送"))


def test_what_was_written_without_a_network_arrives_by_itself_when_it_is_back(phone, sky, server, photo):
    before, told = stored(server), Told(phone)
    at_the_form(phone, sky)
    sky.storm(up=0, down=0)
    told("the form is open, the network is gone")
    writes(phone, photo)
    told("written, a photo chosen")
    phone.tap("[data-send]")
    phone.soon(WAITING)
    told("提交 tapped: 待发送 is shown")
    assert phone.ask(HELD)
    assert stored(server) == before
    time.sleep(6)  # in the lift: tries come and go
    sky.fair()
    told("the network is back")
    phone.soon(ARRIVED)
    told("已送达, nothing was tapped")
    once(phone, sky, server, before)


def test_a_letter_outlives_the_page_and_is_sent_by_the_next_one(phone, sky, server, photo):
    before, told = stored(server), Told(phone)
    worker = at_the_form(phone, sky)
    writes(phone, photo)
    sky.storm(up=0, down=0)
    phone.tap("[data-send]")
    phone.soon(WAITING)
    told("written, the network gone, 提交 tapped: 待发送 is shown")
    phone.close()
    for path in (FORM, "/mine/"):
        assert phone.open(sky.url + path) == worker, path
        if worker:
            phone.soon(SAID.format("待发送"), 5)
            told(f"closed; opened again without a network: {path.partition('?')[0]} says 待发送")
        else:
            told(f"closed; opened again without a network: {path.partition('?')[0]} is the browser's own page")
    sky.fair()
    if not worker:
        assert phone.open(sky.url + DOOR)
    told("the network is back" if worker else "the network is back, the code scanned again")
    phone.soon(f"return ({KNOWN[7:]}).length")
    told("sent, nothing was tapped")
    once(phone, sky, server, before)


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_an_answer_lost_after_the_commit_makes_no_second_case(phone, sky, server, photo, how):
    before, told = stored(server), Told(phone)
    at_the_form(phone, sky)
    writes(phone, photo)
    sky.hush("POST /q/")
    phone.tap("[data-send]")
    end = time.monotonic() + 20
    while stored(server) == before and time.monotonic() < end:
        time.sleep(0.02)
    assert stored(server) == (before[0] + 1, before[1] + 1)
    told("提交 tapped: the case is in the database, its answer is lost")
    if how == "cut":
        sky.cut()
        phone.soon(WAITING)
        told("the line is cut: 待发送 is shown")
        sky.fair()
        told("the network is back")
    phone.soon(ARRIVED)
    told("已送达, nothing was tapped")
    once(phone, sky, server, before)
