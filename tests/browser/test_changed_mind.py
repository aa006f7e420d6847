"""What a hasty or doubtful person does between the first word and 已送达, and that nothing of it is lost or silently old."""

from __future__ import annotations

import pytest

from tests.browser.conftest import until
from tests.servers import stored
from tests.sounds import HERE

pytestmark = pytest.mark.browser
FORM = "/q/DEM0GCMY62/file/?nature=complaint"
LAMP, NOISE = "楼道灯坏了，晚上看不见路。", "楼上半夜还在装修，吵得睡不着。"
MORE = "刚才又有人在楼道里摔了一跤，灯还是不亮。"
DRAFT = "async () => (await binanOutbox.letters()).length === 1"
VOICE = HERE / "voice.m4a"
SLOW = "(() => { const made = createImageBitmap; window.createImageBitmap = async (...all) => { await new Promise((go) => setTimeout(go, 2500)); return made(...all); }; })()"


def write(page, text: str) -> None:
    page.goto(FORM)
    page.get_by_label("发生了什么").fill(text)


def submit(page) -> None:
    page.get_by_role("button", name="提交").click()


def test_two_pages_with_one_draft_are_two_matters(phone, server):
    first, before = phone(service_workers="block"), stored(server)
    write(first, LAMP)
    until(first, DRAFT)
    second = first.context.new_page()
    second.goto(FORM)
    second.locator("[data-restored]").wait_for()
    submit(second)
    second.wait_for_url("**/c/*/**")
    first.get_by_label("发生了什么").fill(NOISE)
    submit(first)
    first.wait_for_url("**/c/*/**")
    first.get_by_text("半夜还在装修").first.wait_for()
    assert stored(server)[0] == before[0] + 2


def test_a_sentence_added_after_the_answer_got_lost_is_there_in_the_end(phone, sky, server):
    page, before = phone(service_workers="block"), stored(server)
    page.goto(FORM)
    page.route("**/mine/token/", lambda route: route.continue_())
    page.get_by_label("发生了什么").fill(LAMP)
    lost = []
    page.route("**/file/**", lambda route: (lost.append(route.fetch()), route.abort()))
    submit(page)
    page.get_by_role("heading", name="待发送").wait_for()
    assert (stored(server)[0], len(lost)) == (before[0] + 1, 1)
    page.get_by_role("button", name="取回修改").click()
    page.unroute("**/file/**")
    page.get_by_label("发生了什么").fill(f"{LAMP}昨天有老人摔倒了。")
    submit(page)
    page.wait_for_url("**/c/*/**")
    page.get_by_text("昨天有老人摔倒了").first.wait_for()
    assert stored(server)[0] == before[0] + 1


def test_what_she_adds_to_a_case_that_is_over_by_then_goes_out_as_a_new_one(phone, server):
    page = phone(service_workers="block")
    write(page, LAMP)
    submit(page)
    page.wait_for_url("**/c/*/**")
    case, before = page.url, stored(server)
    page.get_by_label("补充说明").fill(MORE)
    page.route("**/add/", lambda route: route.abort())
    page.get_by_role("button", name="补充说明").click()
    page.get_by_role("heading", name="待发送").wait_for()
    page.goto(f"{case}withdraw/")
    page.get_by_role("button", name="确认撤回").click()
    page.get_by_role("heading", name="您已经撤回").wait_for()
    page.unroute("**/add/")
    page.goto("/mine/")
    page.get_by_text("可以当新的一件提交").first.wait_for()
    page.locator("[data-mine]").get_by_role("link", name="打开修改").click()
    until(page, "() => document.querySelector('[name=text]').value")
    assert page.get_by_label("发生了什么").input_value() == MORE
    submit(page)
    page.wait_for_url(lambda url: "/c/" in url and url != case)
    page.get_by_text(MORE).first.wait_for()
    assert stored(server)[0] == before[0] + 1


def test_who_chooses_a_photo_too_many_hears_how_many_were_left_out(phone, photo):
    page = phone(service_workers="block")
    write(page, LAMP)
    page.get_by_label("照片", exact=True).first.set_input_files([photo] * 8)
    page.get_by_text("最多 6 张，多出的 2 张没有加上。").wait_for()
    page.locator(".photos li:nth-child(6)").wait_for()


def test_the_list_of_her_cases_tells_the_time_of_hangzhou_whatever_the_phone_is_set_to(phone):
    page = phone(service_workers="block", timezone_id="America/New_York")
    write(page, LAMP)
    submit(page)
    page.wait_for_url("**/c/*/**")
    hour = page.locator("#case-live time").last.inner_text().split()[-1]
    page.goto("/mine/")
    page.locator("[data-mine]").get_by_text(hour).first.wait_for()


