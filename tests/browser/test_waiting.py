"""What a hasty person, a slow phone and a phone without a service worker (WeChat on an iPhone) see of a letter that waits.
The same in other engines: scripts/second-engine."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.browser.conftest import PHONE
from tests.servers import stored
from tests.weather import weather

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
SLOW = "(() => { const made = createImageBitmap; window.createImageBitmap = async (...all) => { await new Promise((go) => setTimeout(go, 1500)); return made(...all); }; })()"

CONTROLLED = (
    "async () => { while (!navigator.serviceWorker.controller) await new Promise((go) => setTimeout(go, 50)); }"
)


@pytest.fixture(scope="module")
def photo(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("photo") / "lamp.jpg"
    Image.effect_noise((500, 400), 60).convert("RGB").save(path, quality=90)
    return str(path)


@pytest.fixture
def sky(server):
    with weather(server.port) as made:
        yield made


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


def test_a_photo_still_being_made_smaller_when_submit_is_tapped_goes_with_the_letter(phone, server, photo):
    page, before = phone(SLOW), stored(server)
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.locator("#id_files_1").focus()
    page.wait_for_selector(".photos ol", state="attached")
    page.locator("#id_files_1").set_input_files(photo)
    page.get_by_role("button", name="提交").click()
    assert page.get_by_role("button", name="正在提交").is_disabled()
    page.wait_for_url("**/c/*/**")
    assert stored(server) == (before[0] + 1, before[1] + 1)


def test_where_no_worker_kept_the_scripts_the_tap_without_a_network_is_answered_all_the_same(phone, sky, server, photo):
    page, before = phone("delete Navigator.prototype.serviceWorker", service_workers="block"), stored(server)
    page.goto(FORM)
    sky.storm(up=0, down=0)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.locator("#id_files_1").set_input_files(photo)
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="待发送").wait_for()
    sky.fair()
    page.get_by_role("heading", name="已送达").wait_for(timeout=40_000)
    assert stored(server) == (before[0] + 1, before[1] + 1)


def test_a_form_opened_again_says_that_a_letter_waits(phone, sky):
    page = phone()
    page.goto("/q/DEM0GCMY62/")
    page.evaluate(CONTROLLED)
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    sky.storm(up=0, down=0)
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="待发送").wait_for()
    page.goto(FORM)
    page.locator("#offline", has_text="待发送 1 件").wait_for()
    assert page.get_by_label("发生了什么").input_value() == ""


def test_the_photos_script_that_comes_late_does_not_take_the_letter_back(phone, server, photo):
    page, held = phone(service_workers="block"), []
    page.route("**/photos.*js", lambda route: held.append(route))
    page.route("**/mine/token/", lambda route: route.abort())
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.locator("#id_files_1").set_input_files(photo)
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="待发送").wait_for()
    held[0].continue_()
    page.wait_for_selector(".photos li", state="attached")
    page.wait_for_timeout(800)  # a draft is kept half a second after a change
    assert page.evaluate("async () => (await binanOutbox.letters()).map((letter) => letter.queued)") == [True]
