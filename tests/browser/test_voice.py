"""A resident speaks instead of writing, in a real browser with a microphone that beeps; the desk hears it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET
from tests.sounds import HERE

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/"
LENGTH = """(player) => Promise.race([
    new Promise((done, fail) => setTimeout(() => fail("no length: " + player.readyState), 8000)),
    new Promise((done, fail) => {
        if (player.duration) return done(player.duration);
        player.onloadedmetadata = () => done(player.duration);
        player.onerror = () => fail(player.error.message);
        player.preload = "auto";
        player.load();
    }),
])"""
PLAYED = """(player) => Promise.race([
    new Promise((done, fail) => setTimeout(() => fail("silence: " + player.readyState), 8000)),
    new Promise((done, fail) => {
        player.muted = true;
        player.ontimeupdate = () => player.currentTime > 0.2 && done(player.readyState);
        player.play().catch(fail);
    }),
])"""


def state(page: Page, wanted: str) -> None:
    expect(page.locator("[data-voice]")).to_have_attribute("data-state", wanted)


def hold(page: Page, seconds: float) -> None:
    """Press the button, speak, let go."""
    talk = page.get_by_role("button", name="按住说话")
    talk.scroll_into_view_if_needed()
    box = talk.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    state(page, "recording")
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()
    state(page, "review")


def sent(page: Page) -> str:
    """Press 提交; the number of the case."""
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/c/**")
    return re.search(r"BA\d{6}[0-9A-Z]{6}", page.inner_text("body"))[0]


def test_hold_speak_send_and_the_desk_plays_it(screen):
    phone = screen(**PHONE, permissions=["microphone"])
    page = phone.page
    page.goto(FORM)
    hold(page, 2)
    assert 1.5 < page.locator("[data-part=player]").evaluate(LENGTH) < 4
    page.get_by_role("button", name="使用").click()
    expect(page.get_by_text("录音已附上，会一起提交。")).to_be_visible()
    code = sent(page)
    expect(page.get_by_text("您的第 1 段录音")).to_be_visible()
    assert page.locator(".voice-note audio").evaluate(LENGTH) > 1.5

    tablet = screen(**TABLET)
    desk = tablet.login("shegong1")
    row = desk.locator(f'[data-code="{code}"]')
    expect(row).to_have_attribute("data-urgency", "P1")
    expect(row.get_by_text("录音", exact=True)).to_be_visible()
    desk.goto(f"/desk/{code}/")
    expect(desk.get_by_text("这条录音没有文字稿，请点开听。")).to_be_visible()
    player = desk.locator(".voice-note audio")
    assert 1.5 < player.evaluate(LENGTH) < 4
    assert player.evaluate(PLAYED) >= 2


def test_tap_to_begin_and_tap_to_end_and_say_it_again(screen):
    page = screen(**PHONE, permissions=["microphone"]).page
    page.goto(FORM)
    talk = page.locator("[data-part=talk]")
    for _ in range(2):
        talk.click()
        state(page, "recording")
        page.wait_for_timeout(1200)
        expect(page.locator("[data-part=meter]")).to_contain_text("0:01 / 2:00")
        talk.click()
        state(page, "review")
        page.get_by_role("button", name="重录").click()
        state(page, "idle")
        assert page.locator("#id_voice").evaluate("input => input.files.length") == 0


def test_with_keys_alone(screen):
    page = screen(**TABLET, permissions=["microphone"]).page
    page.goto(FORM)
    page.locator("[data-part=talk]").focus()
    page.keyboard.press("Enter")
    state(page, "recording")
    expect(page.get_by_role("status").filter(has_text="正在录音")).to_be_visible()
    page.wait_for_timeout(1000)
    page.keyboard.press("Enter")
    state(page, "review")
    expect(page.get_by_role("button", name="使用")).to_be_focused()


def test_sending_while_speaking_cuts_nothing_off(screen):
    page = screen(**PHONE, permissions=["microphone"]).page
    page.goto(FORM)
    page.locator("[data-part=talk]").click()
    state(page, "recording")
    page.wait_for_timeout(1500)
    sent(page)
    assert page.locator(".voice-note audio").evaluate(LENGTH) > 1


def test_too_short_is_said_and_nothing_is_kept(screen):
    page = screen(**PHONE, permissions=["microphone"]).page
    page.goto(FORM)
    talk = page.locator("[data-part=talk]")
    talk.click()
    state(page, "recording")
    talk.click()
    expect(page.get_by_text("太短了，没有录上")).to_be_visible()
    assert page.locator("#id_voice").evaluate("input => input.files.length") == 0


def test_a_refused_microphone_leaves_the_other_ways_open(screen):
    page = screen(**PHONE).page
    page.goto(FORM)
    page.locator("[data-part=talk]").click()
    expect(page.get_by_text("用不了麦克风")).to_be_visible()
    expect(page.get_by_label("录音", exact=True)).to_be_visible()
    page.get_by_label("录音", exact=True).set_input_files(HERE / "voice.m4a")
    state(page, "review")
    sent(page)
    assert page.locator(".voice-note audio").evaluate(LENGTH) > 1


def test_where_nothing_records_the_telephones_own_recorder_opens(screen):
    phone = screen(**PHONE, user_agent="Mozilla/5.0 (Linux; Android 9) MicroMessenger/7.0.4")
    phone.context.add_init_script("delete window.MediaRecorder")
    page = phone.page
    page.goto(FORM)
    state(page, "unsupported")
    expect(page.get_by_role("button", name="按住说话")).to_have_count(0)
    page.get_by_label("录音", exact=True).set_input_files(HERE / "voice.3gp")
    sent(page)
    expect(page.get_by_text("您的第 1 段录音，1 秒")).to_be_visible()


def test_a_recording_comes_back_with_the_draft(screen):
    phone = screen(**PHONE, permissions=["microphone"])
    page = phone.page
    page.goto(FORM)
    hold(page, 1.2)
    page.wait_for_timeout(1200)
    page.reload()
    expect(page.get_by_text("上次的录音还在，会一起提交。")).to_be_visible()
    sent(page)
    assert page.locator(".voice-note audio").evaluate(LENGTH) > 0.8


def test_the_elder_view_begins_with_the_voice(screen, server):
    phone = screen(**PHONE, permissions=["microphone"])
    phone.context.add_cookies([{"name": "size", "value": "elder", "url": server.url}])
    page = phone.page
    page.goto(FORM)
    voice, text = (page.locator(each).bounding_box() for each in ("[data-part=talk]", "#id_text"))
    assert voice["y"] < text["y"]
    assert voice["height"] >= 60
