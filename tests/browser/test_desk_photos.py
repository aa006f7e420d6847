"""A photo on the tablet while there is a network: small before it is sent, seen before it is sent, the line to tap in Chinese."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.browser.test_board import Colleague, filed
from tests.browser.test_offline_board import enter, looked_at

pytestmark = pytest.mark.browser
HUGE = """async (input) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 }), brush = canvas.getContext('2d');
    for (let x = 0; x < 4000; x += 5) for (let y = 0; y < 3000; y += 5) {
        brush.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
        brush.fillRect(x, y, 5, 5);
    }
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png')), chosen = new DataTransfer();
    chosen.items.add(new File([blob], '门口.png', { type: 'image/png' }));
    input.files = chosen.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return blob.size;
}"""


def test_a_photo_of_a_social_worker_is_shrunk_on_the_tablet_before_it_goes(screen, server, sky):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    code = filed(server)
    wang.does("claim", code)
    page = enter(tablet.page, sky)
    page.goto(f"{sky.url}/desk/{code}/")
    page.locator("summary", has_text="备注").click()
    form, picker = page.locator("form[data-draft=note]"), page.locator("#note_files")
    assert picker.evaluate(HUGE) > 2_000_000
    expect(form.locator(".photo output")).to_contain_text("已选 1 张")
    expect(form.locator(".photo img")).to_have_js_property("complete", True)
    looked_at(page, "desk-photo")
    name, kind, size = picker.evaluate("({ files: [file] }) => [file.name, file.type, file.size]")
    assert (name, kind, size < 1_000_000) == ("门口.jpg", "image/jpeg", True)

    page.locator("#note_text").fill("门口的样子。")
    form.get_by_role("button", name="备注").click()
    expect(page.locator(".gallery img")).to_have_count(1)
    expect(page.locator("form[data-draft=note] .photo output")).to_be_empty()


def test_the_photo_field_of_a_tablet_speaks_chinese_in_every_browser(screen, server, sky):
    tablet, wang = screen(**TABLET), Colleague(server, "shegong1")
    code = filed(server)
    wang.does("claim", code)
    page = enter(tablet.page, sky)
    page.goto(f"{sky.url}/desk/{code}/")
    page.locator("summary", has_text="备注").click()
    picker = page.locator("#note_files")
    expect(picker).to_have_css("opacity", "0")  # "Choose Files" is the browser's, our line is what is seen
    expect(page.locator(".photo:has(#note_files) label")).to_have_text(re.compile("照片.*最多"))
    assert picker.bounding_box()["height"] >= 44
