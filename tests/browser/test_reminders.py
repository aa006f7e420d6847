"""Reminders in a real Chromium: the tap, the words on the screen of a locked phone, the page behind them.

The browser's own push service can not be reached from here, so the page is given a subscription at ours; what the server
sends there, encrypted, is opened with the browser's key and handed to the real service worker by the debugging protocol.
"""

from __future__ import annotations

import json
import sqlite3
import time
from uuid import uuid4

import httpx
import pytest

from tests.browser.conftest import PHONE, Screen, until
from tests.notices.fake_push import KEY, FakePush
from tests.servers import PASSWORD, TRUST, Server, embedded, file_case

pytestmark = pytest.mark.browser
SUBSCRIBED = """(given) => {
  const made = { endpoint: given.endpoint, options: {}, unsubscribe: async () => true,
    toJSON: () => ({ endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } }) };
  let now = null;
  PushManager.prototype.getSubscription = async () => now;
  PushManager.prototype.subscribe = async (options) => {
    window.asked = { visible: options.userVisibleOnly, key: [...options.applicationServerKey].length };
    now = made;
    return made;
  };
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  return (await worker.getNotifications()).map((one) => ({ title: one.title, body: one.body, tag: one.tag, silent: one.silent }));
}"""
TAPPED = """async () => {
  self.clients.openWindow = async (url) => { self.openedPage = url; };
  const [one] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification: one }));
  await new Promise((done) => setTimeout(done, 1500));
  return { opened: self.openedPage || "", left: (await self.registration.getNotifications()).length };
}"""
LINE = "有进展时在这部手机上提醒我"


@pytest.fixture(scope="module")
def push():
    with FakePush() as running:
        yield running


@pytest.fixture(scope="module")
def house(push: FakePush):
    """An embedded server whose reminders go to `push`."""
    with embedded(BINAN_VAPID_KEY=KEY, BINAN_PUSH_HOSTS=push.url) as server:
        yield server


@pytest.fixture
def service(push: FakePush) -> FakePush:
    """The push service, which has heard nothing yet."""
    for seen in (push.taken, push.calls, push.wrong):
        seen.clear()
    return push


class Phone(Screen):
    """A phone whose browser gets its subscription at our push service."""

    def __init__(self, browser, house: Server, service: FakePush, **more: object) -> None:
        super().__init__(browser, house, **PHONE, **more)
        given = service.browser().given
        self.context.add_init_script(f"({SUBSCRIBED})({json.dumps(given)})")


def row(house: Server, code: str, template: str) -> tuple[str, str]:
    """Channel and state of a telling, as the database has them."""
    with sqlite3.connect(f"file:{house.env['BINAN_DATA']}/binan.sqlite3?mode=ro", uri=True) as rows:
        query = "SELECT channel, state FROM notices_notice WHERE template = ? AND key LIKE ? ORDER BY id DESC"
        return rows.execute(query, (template, f"{code}:%")).fetchone()


