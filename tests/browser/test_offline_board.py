"""A tablet without a network: the board as it was, calls, notes, replies and their photos kept and sent in order, nothing left after the logout."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABLET, until
from tests.browser.test_board import Colleague, filed
from tests.servers import PASSWORD

pytestmark = pytest.mark.browser
READY = """async () => (await caches.open('binan-desk').then(c => c.keys())).length > 5
    && (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'"""
KEPT = "() => binanDesk.all('boards').then(rows => JSON.stringify(rows))"
SIZES = "() => binanDesk.all('letters').then(rows => rows.flatMap(row => row.files.map(file => file.bytes.byteLength)))"
SENT_AHEAD = (
    "() => binanDesk.all('letters').then(rows => rows.flatMap(row => row.files).filter(file => file.held).length)"
)
SAID = ("已经上门看过。", "和楼上约好明天谈。")


def write(page: Page, code: str, button: str, words: str, outcome: str = "") -> None:
    page.locator(f"#row-{code}").get_by_role("button", name=button).click()
    if outcome:
        page.get_by_label(outcome, exact=True).check()
    page.get_by_label("写一句").fill(words)
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_note_on_the_page_of_a_case_that_finds_no_network_is_kept_and_sent_later(screen, server, sky):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    code = filed(server)
    wang.does("claim", code)
    page = enter(tablet.page, sky)
    page.goto(f"{sky.url}/desk/{code}/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    sky.cut()
    page.locator("summary", has_text="备注").click()
    page.locator("#note_text").fill(SAID[0])
    page.locator("form[data-draft=note]").get_by_role("button", name="备注").click()
    expect(page.get_by_text("没有网络，已存在这台平板上")).to_be_visible()
    expect(page.locator("#unsent")).to_have_text("1 条未发出")
    expect(page.locator("#note_text")).to_have_value("")
    sky.fair()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent")).to_be_hidden()
    last = wang.client.get(f"/api/v1/desk/complaints/{code}/").json()["timeline"][-1]
    assert (last["kind"], SAID[0] in str(last)) == ("note", True)
    assert [error for error in tablet.errors if "Policy" in error] == []
    tablet.errors.clear()  # Chromium writes every broken connection to the console


def test_a_reply_with_photos_that_finds_no_network_arrives_small_once_and_whole(screen, server, sky, photo):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    page, code = called(tablet.page, wang, server, sky)
    page.locator("#reply_text").fill(SAID[0])
    page.locator("#reply_files").set_input_files([photo, photo])
    page.locator("form[data-draft=reply]").get_by_role("button", name="回复居民").click()
    expect(page.get_by_text("没有网络，已存在这台平板上")).to_be_visible()
    sizes = page.evaluate(SIZES)
    assert len(sizes) == 2 and all(0 < size < 1_000_000 for size in sizes), sizes

    # The line breaks in the middle of the second photo, and once more between the command and its answer.
    sky.storm(up=int(sizes[0] * 1.5))
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, f"{SENT_AHEAD}.then((held) => held === 1)")
    expect(page.locator("#unsent")).to_have_text("1 条未发出")
    sky.fair()
    lost(page, "**/api/v1/sync/")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, f"{SENT_AHEAD}.then((held) => held === 2)")
    page.wait_for_timeout(500)
    page.unroute("**/api/v1/sync/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent")).to_be_hidden()

    case = wang.client.get(f"/api/v1/desk/complaints/{code}/").json()
    assert [entry["kind"] for entry in case["timeline"]].count("reply") == 1
    page.goto(f"{sky.url}/desk/{code}/")
    expect(page.locator(".gallery img")).to_have_count(2)
    tablet.errors.clear()  # Chromium writes every broken connection to the console


def test_a_closing_with_its_photo_that_finds_no_network_closes_the_case_later(screen, server, sky, photo):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    page, code = called(tablet.page, wang, server, sky)
    page.locator("summary", has_text="办结").click()
    page.locator("#close_result").fill("楼上住户答应晚上九点以后不再跳绳，双方都表示认可。")
    page.locator("form[data-draft=close]").get_by_text("实质性办结").click()
    page.locator("#close_files").set_input_files(photo)
    page.locator("form[data-draft=close]").get_by_role("button", name="办结").click()
    expect(page.locator("#unsent")).to_have_text("1 条未发出")
    expect(page.locator("[data-mirror=close_result]")).to_contain_text(
        "这里就是居民看到的"
    )  # it is kept, and the form is empty
    sky.fair()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent")).to_be_hidden()
    case = wang.client.get(f"/api/v1/desk/complaints/{code}/").json()
    assert (case["stage"], case["closing_kind"], case["timeline"][-1]["details"]["evidence"]) == (
        "CLOSED",
        "SUBSTANTIVE",
        1,
    )
    assert "device_at" in case["timeline"][-1]["details"]
    tablet.errors.clear()


