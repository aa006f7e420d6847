"""拨打电话 where private numbers are lent, in a real browser: the tap asks, the telephone opens with X, and the page says what was dialled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET
from tests.complaints.fake_axb import KEY, SECRET, FakeAXB
from tests.servers import embedded, file_case

pytestmark = pytest.mark.browser


class Everybody(set[str]):
    """Every mobile is registered."""

    def __contains__(self, number: object) -> bool:
        return True


@pytest.fixture(scope="module")
def provider():
    with FakeAXB(registered=Everybody()) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(provider: FakeAXB):
    """A server of its own: who lends numbers is in its environment."""
    names = {"BINAN_AXB_ENDPOINT": provider.url, "BINAN_AXB_KEY": KEY, "BINAN_AXB_SECRET": SECRET}
    with embedded(BINAN_AXB="huawei", **names) as running:
        yield running


def claimed(desk, server) -> Page:
    """A case that 社工 has claimed, on her tablet; what the page dials is written down in `dialled`."""
    code, page = file_case(server.url).json()["code"], desk.login("shegong1")
    page.goto(f"/desk/{code}/")
    page.get_by_role("button", name="认领").click()
    expect(page.get_by_text("用隐私号拨打")).to_be_visible()
    assert "13800138001" not in page.content()
    looked_at(page, "before")
    return page


def looked_at(page: Page, name: str) -> None:
    """A picture for whoever reviews the screens, where they are asked for."""
    if folder := os.environ.get("AXB_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_the_tap_rings_the_private_number_and_the_page_shows_it(screen, server, provider):
    page = claimed(screen(**TABLET), server)
    with page.expect_response("**/dial/") as told:
        page.get_by_role("button", name="拨打电话").click()
    private = told.value.headers["x-dial"]
    assert private == list(provider.bound.values())[-1]["relationNum"]
    expect(page.locator("#line")).to_have_text(private[3:])
    expect(page.get_by_role("group", name="这通电话怎么样？")).to_be_visible()
    looked_at(page, "dialled")
    page.reload()
    expect(page.get_by_role("link", name="拨打电话")).to_have_attribute("href", f"tel:{private}")
    assert "13800138001" not in page.content()
    looked_at(page, "after")


def test_where_the_provider_fails_the_page_says_that_her_own_number_is_dialled(screen, server, provider):
    page = claimed(screen(**TABLET), server)
    provider.plans.append("http 503")
    with page.expect_response("**/dial/") as told:
        page.get_by_role("button", name="拨打电话").click()
    assert told.value.headers["x-dial"] == "+8613800138001"
    expect(page.get_by_text("隐私号暂时用不了，这次直接拨打居民的号码。")).to_be_visible()
    expect(page.get_by_text("用隐私号拨打")).to_be_hidden()
    looked_at(page, "failed")


def test_without_a_network_nothing_is_dialled_and_the_page_says_so(screen, server):
    desk = screen(**TABLET)
    page = claimed(desk, server)
    page.route("**/dial/", lambda route: route.abort())
    page.get_by_role("button", name="拨打电话").click()
    expect(page.get_by_text("没有连上，电话还没有拨出，请再点一次。")).to_be_visible()
    desk.errors.clear()
