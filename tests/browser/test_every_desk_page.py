"""Every page of the desk, as each role sees it, on a tablet held either way, on a phone and in the dark (ui.md 6.4, 7.3)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import judges
from tests.browser.conftest import TABLET
from tests.browser.looks import CUT, SMALL
from tests.servers import PASSWORD, ROOT, Server

pytestmark = pytest.mark.browser
EVERYBODY = (
    "/desk/", "/desk/search/", "/desk/wall/", "/desk/net/", "/desk/requests/", "/desk/handover/", "/desk/inbox/",
    "/desk/clusters/", "/desk/transfers/", "/roster/", "/roster/now/",
)  # fmt: skip
BY_ROLE = {
    "shegong1": (*EVERYBODY, "/desk/?show=mine", "/desk/new/", "/desk/offline/", "/mediation/"),
    "quji1": (
        *EVERYBODY,
        "/desk/outages/",
        "/desk/replay/",
        "/desk/ratings/",
        "/desk/revisits/",
        "/desk/supervisions/",
        "/desk/reveals/",
        "/roster/import/",
        "/mediation/statistics/",
    ),
    "jiedao1": ("/desk/", "/desk/ratings/", "/roster/", "/desk/net/"),
    "tiaojie1": (
        "/mediation/",
        "/desk/inbox/",
        "/mediation/cards/",
        "/mediation/statistics/",
        "/mediation/statistics/prevention/",
    ),
    "shenji1": ("/audit/", "/audit/?kind=login&result=ok", "/audit/1/", "/desk/reveals/", "/desk/inbox/"),
}
WITH_CASES = {"shegong1", "jiedao1"}
HELD = {"landscape": (1180, 820), "portrait": (820, 1180), "phone": (390, 844)}


@pytest.fixture(scope="module")
def cases(server: Server, judged: object) -> dict[str, str]:
    """The cases of every stage and a mediation, by name; the judges are there too, else the test is skipped by name."""
    command = [sys.executable, "-m", "tests.browser.links", "desk"]
    done = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _login(browser: Browser, server: Server, account: str) -> Page:
    context = browser.new_context(
        base_url=server.url, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **TABLET
    )
    context.add_init_script(judges.axe())
    page = context.new_page()
    page.goto("/login/")
    page.get_by_label("用户名").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def _faults(page: Page) -> list[str]:
    """What is wrong with the page that is open: by axe in both schemes, by a finger, and held in every way."""
    found = judges.accessibility(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {each}" for each in judges.accessibility(page)]
    page.emulate_media(color_scheme="light")
    found += page.evaluate(SMALL, 44)
    for way, (width, height) in HELD.items():
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{way}: {each}" for each in page.evaluate(CUT, True)]
    page.set_viewport_size(TABLET["viewport"])
    return found


@pytest.mark.parametrize("account", BY_ROLE)
def test_no_judge_finds_anything_on_the_desk(
    browser: Browser, server: Server, cases: dict[str, str], account: str
) -> None:
    page = _login(browser, server, account)
    found, sources = [], {}
    paths = {path: path for path in BY_ROLE[account]} | (cases if account in WITH_CASES else {})
    for name, path in paths.items():
        answer = page.goto(path)
        if answer is None or answer.status != 200:
            found.append(f"{name}: {answer and answer.status}")
            continue
        sources[name] = answer.text()
        found += [f"{name}: {each}" for each in _faults(page)]
    page.context.close()
    # A key that a reload brings back from the form's memory would make the next act a copy of the last one.
    found += [each for each in judges.markup(sources) if "valid-autocomplete" not in each]
    assert not found, "\n".join(found)
