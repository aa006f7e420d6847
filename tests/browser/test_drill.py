"""演练 on real tablets: the tablet itself says that it rang, one tap ends it on all of them, the wall shows how fast it was."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TABLET
from tests.servers import Server

pytestmark = pytest.mark.browser


def begun(server: Server, username: str) -> None:
    """A practice case at the station of this demo account, as the clock would write it on the hour."""
    now = datetime.now(UTC)
    at, hour = (f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in (now, now.replace(minute=0, second=0, microsecond=0)))
    post = "SELECT p.unit_id FROM governance_post p JOIN governance_staff s ON s.id = p.staff_id WHERE s.username = ?"
    with contextlib.closing(sqlite3.connect(f"{server.env['BINAN_DATA']}/binan.sqlite3", timeout=20)) as db, db:
        [unit] = db.execute(post, [username]).fetchone()
        db.execute(
            "INSERT INTO complaints_drill (unit_id, hour, at, people, outcome) VALUES (?, ?, ?, 2, '')",
            [unit, hour, at],
        )


def test_a_practice_case_rings_is_claimed_once_and_stands_on_the_wall(screen, server):
    one, two = screen(**TABLET), screen(**TABLET)
    hers = one.login("shegong1")
    expect(hers.locator("#lamp")).to_have_attribute("data-lamp", "live")
    begun(server, "shegong1")
    with two.page.expect_request(re.compile(r"/desk/drills/\d+/rang/")) as rang:
        his = two.login("shegong2")
    assert rang.value.response().status == 204
    expect(his.locator(".drill")).to_contain_text("请像真的一样认领")
    two.picture("drill")
    hers.reload()
    expect(hers.get_by_role("button", name="认领演练")).to_be_visible()
    his.get_by_role("button", name="认领演练").click()
    expect(his.get_by_text("演练完成")).to_be_visible()
    expect(hers.get_by_role("button", name="认领演练")).to_have_count(0)  # the socket says so, nobody reloads
    wall = screen(viewport={"width": 1920, "height": 1080})
    wall.login("shegong1").goto("/desk/wall/")
    expect(wall.page.get_by_text(re.compile(r"响铃 \d+ 秒，认领 "))).to_be_visible()
    wall.picture("wall-drill")
