"""A full number on a tablet: it goes by itself after a minute, and at once when nobody looks."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET
from tests.servers import file_case

pytestmark = pytest.mark.browser
FULL = "138\u00a00013\u00a08001"
SHAPES = {"landscape": TABLET, "portrait": {**TABLET, "viewport": {"width": 820, "height": 1180}},
          "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True}}  # fmt: skip


def looked_at(page: Page, name: str) -> None:
    """A picture for whoever reviews the screens, where they are asked for."""
    if folder := os.environ.get("REVEAL_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def opened(device, server) -> Page:
    """The page of a new case, with a watch that the test turns."""
    code, page = file_case(server.url, name="王小明").json()["code"], device.login("shegong1")
    page.clock.install()
    page.goto(f"/desk/{code}/")
    assert "13800138001" not in page.content()
    return page


def look(page: Page, reason: str = "核对是不是同一个人") -> None:
    page.locator("#reveal-phone summary").click()
    page.locator("#reveal-phone").get_by_text(reason).click()
    page.locator("#reveal-phone").get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("[data-revealed] b")).to_have_text(FULL)
    expect(page.locator("[data-revealed]")).to_be_focused()  # and its minute has begun


def test_it_counts_down_and_goes_after_sixty_seconds(screen, server):
    page = opened(screen(**TABLET), server)
    look(page)
    page.clock.run_for(20_000)
    left = page.locator("[data-remasks]")
    expect(left).to_have_text(re.compile("^(40|39|38|37) 秒后自动遮住$"))  # the watch goes on between two turns
    page.clock.run_for(30_000)
    expect(left).to_be_visible()
    page.clock.run_for(10_000)
    expect(page.locator("[data-revealed]")).to_have_count(0)
    assert "8001" not in page.content().replace("****8001", "")
    expect(page.locator("#reveal-phone summary")).to_be_visible()


def test_a_tablet_that_slept_shows_nothing_when_it_wakes(screen, server):
    page = opened(screen(**TABLET), server)
    look(page)
    page.clock.fast_forward(3600_000)
    expect(page.locator("[data-revealed]")).to_have_count(0)


def test_it_goes_at_once_by_her_tap_when_the_page_is_hidden_and_when_it_is_left(screen, server):
    page = opened(screen(**TABLET), server)
    look(page)
    page.get_by_role("button", name="遮住").click()
    expect(page.locator("[data-revealed]")).to_have_count(0)
    look(page)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))"
    )
    expect(page.locator("[data-revealed]")).to_have_count(0)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })")
    look(page)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(page.locator("[data-revealed]")).to_have_count(0)
    look(page)
    page.goto("/desk/")
    page.go_back()
    expect(page.locator("#reveal-phone summary")).to_be_visible()
    assert "8001" not in page.content().replace("****8001", "")
    assert page.evaluate("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])").count("8001") == 0


def test_an_answer_that_comes_when_nobody_looks_any_more_is_covered(screen, server):
    page = opened(screen(**TABLET), server)
    page.locator("#reveal-phone summary").click()
    page.locator("#reveal-phone").get_by_text("核对是不是同一个人").click()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    with page.expect_response("**/reveal/phone/"):
        page.locator("#reveal-phone").get_by_role("button", name="查看", exact=True).click()
    page.clock.run_for(2_000)
    expect(page.locator("[data-revealed]")).to_have_count(0)


def test_another_reason_wants_words_and_says_so_at_the_field(screen, server):
    device = screen(**TABLET)
    page = opened(device, server)
    page.locator("#reveal-phone summary").click()
    words = page.locator("#reveal_phone_words")
    expect(words).to_be_hidden()
    page.locator("#reveal-phone").get_by_text("其他").click()
    expect(words).to_be_visible()
    words.fill("看看")
    page.locator("#reveal-phone").get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("#reveal-phone")).to_contain_text("请写清楚为什么要看")
    expect(words).to_have_value("看看")
    words.fill("居民在门口等，手机没电了。")
    page.locator("#reveal-phone").get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("[data-revealed] b")).to_have_text(FULL)
    device.errors.clear()  # Chromium writes a 422 to the console


@pytest.mark.parametrize("shape", SHAPES)
def test_it_fits_the_screen_and_a_finger(screen, server, shape):
    page = opened(screen(**SHAPES[shape]), server)
    page.locator("#reveal-phone summary").click()
    looked_at(page, f"asked-{shape}")
    page.locator("#reveal-phone").get_by_text("其他").click()
    for part in page.locator("#reveal-phone").locator("label.choice, button, summary").all():
        assert part.bounding_box()["height"] >= 44
    page.locator("#reveal-phone summary").click()
    look(page)
    assert page.locator("[data-remask]").bounding_box()["height"] >= 44
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    looked_at(page, f"shown-{shape}")
    head = screen(**SHAPES[shape]).login("shuji1")
    head.goto("/desk/reveals/")
    expect(head.locator("#looks")).to_contain_text("核对是不是同一个人")
    assert head.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    looked_at(head, f"book-{shape}")
