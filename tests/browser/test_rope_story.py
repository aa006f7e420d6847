"""The article's first story in a real browser: a phone and two tablets open at once (domain.md §8.1, 1)."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, TABLET
from tests.servers import ROOT, file_case

pytestmark = pytest.mark.browser
TEXT = "楼上每天傍晚在家跳绳，一跳就是一个小时，上去说过三次都没用，老人心脏不好。"
PROMISE = "楼上住户答应今后不让小孩子在家里跳绳，双方都表示认可，握手言和。"


def test_from_the_scan_to_the_rating_on_a_phone_and_two_tablets(screen, server):
    phone, one, two = screen(**PHONE), screen(**TABLET), screen(**TABLET)
    wang, li = one.login("shegong1"), two.login("shegong2")
    expect(wang.get_by_text("实时在线")).to_be_visible()
    expect(li.get_by_text("实时在线")).to_be_visible()

    # She scans and tells it in one sentence.
    page = phone.page
    page.goto("/q/DEM0GCMY62/")
    phone.picture("phone-landing")
    page.get_by_role("link", name="我要投诉").click()
    page.get_by_label("发生了什么").fill(TEXT)
    page.get_by_label("联系电话").fill("13800138001")
    began = time.monotonic()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/**")
    code = re.search(r"BA\d{6}[0-9A-Z]{6}", page.inner_text("body"))[0]

    # Both tablets show it without a touch.
    for tablet in (wang, li):
        tablet.wait_for_selector(f'[data-code="{code}"]')
    assert time.monotonic() - began < 5
    phone.picture("phone-receipt")
    one.picture("tablet-board")

    # Two hands, one winner, and the slower one reads who was faster.
    claim = f'[data-code="{code}"] >> text=认领'
    li.evaluate("() => document.activeElement && document.activeElement.blur()")
    with wang.expect_response(lambda answer: f"/{code}/claim/" in answer.url):
        wang.click(claim)
    expect(li.locator(f'[data-code="{code}"]')).to_have_attribute("data-stage", "CLAIMED")
    expect(page.get_by_text("接手了您的事").first).to_be_visible(timeout=25_000)

    # She rings back and writes down what was said.
    wang.goto(f"/desk/{code}/")
    one.picture("tablet-case")
    assert wang.get_by_role("link", name="拨打电话").get_attribute("href") == "tel:+8613800138001"
    wang.get_by_label("接通", exact=True).check()
    wang.get_by_label("通话摘要").fill("王女士说楼上每天傍晚跳绳，希望社区出面调解。")
    wang.get_by_role("button", name="记录通话").click()
    expect(wang.locator("#case")).to_have_attribute("data-stage", "CONTACTED")
    expect(page.get_by_text("和您通了电话").first).to_be_visible(timeout=25_000)

    # The other side is asked to the table; who complained is not among what it may read.
    wang.locator("#mediation-panel").get_by_role("button", name="申请调解").click()
    wang.get_by_label("怎么称呼对方").fill("楼上住户")
    wang.get_by_label("可以告诉对方的内容").fill("有邻居反映傍晚室内运动声音较大，想请您一起商量时间和办法。")
    # The street's own room is suggested first, although its mediators have met people of this building before.
    expect(wang.get_by_label(re.compile("^浦沿潮调解室"))).to_be_checked()
    wang.get_by_label(re.compile("诉求人已在电话里同意调解")).check()
    wang.locator("#mediation-panel").get_by_role("button", name="申请调解").click()
    wang.get_by_role("link", name="打开调解").click()
    wang.wait_for_url("**/mediation/*/")
    other = wang.locator('[data-side="B"]')
    other.get_by_label("怎么答复的").select_option("in_person")
    other.get_by_label("已说明权利义务").check()
    other.get_by_role("button", name="登记同意").click()
    expect(wang.locator('[data-side="B"] .badge')).to_have_text("同意")
    wang.get_by_role("button", name="预约", exact=True).click()
    expect(wang.get_by_text("已登记：预约").or_(wang.locator("dt", has_text="时间")).first).to_be_visible()
    expect(page.get_by_text("调解已约定").first).to_be_visible(timeout=25_000)

    # The mediator brings them together; they settle by word of mouth.
    session = screen(**TABLET).login("tiaojie1", lands="/mediation/")
    session.goto(wang.url)
    session.get_by_role("button", name="开始调解").click()
    session.get_by_label("口头", exact=False).first.check()
    session.get_by_label("协议内容").fill("楼上住户今后不让小孩在家里跳绳。")
    session.get_by_role("button", name="达成协议").click()
    expect(session.get_by_text("楼上住户今后不让小孩在家里跳绳").first).to_be_visible()

    # She answers the resident, and two days later the resident says what she thinks of it.
    wang.goto(f"/desk/{code}/")
    wang.locator("summary", has_text="办结").click()
    wang.get_by_label("办理结果").fill(PROMISE)
    wang.get_by_label("实质性办结").check()
    wang.get_by_role("button", name="办结", exact=True).click()
    expect(wang.locator("#case")).to_have_attribute("data-stage", "CLOSED")
    expect(page.get_by_text(PROMISE).first).to_be_visible(timeout=25_000)
    rehearse(server, two_days_later())
    token = page.url.rstrip("/").rpartition("/")[2]
    rating = page.request.get(f"/api/v1/complaints/{token}/").json()["rating_url"]
    page.goto(rating)
    page.get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("谢谢您的评价")).to_be_visible()


def test_the_slower_of_two_claimers_reads_who_was_faster(screen, server):
    one, two = screen(**TABLET), screen(**TABLET)
    wang, li = one.login("shegong1"), two.login("shegong2")
    code = file_case(server.url).json()["code"]
    row = f'[data-code="{code}"]'
    li.wait_for_selector(row)
    wang.wait_for_selector(row)
    # Li's tablet has not heard yet: she taps what she still sees.
    slow = li.locator(row).evaluate_handle("row => row.cloneNode(true)")
    with wang.expect_response(lambda answer: f"/{code}/claim/" in answer.url) as first:
        wang.click(f"{row} >> text=认领")
    assert first.value.status == 200
    expect(li.locator(row)).to_have_attribute("data-stage", "CLAIMED")
    li.evaluate("([old, row]) => { document.querySelector(row).replaceWith(old); htmx.process(old) }", [slow, row])
    with li.expect_response(lambda answer: f"/{code}/claim/" in answer.url) as second:
        li.click(f"{row} >> text=认领")
    assert second.value.status == 409
    expect(li.get_by_text("王小满已经认领了这件事")).to_be_visible()
    expect(li.locator(row)).to_have_attribute("data-stage", "CLAIMED")
    two.errors.clear()  # Chromium writes every 409 to the console


def rehearse(server, moment: datetime) -> None:
    """Let the clock do what is due at `moment`."""
    command = [sys.executable, "manage.py", "clock", "--once", "--now", moment.isoformat()]
    subprocess.run(command, cwd=ROOT, env=server.env, check=True, capture_output=True)


def two_days_later() -> datetime:
    """By then she has been asked, also when two days from now are in the night."""
    return datetime.now().astimezone() + timedelta(hours=48 + 14)
