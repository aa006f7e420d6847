"""Who is called to a case reads it on every page, and the alarm of a 特急 that nobody has outlives each call."""

from __future__ import annotations

import contextlib
import sqlite3
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.browser.test_board import Colleague, filed
from tests.servers import PASSWORD, Server
from tests.world import GAS

pytestmark = pytest.mark.browser
SOON = 15_000  # ms; the clock looks every second or so, on a busy machine
STORED = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def wang(server: Server) -> Colleague:
    return Colleague(server, "shegong1")


def hasten(server: Server, code: str, kind: str) -> None:
    """Make the next step of a promise of this case due now: the clock takes it with its next round."""
    with contextlib.closing(sqlite3.connect(f"{server.env['BINAN_DATA']}/binan.sqlite3", timeout=20)) as db, db:
        done = db.execute(
            "UPDATE complaints_deadline SET next_at = ? WHERE kind = ? AND met_at IS NULL AND void_at IS NULL"
            " AND complaint_id = (SELECT id FROM complaints_complaint WHERE code = ?)",
            [time.strftime(STORED, time.gmtime(time.time() - 1)), kind, code],
        )
        assert done.rowcount == 1


def through(sky, page) -> None:
    """Log in over a line that can be cut."""
    page.goto(f"{sky.url}/login/")
    page.get_by_label("用户名").fill("shegong2")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_the_handler_is_called_on_the_board_and_on_another_cases_page(screen, server, wang):
    tablet = screen(**TABLET)
    page = tablet.login("shegong1")
    called, alarm = page.locator("#called"), page.locator("#alarm")
    code, other = filed(server), filed(server)
    wang.does("claim", code)
    expect(page.locator(f"#row-{code}")).to_have_attribute("data-stage", "CLAIMED")
    hasten(server, code, "lease")
    expect(called).to_contain_text("请先联系居民：", timeout=SOON)
    expect(page.locator(f"#row-{code}")).to_have_attribute("data-called", "请先联系居民")
    # The alarm of a 特急 comes after the call with its words, its way and its sound.
    burning = filed(server, text=GAS)
    expect(alarm).to_contain_text("特急，还没有人认领")
    expect(alarm.get_by_role("link")).to_have_attribute("href", f"/desk/{burning}/")
    expect(called).to_be_visible()
    wang.does("claim", burning)
    wang.does("call_back", burning, reached=True, outcome="connected", summary="已请燃气公司上门。")
    expect(alarm).to_be_hidden()
    wang.does("call_back", code, reached=False, outcome="no_answer")
    expect(called).to_be_hidden()  # she rang: the call is over
    page.goto(f"/desk/{other}/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    hasten(server, code, "call_again")
    expect(called).to_contain_text("到时间了，请再打一次电话：", timeout=SOON)
    button = called.get_by_role("button", name="知道了")
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(called).to_be_hidden()


def test_the_next_one_is_called_to_a_case_that_nobody_has_through_any_filter(screen, server, wang):
    page = screen(**TABLET).login("shegong2")
    page.goto("/desk/?view=mine")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    code = filed(server)
    wang.does("claim", code)
    hasten(server, code, "lease")  # the chime
    time.sleep(2)
    hasten(server, code, "lease")  # and its end
    called = page.locator("#called")
    expect(called).to_contain_text("等人接手，请您看一下：", timeout=SOON)
    called.get_by_role("link").click()
    page.wait_for_url(f"**/desk/{code}/")


def test_whoever_is_asked_to_take_a_case_hears_of_it_without_a_reload(screen, server, wang):
    page = screen(**TABLET).login("shegong2")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    code, called, bell = filed(server), page.locator("#called"), page.locator("#bell b")
    wang.does("claim", code)
    page.wait_for_timeout(2000)  # what else she is told
    before = int(bell.text_content() or 0)
    wang.does("hand_over", code, to="shegong2", reason="去开会。")
    expect(called).to_contain_text("请您接手，等您答复：", timeout=SOON)
    expect(page.locator("#drills")).to_contain_text("王小满移交，等您答复")
    expect(bell).not_to_have_text(str(before))  # other cases of this server speak up as well
    wang.does("retract_offer", code)
    expect(called).to_be_hidden()
    expect(page.locator("#drills")).not_to_contain_text("等您答复")


def test_an_offer_goes_with_her_to_the_next_page_until_she_has_seen_it(screen, server, wang):
    page = screen(**TABLET).login("shegong2")
    page.goto("/roster/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live", timeout=SOON)
    code, called = filed(server), page.locator("#called")
    wang.does("claim", code)
    wang.does("hand_over", code, to="shegong2", reason="去开会。")
    expect(called).to_contain_text("请您接手，等您答复：", timeout=SOON)
    page.goto("/desk/clusters/")
    expect(called.get_by_role("link")).to_have_attribute("href", f"/desk/{code}/", timeout=SOON)
    page.goto(f"/desk/{code}/")  # it asks her itself
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live", timeout=SOON)
    page.wait_for_timeout(1000)
    expect(called).to_be_hidden()
    page.goto("/roster/")
    called.get_by_role("button").click()
    page.goto("/desk/clusters/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live", timeout=SOON)
    page.wait_for_timeout(1000)
    expect(called).to_be_hidden()
    wang.does("retract_offer", code)


def test_a_page_that_is_no_board_alarms_by_one_line_of_its_own_until_she_has_seen_it(screen, server, wang):
    tablet = screen(**TABLET)
    page, lines = tablet.login("shegong2"), []
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live", timeout=SOON)  # the board's own line
    page.on("websocket", lambda line: lines.append(line.url))
    page.goto("/roster/")
    alarm = page.locator("#alarm")
    expect(page.locator("#lamp")).to_have_text("警报在线", timeout=SOON)
    code = filed(server, text=GAS)
    expect(alarm).to_contain_text("特急，还没有人认领", timeout=SOON)
    expect(alarm).to_have_attribute("data-loud", "true")
    button = alarm.get_by_role("button", name="知道了")
    assert button.bounding_box()["height"] >= 44
    button.click()
    expect(alarm).to_have_attribute("data-loud", "false")
    expect(button).to_be_hidden()
    page.goto("/desk/net/")  # in its first HTML, and quiet: she has seen it
    expect(alarm).to_be_visible()
    expect(alarm).to_have_attribute("data-loud", "false")
    page.goto(f"/desk/{filed(server)}/")  # another case's page
    expect(alarm.get_by_role("link")).to_have_attribute("href", f"/desk/{code}/")
    wang.does("claim", code)
    expect(alarm).to_be_hidden(timeout=SOON)
    assert len(lines) == 3  # one a page


def test_a_mediators_page_has_a_line_for_the_bell_and_no_alarm(screen, server, wang):
    page = screen(**TABLET).login("tiaojie1", lands="/mediation/")
    expect(page.locator("#lamp")).to_have_text("消息在线", timeout=SOON)
    expect(page.locator("#lamp")).to_be_visible()
    code = filed(server, text=GAS)
    page.wait_for_timeout(1000)
    expect(page.locator("#alarm")).to_have_count(0)
    wang.does("claim", code)


def test_of_two_dangers_the_banner_opens_the_one_it_names(screen, server, wang):
    page = screen(**TABLET).login("shegong2")
    page.goto("/roster/")
    expect(page.locator("#lamp")).to_have_text("警报在线", timeout=SOON)
    first, second = filed(server, text=GAS), filed(server, text=GAS)
    alarm = page.locator("#alarm")
    expect(alarm).to_contain_text("另有", timeout=SOON)
    named = alarm.get_by_role("link").get_attribute("href")
    alarm.get_by_role("link").click()
    page.wait_for_url(f"**{named}")
    assert page.evaluate("JSON.parse(sessionStorage.opened)") == [named.split("/")[2]]
    for code in (first, second):
        wang.does("claim", code)


def test_what_burned_while_the_line_was_broken_alarms_when_it_is_back(screen, server, wang, sky):
    tablet = screen(**TABLET)
    page = tablet.page
    through(sky, page)
    page.goto(f"{sky.url}/desk/search/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live", timeout=SOON)
    sky.cut()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "off", timeout=SOON)
    code = filed(server, text=GAS)
    sky.fair()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#alarm").get_by_role("link")).to_have_attribute("href", f"/desk/{code}/", timeout=SOON)
    expect(page.locator("#alarm")).to_be_visible()
    tablet.errors.clear()  # Chromium writes every broken connection to the console
    wang.does("claim", code)


