"""The first screen of a scan: the four choices are on it whatever else the page tells, and it weighs little."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE
from tests.servers import embedded, file_case

pytestmark = pytest.mark.browser
LANDING = "/q/DEM0GCMY62/"
BUDGET = 25 * 1024  # bytes over the wire, with style and script (first visit, nothing kept)
LIFT = "电梯又坏了，停在一楼不动，一天坏三次。"
CHOICES = ("我要投诉", "我要求助", "我要咨询", "我要建议", "查进度")


@pytest.fixture(scope="module")
def server():
    """A server of its own: what a place tells is remembered for minutes, and other tests have been here."""
    with embedded() as running:
        yield running


def test_figures_and_hints_push_no_choice_below_the_fold(screen, server) -> None:
    for number in (91, 92):
        file_case(server.url, text=LIFT, phone=f"138001380{number}")
    page = screen(**PHONE).page
    page.goto(LANDING)
    assert page.get_by_text("人反映电梯问题").is_visible()
    assert page.get_by_role("heading", name="东冠社区近 30 天").is_visible()
    for name in CHOICES:
        box = page.get_by_role("main").get_by_role("link", name=name).first.bounding_box()
        assert box["y"] + box["height"] <= PHONE["viewport"]["height"], name


def test_a_scan_stays_within_its_budget(screen) -> None:
    device = screen(**PHONE)
    network, weights = device.context.new_cdp_session(device.page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    device.page.goto(LANDING)
    device.page.wait_for_load_state("load")
    assert sum(weights) <= BUDGET, weights


BROKEN = """() => [...document.querySelectorAll("a[href^='tel:']")].flatMap((link) => {
  const walk = document.createTreeWalker(link, NodeFilter.SHOW_TEXT), found = [];
  for (let node; node = walk.nextNode();) for (const { 0: digits, index } of node.data.matchAll(/[\\d\\xa0]*\\d{3,}/g)) {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + digits.length);
    if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) found.push(digits);
  }
  return found;
})"""


@pytest.mark.parametrize("path", [LANDING, f"{LANDING}odd/", "/"])
def test_a_telephone_number_stands_on_one_line_also_in_large_letters_on_a_narrow_phone(screen, server, path) -> None:
    device = screen(**{**PHONE, "viewport": {"width": 320, "height": 640}})
    device.context.add_cookies([{"name": "size", "value": "elder", "url": server.url}])
    device.page.goto(path)
    assert device.page.locator("a[href^='tel:']").count() >= 3
    assert device.page.evaluate(BROKEN) == []


def test_an_odd_code_is_told_with_one_tap(screen) -> None:
    page = screen(**PHONE).page
    page.goto(LANDING)
    page.get_by_text("怎么认出真的滨安码？").tap()
    assert page.get_by_text("观潮名苑6幢2单元").count() == 2  # on the screen, and what has to stand on the plate
    page.get_by_role("link", name="码有问题？告诉我们").tap()
    page.get_by_role("button", name="码像是贴上去的、换过的").tap()
    page.get_by_role("heading", name="谢谢，已经告诉社区").wait_for()
