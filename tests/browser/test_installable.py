"""The app on the home screen: Chromium finds nothing missing, it opens to the person's own cases without a network, and a new
version asks first and loses nothing."""

from __future__ import annotations

import json
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import FLAGS, PHONE, SCREENS
from tests.weather import weather

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
TEXT = "楼道的灯坏了三天，老人晚上不敢下楼。"
READY = "async () => { await navigator.serviceWorker.ready }"
CONTROLLED = "() => !!navigator.serviceWorker.controller"


def ready(page: Page) -> None:
    """The worker is there and holds this page."""
    page.evaluate(READY)
    page.reload()
    assert page.evaluate(CONTROLLED)


def test_chromium_would_install_it(drivers, chromium, server):
    with TemporaryDirectory() as folder:
        context = drivers.chromium.launch_persistent_context(folder, executable_path=chromium, args=FLAGS)
        page = context.pages[0]
        page.goto(server.url)
        page.evaluate(READY)
        session = context.new_cdp_session(page)
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        found = session.send("Page.getAppManifest")
        assert found["errors"] == []
        manifest = json.loads(found["data"])
        assert {shortcut["name"] for shortcut in manifest["shortcuts"]} == {"查进度", "我的诉求", "首页"}
        for picture in manifest["icons"] + manifest["screenshots"]:
            assert page.request.get(server.url + picture["src"]).ok, picture
        context.close()


def test_the_app_opens_without_a_network_to_the_persons_own_cases(screen):
    phone = screen(**PHONE)
    page = phone.page
    page.goto(FORM)
    ready(page)
    page.get_by_label("发生了什么").fill(TEXT)
    phone.picture("phone-form", SCREENS)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/**")
    case = page.url
    assert phone.remembers() == 1
    page.goto("/")
    phone.context.set_offline(True)
    page.goto("/mine/")
    mine = page.get_by_role("link", name="BA").first
    expect(mine).to_be_visible()
    assert case.endswith(mine.get_attribute("href"))
    page.goto("/track/")  # nothing that is not public is kept: the offline page stands in, and leads to her cases too
    expect(page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    expect(page.get_by_role("link", name="BA").first).to_be_visible()
    phone.context.set_offline(False)
    expect(
        page.get_by_role("heading", name="查进度")
    ).to_be_visible()  # the offline page opens what was wanted by itself
    page.goto("/mine/")
    expect(page.get_by_role("link", name="BA").first).to_be_visible()
    phone.picture("phone-mine", SCREENS)
    kept = page.evaluate(
        "async () => { const all = []; for (const name of await caches.keys())"
        " for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname); return all }"
    )
    assert [path for path in kept if path.startswith(("/c/", "/track/", "/desk/", "/mine/t", "/api/", "/admin/"))] == []
    phone.errors.clear()  # the console's words about the missing network


def test_the_first_visit_works_without_any_worker(browser, server):
    context = browser.new_context(base_url=server.url, locale="zh-CN", service_workers="block", **PHONE)
    page = context.new_page()
    page.goto(FORM)
    page.get_by_label("发生了什么").fill(TEXT)
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/**")
    context.close()


def test_a_new_version_waits_for_a_tap_and_what_is_typed_stays(browser, server):
    with weather(server.port) as sky:
        context = browser.new_context(base_url=sky.url, locale="zh-CN", **PHONE)
        page = context.new_page()
        page.goto(FORM)
        ready(page)
        page.get_by_label("发生了什么").fill(TEXT)
        page.get_by_label("联系电话").fill("13800138001")
        sky.edition = "abc"
        page.evaluate("async () => { await (await navigator.serviceWorker.ready).update() }")
        expect(page.get_by_text("有新版本，点一下更新，您写的都还在。")).to_be_visible()
        assert page.evaluate("async () => (await caches.keys()).length") == 2  # nothing is replaced yet
        with page.expect_navigation():
            page.get_by_role("button", name="更新").click()
        expect(page.get_by_label("发生了什么")).to_have_value(TEXT)
        expect(page.get_by_label("联系电话")).to_have_value("13800138001")
        assert page.evaluate("async () => caches.keys()") == ["binan-000000000abc"]
        context.close()


def test_a_wide_screen_shows_the_home_page(screen):
    tablet = screen(viewport={"width": 1180, "height": 820})
    tablet.page.goto("/")
    expect(tablet.page.get_by_role("heading", level=1)).to_be_visible()
    tablet.picture("wide-home", SCREENS)
