"""Before a text of danger goes out the numbers stand on the screen: by the phone's own words, else by the server's reading.

The server reads it in the question with which every letter begins, so a calm text waits for nothing.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from complaints.taxonomy import understand
from tests.browser.conftest import PHONE
from tests.complaints.test_glance import seen
from tests.servers import file_case

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
PLAIN = "楼道里煤气味很重"
HIDDEN = "三楼有炸弹，快派人来"  # nothing the phone knows by itself
CALM = "楼道灯坏了，晚上看不见路。"
ASK = "POST /mine/token/"


def heard(page: Page) -> list[str]:
    """What the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(
        f"{request.method} {urlsplit(request.url).path}"))  # fmt: skip
    return sent


def write(page: Page, text: str) -> None:
    page.goto(FORM)
    page.get_by_label("发生了什么").fill(text)
    page.get_by_label("联系电话").fill("13800138066")


def test_the_texts_are_what_they_are_taken_for():
    assert [seen(text) for text in (PLAIN, HIDDEN, CALM)] == [True, False, False]
    assert [understand(text).urgency == "P0" for text in (PLAIN, HIDDEN, CALM)] == [True, True, False]


@pytest.mark.parametrize("size", ["standard", "elder"])
@pytest.mark.parametrize(("text", "asked"), [(PLAIN, []), (HIDDEN, [ASK])], ids=["plain words", "the server reads it"])
def test_the_numbers_come_first_and_then_it_is_sent(screen, text, asked, size):
    page = screen(**PHONE).page
    page.goto("/")
    page.evaluate(f"document.cookie = 'size={size};path=/'")
    write(page, text)
    sent = heard(page)
    page.get_by_role("button", name="提交").tap()
    stop = page.get_by_role("dialog", name="有人身危险，请立即拨打")
    stop.get_by_role("link", name="119").wait_for()
    assert sent == asked  # nothing has gone out yet
    stop.get_by_role("button", name="继续提交").tap()
    page.wait_for_url("**/c/**")
    numbers, code = (page.get_by_text(words).first.bounding_box() for words in ("有人身危险，请立即拨打", "受理编号"))
    assert numbers["y"] < code["y"]


@pytest.mark.parametrize("text", [PLAIN, HIDDEN], ids=["plain words", "the server reads it"])
def test_a_photo_that_cannot_be_read_and_a_wrong_number_do_not_stop_it(screen, text):
    device = screen(**PHONE)
    page = device.page
    write(page, text)
    page.get_by_label("联系电话").fill("1380013806")
    page.locator("#id_files_1").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"})
    page.get_by_role("button", name="提交").tap()
    page.get_by_role("button", name="继续提交").tap()
    page.wait_for_url("**/c/**")
    page.get_by_text("有 1 个附件打不开").wait_for()
    page.get_by_text("您留的电话号码不对").wait_for()
    device.errors.clear()  # Chromium writes the refused photo to the console


def test_it_goes_out_by_itself_when_nobody_taps(screen):
    page = screen(**PHONE).page
    page.clock.install()
    write(page, HIDDEN)
    page.get_by_role("button", name="提交").tap()
    page.get_by_role("button", name="继续提交").wait_for()
    page.clock.fast_forward(9000)
    page.wait_for_url("**/c/**")


@pytest.mark.parametrize(("text", "asked"), [(PLAIN, []), (HIDDEN, [ASK])], ids=["plain words", "the server reads it"])
def test_she_may_go_back_and_nothing_was_sent(screen, text, asked):
    page = screen(**PHONE).page
    page.clock.install()
    write(page, text)
    sent = heard(page)
    page.get_by_role("button", name="提交").tap()
    back = page.get_by_role("button", name="返回修改")
    back.wait_for()
    page.clock.fast_forward(
        6000
    )  # what waits is tried again every five seconds, but not under the hand of who is asked
    page.wait_for_timeout(500)
    back.tap()
    assert page.get_by_role("dialog").count() == 0
    page.get_by_label("发生了什么").fill(CALM)
    assert sent == asked
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url("**/c/**")
    page.locator("main").get_by_text(CALM).wait_for()  # and what arrived is what she made of it


def test_a_calm_text_is_not_stopped_and_asks_nothing_more(screen):
    page = screen(**PHONE).page
    write(page, CALM)
    sent = heard(page)
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url("**/c/**")
    assert sent == [ASK, "POST /q/DEM0GCMY62/file/"]


def test_without_a_network_the_numbers_stand_where_the_form_was(screen):
    device = screen(**PHONE)
    page = device.page
    write(page, HIDDEN)
    page.get_by_label("发生了什么").focus()
    page.wait_for_function("() => window.binanSending")  # its script comes as soon as a form is begun
    device.context.set_offline(True)
    page.get_by_role("button", name="提交").tap()
    page.locator("[data-waiting]").get_by_role("link", name="110").wait_for()
    device.errors.clear()  # the browser's own lines about the missing network


def test_a_danger_added_to_an_open_case_is_stopped_too(screen, server):
    page = screen(**PHONE).page
    case = file_case(server.url, text=CALM, phone="13800138067").json()
    page.goto(f"/c/{case['token']}/")
    page.get_by_label("补充说明", exact=True).fill(HIDDEN)
    page.locator("[data-letter][data-js]").wait_for()  # its scripts come when the form is in sight
    page.get_by_role("button", name="补充说明").tap()
    stop = page.get_by_role("dialog", name="有人身危险，请立即拨打")
    stop.get_by_role("button", name="继续提交").tap()
    page.get_by_role("heading", name="有人身危险，请立即拨打").wait_for()
    assert Path(urlsplit(page.url).path).name == case["token"]
