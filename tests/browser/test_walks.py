"""The walks of the canopy and of the wages once more, each of their people with a Chromium of her own.

The story of the rope has a server with sockets and clock beside it (test_rope_story.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, expect

from complaints.models import Complaint
from tests.browser.conftest import PHONE
from tests.browser.test_session import STANDING
from tests.browser.test_sign import done, read_all, write_name
from tests.browser.touch import TouchScreen
from tests.walks import test_canopy_story, test_wages_story
from tests.walks.screen import Screen
from tests.walks.walk import Walk

pytestmark = pytest.mark.browser


class InChromium(Walk):
    """A walk whose screens are Chromium's: phones for those who live here, tablets for those who work."""

    @pytest.fixture(autouse=True)
    def _chromium(self, browser: Browser) -> Iterator[None]:
        self.browser, self.made = browser, list[TouchScreen]()
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        self.base = f"http://127.0.0.1:{thread.port}"
        yield
        for each in self.made:
            each.context.close()
        thread.terminate()

    def screen(self, tablet: bool = False) -> Screen:
        self.made.append(TouchScreen(self.browser, self.base, STANDING if tablet else PHONE))
        return self.made[-1]

    def to_mediation(self, desk: Screen, case: Complaint) -> str:
        assert isinstance(desk, TouchScreen)
        desk.open(f"/desk/{case.code}/")
        expect(desk.tab.locator("#mediation-panel")).to_be_visible()
        return desk.press("申请调解")

    def wait(self, **length: float) -> datetime:
        now = super().wait(**length)
        for each in self.made:
            each.at(now)
        return now

    def sign(self, tablet: Screen, mark: str, phone: str = "") -> None:
        """Every part read and ticked, the code from her telephone, her name with the finger."""
        assert isinstance(tablet, TouchScreen)
        tab = tablet.tab
        label = tab.locator(f'[data-place="{mark}"]').first
        read_all(tab, label.inner_text())
        if phone:
            tab.get_by_role("button", name="发验证码").click()
            expect(tab.get_by_role("button", name="再发一个")).to_be_visible()
            self.wait(seconds=5)
            text = next(text for text in reversed(self.messages(phone)) if "签字验证码" in text)
            tab.get_by_label("手机验证码").fill(re.search(r"签字验证码(\d{6})", text)[1])
        write_name(tab)
        done(tab)
        expect(tab.get_by_text(re.compile("签好了。")).first).to_be_visible()
        tablet.open(tablet.path)


class CanopyStory(InChromium, test_canopy_story.CanopyStory):
    """From the number of the court to the dossier, on phones and tablets."""


class WagesStory(InChromium, test_wages_story.WagesStory):
    """Three workers and a company, each with a phone."""
