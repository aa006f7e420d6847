"""Never lost, never twice: a case with photos is sent while the network is cut at random moments; one case arrives.

Each run has its own seed (the number of the run), so a failure is repeated with `SENT_ONCE=N:1`. `scripts/test` makes
some runs; `SENT_ONCE=0:50` makes the fifty of the acceptance, and every fifth has the service worker updated in between.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import PHONE
from tests.servers import stored
from tests.weather import Weather, weather

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
WAITING = "async () => (await binanOutbox.letters()).filter((letter) => letter.queued).length"
KNOWN = "async () => (await binanOutbox.cases()).map((known) => known.code)"
PATIENCE = 40  # seconds after the weather is fair
FIRST, RUNS = (int(part) for part in os.environ.get("SENT_ONCE", "0:6").split(":"))


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> list[str]:
    """Two photos that stay large when they are shrunk: noise."""
    folder = tmp_path_factory.mktemp("photos")
    for n, edge in enumerate((420, 640)):
        Image.effect_noise((edge, edge), 90).convert("RGB").save(folder / f"{n}.jpg", quality=90)
    return [str(folder / f"{n}.jpg") for n in range(2)]


class Run:
    """One letter on its way; `chance` decides when the network goes, how often, and what the person does meanwhile."""

    def __init__(self, browser: Browser, sky: Weather, number: int, photos: list[str]) -> None:
        self.chance = random.Random(number)
        self.sky, self.number = sky, number
        self.updated = number % 5 == 4
        self.photos = photos[: self.chance.choice((0, 1, 2, 2))]
        self.context: BrowserContext = browser.new_context(base_url=sky.url, locale="zh-CN", **PHONE)
        self.page: Page = self.context.new_page()
        self.told: list[str] = []

    def go(self) -> None:
        self.sky.fair()
        self.page.goto(FORM)
        if self.updated or self.chance.random() < 0.5:
            self.page.evaluate("async () => { await navigator.serviceWorker.ready }")
        self.page.get_by_label("发生了什么").fill(f"第 {self.number} 回：楼道灯坏了，晚上看不见路。")
        if self.photos:
            self.page.locator("#id_files_1").set_input_files(self.photos)
            self.page.wait_for_selector(f".photos li:nth-child({len(self.photos)})")
        if self.updated and self.chance.random() < 0.5:
            self.update()
        self.brew()
        self.page.get_by_role("button", name="提交").click()
        for _ in range(self.chance.randint(1, 3)):
            time.sleep(self.chance.uniform(0.05, 0.9))
            self.meanwhile()
        self.sky.fair()
        self.hope()

    def brew(self) -> None:
        """Cut before, during or after: so many bytes up, or so many bytes of answers."""
        when = self.chance.choice(("before", "during", "during", "after", "after"))
        size = sum(os.path.getsize(photo) for photo in self.photos)
        if when == "before":
            self.sky.storm(up=self.chance.randint(0, 700))
        elif when == "during":
            self.sky.storm(up=self.chance.randint(0, 5000 + size))
        else:
            self.sky.storm(down=self.chance.randint(0, 1500 + 700 * len(self.photos)))
        self.told.append(when)

    def meanwhile(self) -> None:
        what = self.chance.choice(("storm", "storm", "fair", "reload", "killed", "nothing"))
        self.told.append(what)
        if what == "storm":
            self.brew()
        elif what == "fair":
            self.sky.fair()
        elif what == "reload":
            self.open(self.page)
        elif what == "killed":
            self.page.close()
            self.page = self.context.new_page()
            self.open(self.page)

    def open(self, page: Page) -> None:
        try:
            page.goto(self.chance.choice((FORM, "/mine/")), wait_until="commit")
        except Exception as fault:  # no network and no worker yet: the browser's own page
            self.told.append(type(fault).__name__)

    def update(self) -> None:
        """A new version of the worker arrives; the person takes it, and what was typed stays."""
        self.sky.edition = f"{self.number:x}"
        typed = self.page.input_value("#id_text")
        with self.page.expect_navigation():
            self.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
            self.page.get_by_role("button", name="更新").click()
        self.page.wait_for_selector("[data-restored]:visible")
        assert self.page.input_value("#id_text") == typed
        self.told.append("updated")

    def hope(self) -> None:
        """The network is back. Some wait, some look again, some hear of it from the telephone."""
        how = self.chance.choice(("wait", "look", "look", "online"))
        self.told.append(how)
        if self.updated and "updated" not in self.told:
            self.sky.edition = f"{self.number:x}"
            self.open_until_known()
            self.page.evaluate("async () => { const r = await navigator.serviceWorker.ready; await r.update();"
                               " if (r.waiting) r.waiting.postMessage('update') }")  # fmt: skip
            self.told.append("updated")
        if how == "online":
            self.context.set_offline(True)
            self.context.set_offline(False)
        if how == "look":
            self.visit("/mine/")
        self.open_until_known()

    def visit(self, path: str) -> None:
        """Open one of our pages; a page that was just leaving by itself wins first."""
        for left in range(5, -1, -1):
            try:
                self.page.goto(path)
            except Exception as fault:
                if not left:
                    raise
                self.told.append(type(fault).__name__)
                time.sleep(0.2)
            else:
                return

    def open_until_known(self) -> None:
        """A page of ours is open, whatever stood there."""
        if "chrome-error" in self.page.url or self.page.url == "about:blank":
            self.visit("/mine/")
        self.page.wait_for_load_state()

    def arrived(self) -> list[str]:
        """The numbers of the cases this phone knows, as soon as nothing waits any more."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.page.evaluate(WAITING) == 0 and (known := self.page.evaluate(KNOWN)):
                    return known
            except Exception as fault:  # the page went on to the case between two questions
                self.told.append(type(fault).__name__)
            time.sleep(0.1)
        return []