def lost(page: Page, address: str) -> None:
    """What goes to this address arrives, and its answer does not."""

    def swallow(route) -> None:
        route.fetch()
        route.abort()

    page.route(address, swallow)


def test_a_photo_made_on_the_board_without_a_network_goes_with_its_note_and_holds_up_no_other_case(
    screen, server, sky, photo
):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    first, second = filed(server), filed(server)
    wang.does("claim", first)
    wang.does("claim", second)
    page = enter(tablet.page, sky)
    until(page, READY)
    until(page, f"() => binanDesk.all('boards').then(rows => rows.some(row => row.rows.join().includes('{second}')))")
    sky.cut()
    page.goto(f"{sky.url}/desk/")
    page.locator(f"#row-{first}").get_by_role("button", name="备注").click()
    page.get_by_label("写一句").fill(SAID[0])
    page.get_by_label("照片").set_input_files(photo)
    looked_at(page, "offline-note")
    page.get_by_role("button", name="存下").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    write(page, second, "记录通话", SAID[1], "接通")
    expect(page.locator("#outbox")).to_contain_text("照片 1 张（已传 0）")
    looked_at(page, "offline-board")

    page.route("**/api/v1/photos/", lambda route: route.abort())
    sky.fair()
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    expect(page.locator("#unsent")).to_have_text("1 条未发出")  # the call is there, the photo waits
    kinds = [entry["kind"] for entry in wang.client.get(f"/api/v1/desk/complaints/{second}/").json()["timeline"]]
    assert kinds[-1] == "call_back"
    page.unroute("**/api/v1/photos/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#unsent")).to_be_hidden()
    page.goto(f"{sky.url}/desk/{first}/")
    expect(page.locator(".gallery img")).to_have_count(1)
    tablet.errors.clear()


def test_what_was_not_taken_stays_with_its_words_and_photos_until_it_is_put_away(screen, server, sky, photo):
    tablet, wang, head = screen(**TABLET), Colleague(server, "shegong1"), Colleague(server, "shuji1")
    page, code = called(tablet.page, wang, server, sky)
    page.locator("#reply_text").fill(SAID[0])
    page.locator("#reply_files").set_input_files(photo)
    page.locator("form[data-draft=reply]").get_by_role("button", name="回复居民").click()
    expect(page.locator("#unsent")).to_have_text("1 条未发出")
    head.does("take_over", code, reason="临时有紧急事件。")
    sky.fair()
    page.goto(f"{sky.url}/desk/")
    expect(page.locator("#unsent")).to_have_text("1 条没有收下")
    box = page.locator("#outbox")
    for words in ("您现在不能", SAID[0], "照片 1 张"):
        expect(box).to_contain_text(words)
    until(page, "() => document.querySelector('#outbox img').naturalWidth > 0")
    looked_at(page, "refused")
    page.reload()
    with page.expect_download() as saved:
        box.get_by_role("link").click()
    assert saved.value.suggested_filename == "lamp.jpg"
    until(page, "() => document.querySelector('#outbox button')?.offsetHeight >= 44")  # drawn anew after the reload
    box.get_by_role("button", name="丢掉").click()
    expect(page.locator("#unsent")).to_be_hidden()
    expect(box).to_be_hidden()
    tablet.errors.clear()


