"""The same matter told twice on one phone: asked there and then, and what she chooses happens once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.photos import photo

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"


@pytest.fixture
def phone(screen):
    """A phone whose browser may log the question, which is a 409, and nothing else."""
    made = []

    def make(**more: object) -> Page:
        made.append(screen(**PHONE, **more))
        return made[-1].page

    yield make
    for device in made:
        device.errors = [error for error in device.errors if "409 (Conflict)" not in error]


def tell(page: Page, text: str, *, picture: bool = False) -> None:
    page.goto(FORM)
    page.get_by_label("发生了什么").fill(text)
    page.get_by_label("联系电话").fill("13800138055")
    if picture:
        page.locator("input[type=file][name=files]").first.set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo().read()}
        )
        page.locator("[data-photo-list] img, .photo img").first.wait_for()
    page.get_by_role("button", name="提交", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_her_second_telling_goes_to_the_open_case_with_its_photo(phone, scripts: bool) -> None:
    page = phone(java_script_enabled=scripts)
    tell(page, "楼上每天傍晚在家跳绳，一跳就是一个小时。")
    page.wait_for_url("**/c/*/")
    first = page.url
    tell(page, "楼上今天又在跳绳，到现在还没停。", picture=scripts)
    page.get_by_text("是同一件事吗").wait_for()
    page.get_by_role("button", name="补充到那一件").click()
    page.wait_for_url("**/c/*/")
    assert page.url == first
    page.get_by_text("您补充了说明").first.wait_for()


def test_another_matter_is_filed_by_itself(phone) -> None:
    page = phone()
    tell(page, "楼上每天半夜拖椅子，吵得睡不着。")
    page.wait_for_url("**/c/*/")
    first = page.url
    tell(page, "楼上换了一户，白天在家里跑跳，地板咚咚响。")
    page.get_by_role("button", name="这是另一件事，单独提交").click()
    page.wait_for_url("**/c/*/")
    assert page.url != first
    page.goto(FORM)
    assert page.get_by_label("发生了什么").input_value() == ""  # what was sent is no draft any more
