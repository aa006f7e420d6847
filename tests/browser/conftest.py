"""One embedded server with the demo district, one Chromium, and screens of the sizes people hold."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.servers import PASSWORD, Server, embedded
from tests.weather import weather

SCREENS = Path(__file__).resolve().parents[2] / "static" / "screens"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run",
         "--use-fake-device-for-media-stream"]  # a microphone that beeps; whether a page may use it, each test says  # fmt: skip
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 1180, "height": 820}, "has_touch": True}


def until(page: Page, truth: str, seconds: float = 15) -> object:
    """What `truth` returns once that is something. Asks again and again: `wait_for_function` takes a promise itself for a yes."""
    ends = time.monotonic() + seconds
    while not (found := page.evaluate(truth)):
        assert time.monotonic() < ends, truth
        page.wait_for_timeout(50)
    return found


@pytest.fixture(scope="module")
def server():
    """The main job, as `scripts/serve` runs it; each file has its own, so that no board is full of other files' cases."""
    with embedded() as running:
        yield running


@pytest.fixture
def sky(server: Server):
    """The network between a phone and the server."""
    with weather(server.port) as made:
        yield made


@pytest.fixture(scope="session")
def photo(tmp_path_factory) -> str:
    """A photo as a telephone takes it: far larger than what is sent."""
    path = tmp_path_factory.mktemp("photo") / "lamp.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(path, quality=90)
    return str(path)


@pytest.fixture(scope="session")
def drivers():
    """Playwright; there may be only one in a thread. It keeps a loop of its own in it, which Django would take for one in which
    no database may be used."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(drivers: Playwright, chromium: str):
    """System Chromium, headless."""
    found = drivers.chromium.launch(executable_path=chromium, args=FLAGS)
    yield found
    found.close()


@pytest.fixture
def phone(browser, sky):
    """Makes a phone with one page, behind the weather; `script` runs before every page."""
    made = []

    def make(script: str = "", **shape: object):
        made.append(browser.new_context(base_url=sky.url, locale="zh-CN", **PHONE, **shape))
        if script:
            made[-1].add_init_script(script)
        page = made[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield make
    for context in made:
        context.close()


class Screen:
    """One device: a browser context with one page, Chinese, in Hangzhou; console errors fail the test."""

    def __init__(self, browser: Browser, server: Server, **shape: object) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=server.url, locale="zh-CN", timezone_id="Asia/Shanghai", bypass_csp=False, **shape
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def login(self, username: str, lands: str = "/desk/") -> Page:
        """Log in as a demo account and stand where its work is."""
        self.page.goto("/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(f"**{lands}")
        return self.page

    def remembers(self) -> int:
        """How many cases this phone holds, once it holds one: the page writes them down after it is shown."""
        for _ in range(100):
            if known := self.page.evaluate("() => binanOutbox.cases().then((cases) => cases.length)"):
                return known
            time.sleep(0.05)
        return 0

    def picture(self, name: str, folder: Path = PICTURES) -> None:
        """Keep what the screen shows for the README or the manifest, when asked to: made by hand, not by every run."""
        if os.environ.get("PICTURES") == "1":
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png")


@pytest.fixture
def screen(browser: Browser, server: Server):
    """Makes screens; at the end no console may have shown an error."""
    made: list[Screen] = []

    def make(**shape: object) -> Screen:
        made.append(Screen(browser, server, **shape))
        return made[-1]

    yield make
    errors = [error for each in made for error in each.errors]
    for each in made:
        each.context.close()
    assert not errors
