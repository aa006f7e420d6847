"""What a hasty person, a slow phone and a phone without a service worker (WeChat on an iPhone) see of a letter that waits.
The same in other engines: scripts/second-engine."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.conftest import FLAGS, PHONE, until
from tests.servers import stored

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
SLOW = "(() => { const made = createImageBitmap; window.createImageBitmap = async (...all) => { await new Promise((go) => setTimeout(go, 1500)); return made(...all); }; })()"
FULL = "(() => { const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (...all) { if (window.full) throw new DOMException('full', 'QuotaExceededError'); return put.apply(this, all); }; })()"
FAST = "(() => { const wait = window.setTimeout; window.pauses = []; window.setTimeout = (act, ms, ...all) => { pauses.push(ms); return wait(act, ms / 50, ...all); }; })()"

CONTROLLED = (
    "async () => { while (!navigator.serviceWorker.controller) await new Promise((go) => setTimeout(go, 50)); }"
)


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


def test_a_letter_that_waited_goes_out_without_the_photo_that_cannot_be_read(phone, sky, server, photo):
    page, before = phone(), stored(server)
    page.goto(FORM)
    sky.storm(up=0, down=0)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    broken = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    good = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": Path(photo).read_bytes()}
    page.locator("#id_files_1").set_input_files([broken, good])
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


def test_a_photo_that_cannot_be_read_is_said_at_once_and_the_others_stay(phone, server, photo, tmp_path):
    page, before = phone(SLOW), stored(server)
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.locator("#id_files_1").focus()
    page.wait_for_selector(".photos ol", state="attached")
    gone = tmp_path / "gone.jpg"
    gone.write_bytes(Path(photo).read_bytes())
    page.locator("#id_files_1").set_input_files([str(gone), photo])
    gone.unlink()
    page.get_by_role("button", name="提交").click()  # before she could hear of it
    page.get_by_text("有 1 个文件读不出来，没有附上").wait_for()
    assert page.locator(".photos li").count() == 1
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/*/**")
    assert stored(server) == (before[0] + 1, before[1] + 1)


def test_a_photo_that_cannot_be_read_keeps_no_form_busy_where_the_photos_script_is_missing(
    phone, server, photo, tmp_path
):
    page, before = phone(), stored(server)
    page.route("**/photos.*", lambda route: route.abort())
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    gone = tmp_path / "gone.jpg"
    gone.write_bytes(Path(photo).read_bytes())
    page.locator("#id_files_1").set_input_files(str(gone))
    gone.unlink()
    page.get_by_role("button", name="提交").click()
    page.get_by_text("有 1 个文件读不出来，没有附上").wait_for()
    assert page.get_by_role("heading", name="待发送").is_hidden()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/*/**")
    assert stored(server) == (before[0] + 1, before[1])


def test_while_the_danger_stop_stands_nothing_goes_out_in_an_engine_without_locks(phone, server):
    page, before = phone("delete Navigator.prototype.locks", service_workers="block"), stored(server)
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼上着火了，烟往下冒！")
    page.get_by_role("button", name="提交").click()
    page.locator("[data-stop]").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1500)
    assert stored(server) == before
    page.locator("[data-stop] [data-go]").click()
    page.wait_for_url("**/c/*/**")
    assert stored(server)[0] == before[0] + 1


def test_a_phone_that_is_full_sends_what_stands_in_the_form_and_not_what_it_had_kept_earlier(phone, server):
    page = phone(FULL)
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了。")
    until(page, "async () => (await binanOutbox.letters()).length === 1")
    page.evaluate("full = true")
    page.get_by_label("发生了什么").fill("楼道灯坏了，是三楼的，晚上看不见路。")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/*/**")
    assert page.get_by_text("是三楼的").count()


def test_a_script_that_cannot_come_is_asked_for_less_and_less_often(phone):
    page = phone(FAST, service_workers="block")
    page.route("**/carry.*", lambda route: route.abort())
    page.goto(FORM)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="待发送").wait_for()
    page.wait_for_function("() => pauses.includes(60000)")


def test_a_letter_that_waits_outlives_the_browser_that_is_killed(drivers, chromium, sky, server, photo, tmp_path):
    before, profile = stored(server), tmp_path / "profile"

    def opened() -> tuple[BrowserContext, Page]:
        context = drivers.chromium.launch_persistent_context(
            str(profile), executable_path=chromium, args=FLAGS, base_url=sky.url, locale="zh-CN", **PHONE
        )
        return context, context.pages[0]

    context, page = opened()
    page.goto(FORM)
    page.evaluate(CONTROLLED)
    page.get_by_label("发生了什么").fill("楼道灯坏了，晚上看不见路。")
    page.locator("#id_files_1").set_input_files(photo)
    page.wait_for_selector(".photos li")
    sky.storm(up=0, down=0)
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name="待发送").wait_for()
    for pid in processes(f"--user-data-dir={profile}"):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(Error):  # the connection to what was killed
        context.close()
    sky.fair()
    context, page = opened()
    page.goto("/mine/")
    page.locator("#offline", has_text="已送达").wait_for()
    context.close()
    assert stored(server) == (before[0] + 1, before[1] + 1)


def processes(argument: str) -> list[int]:
    """The browser that was started with `argument`, and its helpers."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if argument.encode() in entry.read_bytes().split(b"\0"):
                found.append(int(entry.parent.name))
    return found
