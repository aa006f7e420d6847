"""The live board in a real browser: right within a second of coming back, filtered, alarmed, worked by keys."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET, until
from tests.servers import PASSWORD, Server, file_case
from tests.world import GAS

pytestmark = pytest.mark.browser
ROWS = (
    "scope => Object.fromEntries([...scope.querySelectorAll('.case')]"
    ".map(row => [row.dataset.code, [row.dataset.stage, row.dataset.handler]]))"
)


class Colleague:
    """Somebody of ours who works elsewhere, over the API."""

    def __init__(self, server: Server, username: str) -> None:
        login = {"username": username, "password": PASSWORD}
        token = httpx.post(f"{server.url}/api/v1/token/", json=login, timeout=20).json()["token"]
        self.client = httpx.Client(base_url=server.url, headers={"Authorization": f"Token {token}"}, timeout=20)

    def does(self, verb: str, code: str, **given: object) -> None:
        done = self.client.post(f"/api/v1/desk/complaints/{code}/{verb}/", json=given)
        assert done.status_code == 200, done.text


@pytest.fixture
def li(server):
    return Colleague(server, "shegong2")


def row(page: Page, code: str):
    return page.locator(f"#row-{code}")


def filed(server, **more: object) -> str:
    return file_case(server.url, **more).json()["code"]


def test_within_a_second_of_coming_back_the_board_is_right_whatever_was_missed(screen, server, sky, li):
    tablet = screen(**TABLET)
    codes = [filed(server) for _ in range(6)]
    page = tablet.page
    page.goto(f"{sky.url}/login/")
    page.get_by_label("用户名").fill("shegong1")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    sky.cut()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "off")
    expect(page.locator("#age")).to_contain_text("秒前")
    # Ten changes that nobody tells this tablet: claimed, ended, escalated, new.
    for code in codes[:4]:
        li.does("claim", code)
    for code in codes[:2]:
        li.does("call_back", code, reached=True, outcome="connected", summary="谈好了。")
    li.does("close", codes[0], result="已经上门劝导，双方说好以后晚上九点以后不再有声音。", closing_kind="SUBSTANTIVE")
    li.does("release", codes[3], reason="临时有紧急事件。")
    new = [filed(server) for _ in range(2)]
    page.evaluate(
        "document.addEventListener('live:open', () => setTimeout(() => { window.shown = ("
        + ROWS
        + ")(document) }, 1000))"
    )
    sky.fair()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "() => window.shown")
    shown = page.evaluate("window.shown")
    stored = (
        "html => { const t = document.createElement('template'); t.innerHTML = html; return (" + ROWS + ")(t.content) }"
    )
    assert shown == page.evaluate(stored, server.staff("shegong1").get("/desk/rows/").text)
    assert codes[0] not in shown
    assert set(new) <= set(shown)
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    assert page.locator("#age").text_content() == ""
    tablet.errors.clear()  # Chromium writes every broken connection to the console


# What the page has asked for; whether a colleague calls for help it asks every half a minute, whatever the board does.
ASKED = "performance.getEntriesByType('resource').filter((one) => !one.name.endsWith('/mediation/rings/')).length"


def test_a_filtered_board_takes_in_only_what_fits_and_lets_go_of_what_no_longer_does(screen, server, li):
    page = screen(**TABLET).login("shegong1")
    page.get_by_role("link", name="新", exact=True).click()
    page.wait_for_url("**/desk/?view=new")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    code, known = filed(server), page.evaluate(ASKED)
    expect(row(page, code)).to_be_visible()
    li.does("claim", code)
    expect(row(page, code)).to_have_count(0)
    assert page.evaluate(ASKED) == known  # nothing was asked for it
    page.get_by_role("link", name="同事", exact=True).click()
    expect(row(page, code)).to_be_visible()
    page.get_by_text("筛选", exact=False).first.click()
    page.get_by_label("来源").select_option("PETITION")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**source=PETITION**")
    assert "view=team" in page.url
    expect(page.get_by_text("没有符合这些条件的事")).to_be_visible()
    page.go_back()
    expect(row(page, code)).to_be_visible()


def test_a_burning_case_that_nobody_has_alarms_until_opened_and_stays_lit_until_claimed(screen, server, li):
    page = screen(**TABLET).login("shegong1")
    page.goto("/desk/?view=waiting")
    alarm = page.locator("#alarm")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    expect(alarm).to_be_hidden()
    code = filed(server, text=GAS)
    expect(alarm).to_be_visible()
    expect(alarm).to_contain_text("特急，还没有人认领")
    expect(alarm).to_have_attribute("data-loud", "true")
    assert alarm.bounding_box()["width"] >= 1180
    alarm.get_by_role("link").click()
    page.wait_for_url(f"**/desk/{code}/")
    expect(page.locator("#alarm")).to_be_hidden()
    page.goto("/desk/")
    expect(alarm).to_have_attribute("data-loud", "false")
    li.does("claim", code)
    expect(alarm).to_be_hidden()


def test_each_reads_who_else_has_the_case_open(screen, server):
    one, two = screen(**TABLET), screen(**TABLET)
    wang, lis = one.login("shegong1"), two.login("shegong2")
    code = filed(server)
    wang.goto(f"/desk/{code}/")
    expect(wang.locator("#lamp")).to_have_attribute("data-lamp", "live")
    expect(wang.locator("#lookers")).to_be_hidden()
    lis.goto(f"/desk/{code}/")
    expect(wang.locator("#lookers")).to_have_text("李谷雨也在看")
    expect(lis.locator("#lookers")).to_have_text("王小满也在看")
    lis.goto("/desk/")
    expect(wang.locator("#lookers")).to_be_hidden()


def test_keys_move_claim_search_and_explain_themselves(screen, server):
    page = screen(**TABLET).login("shegong1")
    code = filed(server)
    expect(row(page, code)).to_be_visible()
    for _ in range(60):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.closest('.case')?.dataset.code") == code:
            break
    page.keyboard.press("c")
    expect(row(page, code)).to_have_attribute("data-stage", "CLAIMED")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("使用快捷键").uncheck()
    page.keyboard.press("Escape")
    page.locator("body").press("/")
    assert not page.evaluate("document.activeElement.id === 'q'")
    page.evaluate("localStorage.clear()")
    page.keyboard.press("/")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_text("找到 1 件")).to_be_visible()
    assert code not in page.url


def test_the_wall_keeps_itself(screen, server, li):
    page = screen(viewport={"width": 1920, "height": 1080}).login("shegong1")
    page.goto("/desk/wall/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    waiting = page.locator(".wall-counts li").nth(1).locator("b")
    before = int(waiting.text_content())
    code = filed(server)
    expect(waiting).to_have_text(str(before + 1))
    li.does("claim", code)
    expect(waiting).to_have_text(str(before))
    burning = filed(server, text=GAS)
    alarm = page.get_by_text(f"特急，还没有人认领：燃气泄漏、异味，东冠社区，尾号 {burning[-4:]}")
    expect(alarm).to_be_in_viewport()
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('#wall *')].filter(e => e.children.length === 0 && e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 28
    li.does("claim", burning)
    expect(alarm).to_be_hidden()
