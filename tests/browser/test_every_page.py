"""Every page of a resident, in every mode: no judge finds anything, nothing is cut, nothing needs a mouse (ui.md 7.3, 7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser import every_page, judges
from tests.browser.conftest import PHONE
from tests.browser.looks import CUT, SMALL
from tests.language.chinese import left_in_chinese
from tests.servers import TRUST, Server

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Mode:
    """How somebody looks at the pages."""

    name: str
    locale: str = "zh-CN"
    scheme: str = "light"
    cookies: dict[str, str] = field(default_factory=dict)
    target: int = 44  # px a finger needs

    def __str__(self) -> str:
        return self.name


MODES = (
    Mode("normal"),
    Mode("elder", cookies={"size": "elder"}, target=60),
    Mode("dark", scheme="dark"),
    Mode("english", locale="en-GB"),
)
BY_HAND = (
    Mode("contrast by hand", cookies={"theme": "contrast"}),
    Mode("elder in English and dark", locale="en-GB", scheme="dark", cookies={"size": "elder"}, target=60),
)

# One step of the tab key: where the focus is in the order of the page, and whether it can be seen.
STEP = """() => {
  const el = document.activeElement, all = [...document.querySelectorAll("*")], box = el.getBoundingClientRect();
  if (el === document.body || el === document.documentElement) return null;
  const style = getComputedStyle(el), row = el.closest(".choice, .photo") || el, own = getComputedStyle(row);
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  return {
    place: all.indexOf(el), html: el.outerHTML.slice(0, 90),
    ring: style.outlineStyle !== "none" || own.outlineStyle !== "none",
    seen: !!top && (row.contains(top) || top.contains(el)) && box.bottom > 0 && box.top < innerHeight,
  };
}"""


@pytest.fixture(scope="module")
def paths(server: Server, judged: object) -> dict[str, str]:
    """Every page's path; the judges are there too, else the test is skipped by name."""
    return every_page.paths(server)


def _open(browser: Browser, server: Server, mode: Mode, **more: object) -> Page:
    context = browser.new_context(
        base_url=server.url, locale=mode.locale, timezone_id="Asia/Shanghai", color_scheme=mode.scheme, **(PHONE | more)
    )
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in mode.cookies.items()])
    return context.new_page()


def _client(server: Server, mode: Mode) -> httpx.Client:
    headers = {"accept-language": mode.locale, "origin": server.url}
    return httpx.Client(base_url=server.url, headers=headers, cookies=mode.cookies, timeout=20, verify=TRUST)


def _visits(page: Page, paths: dict[str, str]) -> Iterator[str]:
    for name, path in paths.items():
        page.goto(path)
        page.wait_for_load_state("load")
        yield name


@pytest.mark.parametrize("mode", MODES + BY_HAND, ids=str)
def test_no_judge_finds_anything(browser: Browser, server: Server, paths: dict[str, str], mode: Mode) -> None:
    page = _open(browser, server, mode, reduced_motion="reduce")
    page.context.add_init_script(judges.axe())
    found = []
    for name in _visits(page, paths):
        found += [f"{name}: {each}" for each in judges.accessibility(page)]
        if mode.locale.startswith("en"):
            found += [f"{name}: Chinese {each}" for each in left_in_chinese(page.content())]
        if name == "landing":
            page.locator(".menu summary").click()
            found += [f"{name} with the menu open: {each}" for each in judges.accessibility(page)]
        if name == "form":
            page.locator("[data-send]").click()  # an empty form is no letter: the server answers
            page.locator("#errors").wait_for()
            found += [f"{name} with errors: {each}" for each in judges.accessibility(page)]
    page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_the_markup_is_right(server: Server, paths: dict[str, str], mode: Mode) -> None:
    with _client(server, mode) as client:
        pages = {name: client.get(path).text for name, path in paths.items()} | every_page.refused(client, paths)
    found = judges.markup(pages)
    if mode.locale.startswith("en"):
        found += [f"{name}: Chinese {each}" for name, html in pages.items() for each in left_in_chinese(html)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("mode", (*MODES, BY_HAND[-1]), ids=str)
def test_nothing_is_cut_and_a_finger_hits(browser: Browser, server: Server, paths: dict[str, str], mode: Mode) -> None:
    """At 320 px, at 200 % text on a phone, and in landscape."""
    page = _open(browser, server, mode)
    found = []
    for name in _visits(page, paths):
        found += [f"{name}: {each}" for each in page.evaluate(SMALL, mode.target)]
        for label, size in (("320 px", (320, 640)), ("landscape", (844, 390))):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            found += [f"{name} at {label}: {each}" for each in page.evaluate(CUT)]
        stuck = page.evaluate(
            "() => Math.max(0, ...[...document.querySelectorAll('.send')].map((el) => el.offsetHeight))"
        )
        if stuck > 390 / 3:
            found.append(f"{name}: a bar covers {stuck} px of a landscape screen")
        page.set_viewport_size({"width": 390, "height": 844})
        page.evaluate(
            "() => { document.documentElement.style.fontSize = 2 * parseFloat(getComputedStyle(document.documentElement).fontSize) + 'px'; }"
        )
        found += [f"{name} at 200 %: {each}" for each in page.evaluate(CUT)]
    page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["home", "landing", "form", "track", "case open", "rating", "mediation asked"])
