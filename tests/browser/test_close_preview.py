"""The handler sees the answer as the resident will read it, while she writes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import TABLET
from tests.servers import PASSWORD

pytestmark = pytest.mark.browser


def test_what_is_written_stands_below_as_the_resident_reads_it(browser, server):
    context = browser.new_context(base_url=server.url, locale="zh-CN", viewport={"width": 1180, "height": 820})
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "shegong1")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator(".case[data-handler]:not([data-handler='']):has-text('王小满') .case-title a").first.click()
    page.locator("summary", has_text="办结").click()
    seen = page.locator("[data-mirror=close_result]")
    assert "这里就是居民看到的" in seen.inner_text()
    page.fill("#close_result", "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。")
    assert seen.inner_text() == "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。"
    page.reload()  # the draft comes back, and with it the picture
    assert seen.inner_text() == "楼上住户答应晚上九点以后不再跳绳，双方都表示认可。"
    context.close()


def test_a_reply_is_seen_as_the_resident_reads_it_also_when_a_phrase_is_tapped(screen, server):
    page = screen(**TABLET).login("shegong1")
    page.locator(".case[data-handler]:not([data-handler='']):has-text('王小满') .case-title a").first.click()
    seen = page.locator("[data-mirror=reply_text]")
    assert seen.inner_text() == "写了话，这里就是居民看到的。"
    chip = page.locator("[data-phrases=reply_text] .chip", has_text="王社工")
    said = chip.inner_text()
    assert "{" not in said
    chip.click()
    assert seen.inner_text() == said
    page.fill("#reply_text", "明天上午到。")
    assert seen.inner_text() == "明天上午到。"
    looked_at(page, "reply-landscape")


@pytest.mark.parametrize("width, height", [(820, 1180), (390, 844)])
def test_long_phrases_fit_a_narrow_screen_and_a_finger(screen, server, width, height):
    page = screen(viewport={"width": width, "height": height}, has_touch=True).login("shegong1")
    page.locator(".case[data-handler]:not([data-handler='']):has-text('王小满') .case-title a").first.click()
    page.locator("summary", has_text="办结").click()
    for chip in page.locator("[data-phrases] .chip:visible").all():
        box = chip.bounding_box()
        assert box["height"] >= 44 and box["x"] + box["width"] <= width
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    looked_at(page, f"phrases-{width}")


def looked_at(page: Page, name: str) -> None:
    """A picture for whoever reviews the screens, where they are asked for."""
    if folder := os.environ.get("REVEAL_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
