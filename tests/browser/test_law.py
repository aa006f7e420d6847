"""A person asks about the law on her phone, with and without script, and gets to a social worker with the question in hand."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PHONE, TABLET

pytestmark = pytest.mark.browser
LANDING = "/q/DEM0GCMY62/"
WATER = "物业停水催物业费怎么办"


def asked(page, question: str) -> None:
    page.get_by_label("您想问什么").fill(question)
    page.get_by_role("button", name="查法条").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_scan_to_the_article_to_a_person(screen, script) -> None:
    page = screen(**PHONE, java_script_enabled=script).page
    page.goto(LANDING)
    page.get_by_role("link", name="问法律").click()
    asked(page, WATER)
    assert "停水" not in page.url
    assert "《民法典》第九百四十四条" in page.locator("[data-answer]").inner_text()
    page.get_by_text("物业费和不得停水停电催费").click()
    assert page.get_by_text("物业服务人不得采取停止供电、供水、供热、供燃气等方式催交物业费。").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="转人工").click()
    page.wait_for_load_state()
    assert page.get_by_label("发生了什么").input_value() == WATER
    page.go_back()
    assert "《民法典》第九百四十四条" in page.locator("[data-answer]").inner_text()


def test_what_is_not_found_is_said_with_a_number_to_ring(screen) -> None:
    page = screen(**PHONE).page
    page.goto("/law/")
    asked(page, "今天杭州天气怎么样")
    assert page.locator("[data-state=none]").is_visible()
    assert page.locator("[data-state=none] a[href='tel:12348']").is_visible()


def test_a_kiosk_is_read_from_afar(screen) -> None:
    page = screen(**TABLET).page
    page.goto("/law/kiosk/")
    asked(page, "房东不退押金")
    size = page.locator("[data-answer] p").first.evaluate("el => parseFloat(getComputedStyle(el).fontSize)")
    assert size >= 26
    box = page.get_by_role("button", name="查法条").bounding_box()
    assert box["height"] >= 60