@pytest.mark.parametrize("address", ["/desk/", "/desk/search/"])
def test_an_offer_that_ended_or_came_while_the_line_was_broken_is_told_when_it_is_back(
    screen, server, wang, sky, address
):
    tablet = screen(**TABLET)
    page = tablet.page
    through(sky, page)
    page.goto(f"{sky.url}{address}")
    lamp, called = page.locator("#lamp"), page.locator("#called")
    first, second = filed(server), filed(server)
    for code in (first, second):
        wang.does("claim", code)
    expect(lamp).to_have_attribute("data-lamp", "live", timeout=SOON)
    wang.does("hand_over", first, to="shegong2", reason="去开会。")
    expect(called.get_by_role("link")).to_have_attribute("href", f"/desk/{first}/", timeout=SOON)

    def without_the_line(*steps) -> None:
        sky.cut()
        expect(lamp).to_have_attribute("data-lamp", "off", timeout=SOON)
        for step in steps:
            step()
        sky.fair()
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(lamp).to_have_attribute("data-lamp", "live", timeout=SOON)

    without_the_line(lambda: wang.does("retract_offer", first))
    expect(called).to_be_hidden(timeout=SOON)
    without_the_line(lambda: wang.does("hand_over", second, to="shegong2", reason="去开会。"))
    expect(called.get_by_role("link")).to_have_attribute("href", f"/desk/{second}/", timeout=SOON)
    called.get_by_role("button").click()
    without_the_line()
    page.wait_for_timeout(1000)
    expect(called).to_be_hidden()  # she knows of it
    tablet.errors.clear()  # Chromium writes every broken connection to the console
    wang.does("retract_offer", second)