def test_one_letter_makes_one_case_whatever_the_network_does(browser, server, photos):
    tally: Counter[str] = Counter()
    lost: list[tuple] = []
    with weather(server.port) as sky:
        for number in range(FIRST, FIRST + RUNS):
            before, began = stored(server), time.monotonic()
            run = Run(browser, sky, number, photos)
            run.go()
            known = run.arrived()
            time.sleep(0.3)  # for a second case that should not be
            after = stored(server)
            grown = (after[0] - before[0], after[1] - before[1])
            once = len(known) == 1 and grown == (1, len(run.photos))
            tally.update(["once" if once else "not once", *(["worker updated"] if run.updated else []), *set(run.told)])
            if not once:
                lost.append((number, known, grown, len(run.photos), run.told))
            print(f"run {number}: {'once' if once else 'NOT ONCE'} {time.monotonic() - began:.1f} s {run.told}")
            run.context.close()
        print(
            f"sent exactly once: {tally['once']} of {RUNS}, worker updated in {tally['worker updated']}, cuts {sky.cuts}"
        )
    assert lost == []


@pytest.mark.parametrize("asked", ["GET /static/js/carry", "POST /mine/token/", "POST /mine/photo/", "POST /q/"])
def test_a_line_that_stays_open_and_silent_is_given_up_and_the_letter_arrives_once(browser, server, photos, asked):
    worker = "block" if "static" in asked else "allow"  # a worker fetches that file too, and must not hear the hush
    shape = {"locale": "zh-CN", "service_workers": worker, **PHONE}
    with weather(server.port) as sky, browser.new_context(base_url=sky.url, **shape) as context:
        page, before = context.new_page(), stored(server)
        page.clock.install()
        sky.hush(asked)
        page.goto(FORM)
        page.get_by_label("发生了什么").fill(f"楼道灯坏了，{asked} 之后没有了声音。")
        page.locator("#id_files_1").set_input_files(photos[:1])
        page.wait_for_selector(".photos li")
        page.get_by_role("button", name="提交").click()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not page.evaluate(KNOWN):
            page.wait_for_timeout(300)
            page.clock.fast_forward(7000)
        assert sky.hushed
        assert page.evaluate(WAITING) == 0 and len(page.evaluate(KNOWN)) == 1
        after = stored(server)
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
