"""The operator's switch: the worker of every phone goes away at its next visit, and what was written goes out all the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PHONE, until
from tests.browser.test_installable import FORM, TEXT, ready
from tests.servers import Server, embedded
from tests.weather import weather

pytestmark = pytest.mark.browser


@pytest.fixture
def switched_off(server: Server) -> Iterator[Server]:
    """The same house, started again with the worker switched off."""
    with embedded(BINAN_WORKER="0") as other:
        yield other


def test_the_switch_removes_worker_and_caches_and_keeps_what_waits(browser, server, switched_off):
    with weather(server.port) as sky:
        context: BrowserContext = browser.new_context(base_url=sky.url, locale="zh-CN", **PHONE)
        page = context.new_page()
        page.goto(FORM)
        ready(page)
        page.get_by_label("发生了什么").fill(TEXT)
        sky.cut()
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="待发送")).to_be_visible()
        sky.upstream = switched_off.port
        sky.fair()
        page.goto("/mine/")
        page.evaluate(
            "async () => { const r = await navigator.serviceWorker.getRegistration(); if (r) await r.update() }"
        )
        until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length"
                               " && !(await caches.keys()).length")  # fmt: skip
        expect(page.get_by_role("link", name="BA").first).to_be_visible()  # and the case went out all the same
        page.close()
        page = context.new_page()  # the next visit brings no worker back
        page.goto("/mine/")
        page.wait_for_timeout(2500)
        assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
        context.close()
