"""The roster on a tablet, and one account on two of them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TABLET

pytestmark = pytest.mark.browser


def test_a_head_closes_the_gap_of_the_coming_night_with_two_taps(screen) -> None:
    page = screen(**TABLET).login("shuji1")
    page.get_by_role("link", name="值班", exact=True).click()
    gaps = page.get_by_role("region", name="72 小时内有空缺")
    expect(gaps).to_contain_text("没有人值班")
    expect(page.locator("#forecast")).to_be_visible()
    if not page.get_by_text("缺 1 人").count():
        page.get_by_role("link", name="下一周").click()
    cell = page.locator("td", has_text="缺 1 人").first
    cell.get_by_text("加人").click()
    cell.get_by_label("谁").select_option(label="韩立冬")
    cell.get_by_role("button", name="排上").click()
    expect(page.get_by_text(re.compile("^排好了：韩立冬"))).to_be_visible()
    expect(page.get_by_role("region", name="72 小时内有空缺")).to_have_count(0)


def test_a_phone_shows_the_roster_without_scrolling_the_page_sideways(screen) -> None:
    page = screen(**PHONE).login("shegong2")
    page.goto("/roster/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("加人")).to_have_count(0)


def test_the_older_tablet_is_shown_out_at_once_and_told_why(screen) -> None:
    one, two = screen(**TABLET), screen(**TABLET)
    old = one.login("shegong4")
    expect(old.locator("#lamp")).to_have_text("实时在线")
    two.login("shegong4")
    old.wait_for_url("**/login/**", timeout=10_000)
    expect(old.get_by_role("alert")).to_contain_text("在另一台设备登录了")
