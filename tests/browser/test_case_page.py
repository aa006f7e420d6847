"""The page of a case in a real browser: right without any message, quiet when nobody looks, honest about its age."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET
from tests.servers import PASSWORD, TRUST, file_case

pytestmark = pytest.mark.browser
DEAF = "window.WebSocket = class { close() {} }"  # a socket that never opens and never says a word
POLL = 21_000  # ms, a little more than case.js waits
HIDE = "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }"


def desk(server, username: str, code: str, verb: str, **given: object) -> None:
    """Somebody of ours does a verb, from elsewhere."""
    with httpx.Client(base_url=f"{server.url}/api/v1", timeout=20, verify=TRUST) as client:
        login = {"username": username, "password": PASSWORD}
        header = {"Authorization": f"Token {client.post('/token/', json=login).json()['token']}"}
        done = client.post(f"/desk/complaints/{code}/{verb}/", json=given, headers=header)
    assert done.status_code == 200, done.text


def opened(page: Page, server, *, deaf: bool = True, script: str = "") -> str:
    """The page of a new case, its time in our hands; returns the number."""
    filed = file_case(server.url).json()
    if deaf:
        page.add_init_script(DEAF)
    page.clock.install()
    if script:
        page.add_init_script(script)
    page.goto(filed["track_url"])
    return filed["code"]


def test_a_message_that_got_lost_heals_by_polling(screen, server):
    page = screen(**PHONE).page
    code = opened(page, server)
    expect(page.get_by_text(re.compile(r"东冠社区 (明天 )?\d\d:\d\d 前给您回电"))).to_be_visible()
    desk(server, "shegong1", code, "claim")
    expect(page.get_by_text("接手了您的事")).to_have_count(0)
    page.clock.run_for(POLL)
    expect(page.get_by_text(re.compile(r"王社工 (明天 )?\d\d:\d\d 前给您回电"))).to_be_visible()
    expect(page.locator("#stage-said")).to_have_text("有人接手了")


def test_a_tab_that_nobody_looks_at_asks_nothing_and_is_fresh_when_it_is_looked_at(screen, server):
    page = screen(**PHONE).page
    code = opened(page, server)
    asked: list[str] = []
    page.on("request", lambda request: f"/c/{page.url.split('/c/')[1]}" in request.url and asked.append(request.url))
    page.evaluate(HIDE, True)
    page.clock.run_for(3 * POLL)
    assert asked == []
    desk(server, "shegong1", code, "claim")
    page.evaluate(HIDE, False)
    expect(page.get_by_text("接手了您的事")).to_be_visible()
    assert len(asked) == 1


def test_without_a_network_it_says_from_when_it_is(screen, server):
    phone = screen(**PHONE)
    page = phone.page
    opened(page, server)
    seen = page.evaluate("new Date().toTimeString().slice(0, 5)")
    page.clock.run_for(POLL)
    phone.context.set_offline(True)
    page.clock.run_for(5 * POLL)
    bar = page.locator("#offline")
    expect(bar).to_contain_text(re.compile(r"您看到的是 \d\d:\d\d 的情况"))
    told = re.search(r"\d\d:\d\d", bar.inner_text())[0]
    now = page.evaluate("new Date().toTimeString().slice(0, 5)")
    assert seen <= told <= now
    phone.context.set_offline(False)
    page.clock.run_for(POLL)
    expect(bar).to_be_hidden()
    phone.errors.clear()  # Chromium writes each request that found no network to the console


def test_a_reply_arrives_by_itself_and_the_screen_reader_is_left_in_peace(screen, server):
    phone = screen(**PHONE)
    page = phone.page
    code = opened(page, server, deaf=False)
    desk(server, "shegong1", code, "claim")
    expect(page.locator("#stage-said")).to_have_text("有人接手了")
    desk(server, "shegong1", code, "reply", text="今天下午三点上门看看。")
    expect(page.get_by_text("今天下午三点上门看看。")).to_be_visible()
    expect(page.locator("#stage-said")).to_have_text("有人接手了")
    inside = page.locator("#case-live").locator("[aria-live], [role=status], [role=alert]")
    expect(inside).to_have_count(0)
    phone.picture("phone-case")


def test_what_is_late_counts_up_on_the_page(screen, server):
    phone = screen(**PHONE)
    page = phone.page
    opened(page, server)
    late = page.locator(".next .countdown")
    expect(late).to_contain_text(re.compile(r"0\d:\d\d 内回电"))
    page.route("**/c/**", lambda route: route.fulfill(status=503))  # no fresh page: the counter itself has to know
    page.clock.run_for(6 * 60_000)
    expect(late).to_contain_text(re.compile(r"回电已超时 0[01]:\d\d"))
    expect(late).to_have_attribute("data-sla", "late")
    phone.errors.clear()  # Chromium writes every 503 to the console


def test_this_phone_remembers_the_case(screen, server):
    phone = screen(**PHONE)
    page = phone.page
    code = opened(page, server)
    assert phone.remembers() == 1
    page.goto("/mine/")
    expect(page.get_by_role("link", name=code)).to_be_visible()
    expect(page.get_by_text("我们收到了")).to_be_visible()


def test_everything_works_without_script(screen, server):
    page = screen(**PHONE, java_script_enabled=False).page
    filed = file_case(server.url).json()
    desk(server, "shegong1", filed["code"], "claim")
    page.goto(filed["track_url"])
    expect(page.get_by_text(re.compile(r"\d\d:\d\d 前回电"))).to_be_visible()
    page.get_by_label("补充说明").fill("刚才又响了。")
    page.get_by_role("button", name="补充说明").click()
    expect(page.get_by_text("刚才又响了。")).to_be_visible()
    page.get_by_role("button", name="催一催").click()
    expect(page.get_by_text(re.compile("以后可以再催"))).to_be_visible()
    page.get_by_role("link", name="看看存了我什么").click()
    page.get_by_label("新的联系电话").fill("13900139000")
    page.get_by_role("button", name="更正", exact=True).click()
    expect(page.get_by_text("139****9000")).to_be_visible()
    page.get_by_role("button", name="撤回同意").click()
    expect(page.get_by_role("button", name="恢复短信通知")).to_be_visible()
    page.get_by_role("button", name="申请删除").click()
    expect(page.get_by_text(re.compile("前在这里答复您"))).to_be_visible()


def test_a_worker_is_asked_before_a_number_goes_out(screen, server):
    tablet = screen(**TABLET)
    page = tablet.login("shegong1")
    filed = file_case(server.url).json()
    desk(server, "shegong1", filed["code"], "claim")
    page.goto(f"/desk/{filed['code']}/")
    page.get_by_label("写给居民").fill("楼上业主电话13900139000。")
    page.get_by_role("button", name="回复居民").click()
    expect(page.get_by_text(re.compile("别人的信息不能发给居民"))).to_be_visible()
    expect(page.get_by_label("写给居民")).to_have_value("楼上业主电话13900139000。")
    page.get_by_label(re.compile("我核对过")).check()
    page.get_by_role("button", name="回复居民").click()
    expect(page.locator(".toast").get_by_text("已回复居民")).to_be_visible()
    tablet.errors.clear()  # and every 422


def listening(screen, server, script: str = "") -> tuple[Page, str, list[str], list[str]]:
    """The page of a new case as it stands once its socket has spoken: page, number, what it heard, what it asked since."""
    page = screen(**PHONE).page
    heard: list[str] = []
    asked: list[str] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda said: heard.append(str(said))))
    code = opened(page, server, deaf=False, script=script)
    page.on("request", lambda request: request.is_navigation_request() or asked.append(request.url))
    for _ in range(100):
        if heard:
            break
        page.wait_for_timeout(50)
    assert "data-version" in heard[0]
    return page, code, heard, asked


def test_a_page_that_just_came_does_not_come_again_when_its_line_opens(screen, server):
    page, code, heard, asked = listening(screen, server)
    page.wait_for_timeout(500)
    assert [url for url in asked if "/c/" in url] == []
    desk(server, "shegong1", code, "claim")
    expect(page.get_by_text("接手了您的事")).to_be_visible()
    assert len(heard) == 2
    assert len([url for url in asked if "/c/" in url]) == 1


def test_what_happened_while_the_line_was_away_is_there_when_it_comes_back(screen, server):
    lines = "const real = WebSocket; window.WebSocket = class extends real { constructor(...all) { super(...all); window.line = this; } };"
    no_polls = "const every = setInterval; window.setInterval = (act, ms) => ms < 20000 && every(act, ms);"
    page, code, heard, _ = listening(screen, server, f"{lines} {no_polls} Math.random = () => 0;")
    page.evaluate("new Promise((gone) => { line.addEventListener('close', gone); line.close(); })")
    desk(server, "shegong1", code, "claim")
    page.clock.run_for(15_500)
    expect(page.get_by_text("接手了您的事")).to_be_visible()
    assert "data-version" in heard[-1]