def wait_for(look, wanted, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while look() != wanted:
        assert time.monotonic() < end, (look(), wanted)
        time.sleep(0.1)


def claim(house: Server, code: str) -> None:
    """A social worker takes the case, through the API."""
    login = {"username": "shegong1", "password": PASSWORD}
    token = httpx.post(f"{house.url}/api/v1/token/", json=login, timeout=20, verify=TRUST).json()["token"]
    answer = httpx.post(
        f"{house.url}/api/v1/desk/complaints/{code}/claim/",
        json={"client_key": str(uuid4())},
        headers={"Authorization": f"Token {token}"},
        timeout=20,
        verify=TRUST,
    )
    assert answer.status_code == 200, answer.text


def hand_to_worker(phone: Phone, told: dict, origin: str) -> None:
    """What a push service does in the end: wake the service worker with the message, once the worker has taken over (before
    that Chromium drops it without a word)."""
    session = phone.context.new_cdp_session(phone.page)
    ready: list[str] = []
    session.on("ServiceWorker.workerVersionUpdated", lambda event: ready.extend(
        one["registrationId"] for one in event["versions"] if one["status"] == "activated"))  # fmt: skip
    session.send("ServiceWorker.enable")
    end = time.monotonic() + 20
    while not ready:
        assert time.monotonic() < end, "no worker has taken over"
        phone.page.wait_for_timeout(50)
    session.send("ServiceWorker.deliverPushMessage", {
        "origin": origin, "registrationId": ready[-1], "data": json.dumps(told, ensure_ascii=False)})  # fmt: skip
    session.detach()


def test_a_tap_turns_reminders_on_and_the_phone_shows_the_news_and_opens_the_case(browser, house, service) -> None:
    case = file_case(house.url).json()
    phone = Phone(browser, house, service, permissions=["notifications"])
    page = phone.page
    page.goto(f"/c/{case['token']}/")
    switch = page.get_by_role("switch", name=LINE)
    switch.wait_for()
    assert not switch.is_checked()
    until(phone.page, "async () => !!(await navigator.serviceWorker.ready).active")
    switch.check()
    page.get_by_text("已打开。").wait_for()
    assert page.evaluate("window.asked") == {"visible": True, "key": 65}
    box = page.locator("#follow label").bounding_box()
    assert box and box["height"] >= 48

    claim(house, case["code"])
    wait_for(lambda: len(service.taken), 1)
    wait_for(lambda: row(house, case["code"], "claimed"), ("push", "sent"))
    assert service.wrong == []
    hand_to_worker(phone, service.taken[0].told, house.url)
    wait_for(lambda: len(page.evaluate(SHOWN)), 1)
    [shown] = page.evaluate(SHOWN)
    assert (shown["title"], shown["body"]) == ("滨安码", f"您的诉求{case['code']}有人接手了。")
    wait_for(lambda: row(house, case["code"], "claimed"), ("push", "delivered"))

    hand_to_worker(phone, service.taken[0].told, house.url)  # repeated by an unsure server: still one
    time.sleep(0.5)
    assert len(page.evaluate(SHOWN)) == 1

    page.goto("/")
    tapped = phone.context.service_workers[0].evaluate(TAPPED)
    assert tapped == {"opened": f"{house.url}/c/{case['token']}/", "left": 0}
    wait_for(lambda: row(house, case["code"], "claimed"), ("push", "read"))

    page.goto(tapped["opened"])
    page.evaluate("navigator.serviceWorker.ready")
    assert phone.errors == []
    phone.context.close()


def test_turned_off_again_nothing_is_sent(browser, house, service) -> None:
    case = file_case(house.url).json()
    phone = Phone(browser, house, service, permissions=["notifications"])
    page = phone.page
    page.goto(f"/c/{case['token']}/")
    switch = page.get_by_role("switch", name=LINE)
    switch.check()
    page.get_by_text("已打开。").wait_for()
    switch.uncheck()
    page.get_by_text("已打开。").wait_for(state="hidden")
    assert not switch.is_checked()
    claim(house, case["code"])
    time.sleep(2)
    assert (service.calls, row(house, case["code"], "claimed"), phone.errors) == ([], None, [])
    phone.context.close()


def test_nothing_is_asked_without_a_tap_and_a_refusal_is_explained(browser, house, service) -> None:
    case = file_case(house.url).json()
    phone = Phone(browser, house, service)
    phone.context.add_init_script(
        "window.prompts = 0; window.may = 'default';"
        "Object.defineProperty(Notification, 'permission', { get: () => window.may });"
        "Notification.requestPermission = async () => { window.prompts += 1; return window.may = 'denied'; };"
    )
    page = phone.page
    page.goto(f"/c/{case['token']}/")
    switch = page.get_by_role("switch", name=LINE)
    switch.wait_for()
    assert page.evaluate("window.prompts") == 0
    switch.click()
    page.get_by_text("请先在浏览器的网站设置里允许通知").wait_for()
    assert (page.evaluate("window.prompts"), switch.is_disabled(), switch.is_checked()) == (1, True, False)
    assert phone.errors == []
    phone.context.close()


def test_inside_wechat_and_without_push_there_is_no_line_and_no_script(browser, house, service) -> None:
    case = file_case(house.url).json()
    agents = {"user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 MicroMessenger/8.0.50"}
    for name, more in (("wechat", agents), ("no push", {})):
        phone = Phone(browser, house, service, **more)
        if name == "no push":
            phone.context.add_init_script("delete window.PushManager;")
        asked: list[str] = []
        phone.page.on("request", lambda request, asked=asked: asked.append(request.url))
        phone.page.goto(f"/c/{case['token']}/")
        phone.page.wait_for_timeout(500)
        assert phone.page.locator("#follow").is_hidden(), name
        assert not [url for url in asked if "push" in url], name
        assert phone.errors == [], name
        phone.context.close()