def test_a_colleague_who_logs_in_on_the_tablet_sends_and_reads_nothing_of_hers_and_destroys_nothing(
    screen, server, sky
):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    page, code = called(tablet.page, wang, server, sky)
    page.locator("summary", has_text="备注").click()
    page.locator("#note_text").fill(SAID[0])
    page.locator("form[data-draft=note]").get_by_role("button", name="备注").click()
    expect(page.locator("#unsent")).to_have_text("1 条未发出")
    sky.fair()
    # She logs in elsewhere, so that this tablet asks for a login; her colleague takes it.
    page.route("**/api/v1/sync/", lambda route: route.abort())
    other = enter(screen(**TABLET).page, sky)
    page.context.clear_cookies()
    enter(page, sky, "shegong2")
    page.unroute("**/api/v1/sync/")
    expect(page.locator("#unsent")).to_have_text("同事有 1 条在这台平板上，等她登录再发")
    expect(page.locator("#outbox")).to_be_hidden()
    assert "note" not in [one["kind"] for one in wang.client.get(f"/api/v1/desk/complaints/{code}/").json()["timeline"]]
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/**")
    enter(page, sky)
    expect(page.locator("#unsent")).to_be_hidden()
    last = wang.client.get(f"/api/v1/desk/complaints/{code}/").json()["timeline"][-1]
    assert (last["kind"], SAID[0] in str(last)) == ("note", True)
    other.wait_for_url(
        "**/login/**"
    )  # here she is again, so not there; a page on its way when the line ends keeps Chromium from closing
    tablet.errors.clear()


def test_what_was_written_later_is_sent_later_though_the_clock_of_the_tablet_was_set_back(screen, server, sky):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    code = filed(server)
    wang.does("claim", code)
    page = enter(tablet.page, sky)
    until(page, READY)
    until(page, f"() => binanDesk.all('boards').then(rows => rows.some(row => row.rows.join().includes('{code}')))")
    sky.cut()
    page.goto(f"{sky.url}/desk/")
    write(page, code, "记录通话", SAID[0], "接通")
    note = "([code, text]) => binanDesk.all('boards').then(([{ me }]) => binanDesk.add({ key: crypto.randomUUID(), me, code, verb: 'note', given: { text }, files: [], at: Date.now() - 600000 }))"
    page.evaluate(note, [code, SAID[1]])
    sky.fair()
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    expect(page.locator("#unsent")).to_be_hidden()
    kinds = [one["kind"] for one in wang.client.get(f"/api/v1/desk/complaints/{code}/").json()["timeline"]]
    assert kinds[-2:] == ["call_back", "note"]
    tablet.errors.clear()


def looked_at(page: Page, name: str) -> None:
    """A picture for whoever reviews the screens, where they are asked for."""
    if folder := os.environ.get("REVEAL_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def called(page: Page, wang: Colleague, server, sky) -> tuple[Page, str]:
    """The page of a case whose resident was called, on a tablet that has just lost the network; and the number."""
    code = filed(server)
    wang.does("claim", code)
    wang.does("call_back", code, reached=True, summary="约好上门。")
    enter(page, sky)
    page.goto(f"{sky.url}/desk/{code}/")
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    sky.cut()
    return page, code


def enter(page: Page, sky, account: str = "shegong1") -> Page:
    """Her board, through the weather."""
    page.goto(f"{sky.url}/login/")
    page.get_by_label("用户名").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    return page


def test_what_was_done_without_a_network_arrives_in_order_and_what_is_refused_says_why(screen, server, sky):
    tablet, wang, head = screen(**TABLET), Colleague(server, "shegong1"), Colleague(server, "shuji1")
    mine, lost = filed(server), filed(server)
    wang.does("claim", mine)
    wang.does("claim", lost)
    page = enter(tablet.page, sky)
    until(page, READY)
    until(page, f"() => binanDesk.all('boards').then(rows => rows.some(row => row.rows.join().includes('{lost}')))")
    for secret in ("13800138001", "138****", "csrf"):
        assert secret not in page.evaluate(KEPT)

    sky.cut()
    page.goto(f"{sky.url}/desk/")
    expect(page.locator("#as-of")).to_have_text(re.compile(r"这是 \d\d:\d\d 的样子，不到 1 分钟前"))
    expect(page.locator(f"#row-{mine} .countdown-text")).to_have_text(re.compile(r"\d\d:\d\d 内回电"))
    write(page, mine, "记录通话", SAID[0], "接通")
    write(page, mine, "备注", SAID[1])
    write(page, lost, "记录通话", "", "无人接听")
    expect(page.locator("#unsent")).to_have_text("3 条未发出")
    page.reload()
    expect(page.locator("#unsent")).to_have_text("3 条未发出")
    # Meanwhile her superior has taken the other case.
    head.does("take_over", lost, reason="临时有紧急事件。")

    sky.fair()
    page.get_by_role("button", name="再试一次").click()
    expect(page.locator("#lamp")).to_have_attribute("data-lamp", "live")
    expect(page.locator("#unsent")).to_have_text("1 条没有收下")
    expect(page.locator("#outbox")).to_contain_text("您现在不能")
    entries = head.client.get(f"/api/v1/desk/complaints/{mine}/").json()["timeline"]
    assert [entry["kind"] for entry in entries][-2:] == ["call_back", "note"]
    told = [str(entry) for entry in entries[-2:]]
    assert [said in entry for said, entry in zip(SAID, told, strict=True)] == [True, True]

    logout = page.get_by_role("button", name="退出")
    logout.click()
    expect(page.get_by_role("button", name="仍要退出")).to_be_visible()
    page.get_by_role("button", name="仍要退出").click()
    page.wait_for_url("**/login/**")
    left = "() => new Promise(done => { const asked = indexedDB.open('binan-desk'); asked.onsuccess = () => { const all = asked.result.transaction(['boards', 'letters']); const one = all.objectStore('boards').count(), two = all.objectStore('letters').count(); all.oncomplete = () => done(one.result + two.result); }; })"
    assert page.evaluate(left) == 0
    assert [error for error in tablet.errors if "Policy" in error] == []
    tablet.errors.clear()  # Chromium writes every broken connection to the console