def test_the_tab_key_goes_through_the_page_in_reading_order(
    browser: Browser, server: Server, paths: dict[str, str], name: str
) -> None:
    page = _open(browser, server, MODES[0])
    page.goto(paths[name])
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # what comes when it is seen has come
    if page.locator("[data-voice]").count():
        page.locator("[data-voice][data-state]").wait_for()
    page.evaluate("scrollTo(0, 0)")
    places, found = [], []
    for _ in range(200):
        page.keyboard.press("Tab")
        step = page.evaluate(STEP)
        if step is None:
            break
        if places and step["place"] == places[0]:
            break
        places.append(step["place"])
        found += [
            f"{problem}: {step['html']}"
            for problem, fine in (("no ring", step["ring"]), ("hidden", step["seen"]))
            if not fine
        ]
    page.context.close()
    assert len(places) > 3
    assert places == sorted(places)
    assert not found, "\n".join(found)


def test_whoever_asks_for_rest_sees_nothing_move(browser: Browser, server: Server, paths: dict[str, str]) -> None:
    page = _open(browser, server, MODES[0], reduced_motion="reduce")
    for name in _visits(page, {name: paths[name] for name in ("landing", "form", "case open", "rating")}):
        moving = page.evaluate(
            "() => [...document.querySelectorAll('*')].filter((el) => parseFloat(getComputedStyle(el).transitionDuration)"
            " || getComputedStyle(el).animationName !== 'none').map((el) => el.outerHTML.slice(0, 80))"
        )
        assert moving == [], name
    page.context.close()


def test_size_colours_and_language_change_by_hand_and_stay(browser: Browser, server: Server) -> None:
    page = _open(browser, server, MODES[0])
    root = page.locator("html")
    page.goto(every_page.FORM)
    page.get_by_label("发生了什么").fill("楼上半夜装修")
    page.get_by_role("button", name="长辈版").click()  # in place: what was typed stays
    assert root.get_attribute("data-size") == "elder"
    assert page.get_by_label("发生了什么").input_value() == "楼上半夜装修"
    page.locator(".menu summary").click()
    page.get_by_role("button", name="深色").click()
    assert root.get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="标准版").click()
    page.goto(every_page.DOOR)
    assert root.get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="English").first.click()
    page.get_by_role("link", name="Make a complaint").wait_for()
    assert root.get_attribute("lang") == "en"
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Standard").first.wait_for()
    assert page.get_by_text("Help, questions, suggestions").is_visible()
    page.context.close()


def test_without_script_the_menu_works_too(browser: Browser, server: Server) -> None:
    page = _open(browser, server, MODES[0], java_script_enabled=False)
    page.goto(every_page.DOOR)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="高对比").click()
    assert page.locator("html").get_attribute("data-theme") == "contrast"
    page.get_by_role("button", name="长辈版").click()
    assert page.locator("html").get_attribute("data-size") == "elder"
    page.context.close()