@pytest.mark.parametrize("pause", [0, 150])
def test_words_typed_just_before_she_goes_back_are_there_when_she_returns(phone, pause):
    page = phone()
    page.goto("/q/DEM0GCMY62/")
    page.goto(FORM)
    page.get_by_label("发生了什么").press_sequentially("电梯坏了三天没人修", delay=60)
    page.wait_for_timeout(pause)
    page.go_back()
    page.wait_for_url("**/q/DEM0GCMY62/")
    page.goto(FORM)
    page.wait_for_function("() => document.getElementById('id_text').value === '电梯坏了三天没人修'")


BUSY = """() => new Promise((begun) => {
    const request = indexedDB.open("binan", 2);
    request.onsuccess = () => {
        const letters = request.result.transaction("letters", "readwrite").objectStore("letters");
        const again = () => { letters.count().onsuccess = again; begun(); };
        again();
    };
})"""


def test_words_whose_keeping_has_begun_but_takes_long_are_there_when_she_returns(phone):
    page = phone()
    page.goto("/q/DEM0GCMY62/")
    page.goto(FORM)
    page.evaluate(BUSY)  # until the page goes, the phone writes nothing else
    page.get_by_label("发生了什么").fill(LAMP)
    page.wait_for_timeout(600)
    page.go_back()
    page.wait_for_url("**/q/DEM0GCMY62/")
    page.goto(FORM)
    page.wait_for_function("() => document.getElementById('id_text').value.startsWith('楼道灯')")


def test_what_is_typed_while_a_photo_is_made_smaller_is_kept(phone, photo):
    page = phone(SLOW)
    page.goto(FORM)
    page.locator("#id_files_1").focus()
    page.wait_for_selector(".photos ol", state="attached")
    page.locator("#id_files_1").set_input_files(photo)
    page.get_by_label("发生了什么").fill(LAMP)
    until(page, DRAFT)
    page.reload()
    page.wait_for_function("() => document.getElementById('id_text').value.startsWith('楼道灯')")


def test_a_page_that_waits_sees_that_another_page_has_sent_its_letter(phone, server):
    page, before = phone("delete Navigator.prototype.serviceWorker", service_workers="block"), stored(server)
    write(page, LAMP)
    page.route("**/mine/token/", lambda route: route.abort())
    submit(page)
    page.get_by_role("heading", name="待发送").wait_for()
    page.context.new_page().goto("/mine/")
    page.get_by_role("heading", name="已送达").wait_for()
    assert stored(server)[0] == before[0] + 1


@pytest.mark.parametrize("recorder", [True, False], ids=["it records", "nothing records"])
def test_a_recording_chosen_again_is_the_one_that_is_sent(phone, server, recorder):
    page = phone("" if recorder else "delete window.MediaRecorder")
    write(page, LAMP)
    talk = page.get_by_role("button", name="按住说话")
    if recorder:
        talk.click()  # nobody has allowed the microphone
    own = page.get_by_label("录音", exact=True)
    own.set_input_files(VOICE)
    if recorder:
        page.get_by_role("button", name="重录").click()
        talk.click()
    own.set_input_files(VOICE)
    submit(page)
    page.wait_for_url("**/c/*/**")
    page.get_by_text("您的第 1 段录音").wait_for()


@pytest.mark.parametrize("later", [False, True], ids=["at_once", "on_the_page_opened_again"])
def test_a_recording_taken_away_where_nothing_records_does_not_go_out(phone, later):
    page = phone("delete window.MediaRecorder")
    write(page, LAMP)
    page.get_by_label("录音", exact=True).set_input_files(VOICE)
    until(page, "async () => (await binanOutbox.letters()).some((one) => one.files.length)")
    if later:
        page.reload()
    page.get_by_role("button", name="移除").click()
    submit(page)
    page.wait_for_url("**/c/*/**")
    assert page.get_by_text("您的第 1 段录音").count() == 0


def test_without_a_word_and_without_a_network_the_form_itself_says_what_is_missing(phone, sky):
    page = phone()
    page.goto(FORM)
    page.get_by_label("联系电话").fill("13800138066")
    until(page, "() => !!window.binanSending")  # fetched as soon as she begins to write
    sky.storm(up=0, down=0)
    submit(page)
    page.get_by_role("alert").get_by_role("link", name="请简单写一下发生了什么").wait_for()
    assert page.get_by_label("联系电话").input_value() == "13800138066"
