"""The telephone on a case's page in a real browser: the tap is told, the outcome is one move, the resident gives her side."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET
from tests.servers import PASSWORD, file_case

pytestmark = pytest.mark.browser
NO_TELEPHONE = (
    "document.addEventListener('click', (e) => { if (e.target.closest('a[href^=tel]')) e.preventDefault(); })"
)
SIZES = {"tablet": TABLET, "portrait": {**TABLET, "viewport": {"width": 820, "height": 1180}}, "phone": PHONE}


def kinds(server, code: str) -> list[str]:
    """The kinds of the case's entries."""
    login = {"username": "shegong1", "password": PASSWORD}
    token = httpx.post(f"{server.url}/api/v1/token/", json=login, timeout=30).json()["token"]
    seen = httpx.get(
        f"{server.url}/api/v1/desk/complaints/{code}/", headers={"Authorization": f"Token {token}"}, timeout=30
    )
    return [entry["kind"] for entry in seen.json()["timeline"]]


def looked_at(page: Page, name: str) -> None:
    """A picture for whoever reviews the screens, where they are asked for."""
    if folder := os.environ.get("LEASE_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", SIZES)
def test_from_the_tap_to_the_outcome_and_the_residents_word(screen, server, size):
    filed = file_case(server.url).json()
    code, desk = filed["code"], screen(**SIZES[size])
    page = desk.login("shegong1")
    page.add_init_script(NO_TELEPHONE)
    expect(page.get_by_role("button", name="离岗")).to_be_visible()
    looked_at(page, f"{size}-board")
    page.goto(f"/desk/{code}/")
    page.get_by_role("button", name="认领").click()
    expect(page.locator("#lease")).to_contain_text("内联系居民，过后会请下一位同事接手")
    looked_at(page, f"{size}-claimed")
    with page.expect_response("**/dial/") as told:
        page.get_by_role("link", name="拨打电话").click()
    assert told.value.status == 204
    expect(page.locator("#lease")).to_have_count(0)
    expect(page.locator("#newer")).to_be_hidden()
    outcomes = page.get_by_role("group", name="这通电话怎么样？")
    for button in outcomes.get_by_role("button").all():
        assert button.bounding_box()["height"] >= 44
    looked_at(page, f"{size}-outcomes")
    outcomes.get_by_role("button", name="无人接听").click()
    expect(page.get_by_text("已有 1 次没有接通")).to_be_visible()
    expect(page.get_by_text("再打。")).to_be_visible()
    expect(outcomes).to_be_hidden()
    with page.expect_response("**/dial/"):
        page.get_by_role("link", name="拨打电话").click()
    outcomes.get_by_role("button", name="接通", exact=True).click()
    outcomes.get_by_role("button", name="已了解情况，约好上门。").click()
    expect(page.locator("#case")).to_have_attribute("data-stage", "CONTACTED")
    looked_at(page, f"{size}-called")
    assert kinds(server, code)[2:] == ["claim", "dial", "call_missed", "dial", "call_back"]
    resident = screen(**PHONE).page
    resident.goto(filed["track_url"])
    expect(resident.get_by_role("heading", name="的电话，您接到了吗？")).to_be_visible()
    looked_at(resident, f"{size}-resident")
    resident.get_by_role("button", name="接到了").click()
    expect(resident.get_by_text("您说接到了这个电话")).to_be_visible()
