"""The screen of a walk as Chromium shows it: the same words lead to the same links, fields and buttons, and fingers do the rest."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from playwright.sync_api import Browser, ElementHandle, Error, Request, Response

from tests.browser.conftest import until
from tests.browser.test_call import NO_TELEPHONE
from tests.walks.page import Button, Control, Form
from tests.walks.screen import Screen

SYNC = "/mediation/sync/"  # where the session's page sends what was tapped on it
HIDDEN = re.compile("<(template|noscript)\\b.*?</\\1>", re.DOTALL)
UNFOLD = """el => { const closed = (one) => one && one.closest('details:not([open])');
  for (let one = closed(el.closest('summary') ? null : el); one; one = closed(one.parentElement)) one.querySelector('summary').click() }"""
BUTTONS = (
    "at => [...document.querySelectorAll('button')].filter(one => one.form === document.querySelectorAll('form')[at])"
)
CALLED = (
    "one => [one.ariaLabel, one.textContent.trim(), one.getAttribute('aria-describedby'), one.hasAttribute('form')]"
)
SETTLED = "() => !window.left && document.readyState === 'complete'"
QUIET = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"


class TouchScreen(Screen):
    """One person's phone or tablet. What it reads is what stands on the page after its scripts have run."""

    def __init__(self, browser: Browser, base: str, shape: dict[str, Any]) -> None:
        super().__init__()
        self.context = browser.new_context(
            base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai", service_workers="block", **shape
        )
        self.context.clock.set_fixed_time(timezone.now())
        self.context.add_init_script(NO_TELEPHONE)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(15_000)
        self.asked: set[Request] = set()  # what the page waits for
        self.tab.on("request", lambda one: self.asked.add(one))
        self.tab.on("requestfinished", lambda one: self.asked.discard(one))
        self.tab.on("requestfailed", lambda one: self.asked.discard(one))

    def at(self, moment: datetime) -> None:
        """Its clock shows `moment`."""
        self.context.clock.set_fixed_time(moment)

    def open(self, path: str, status: int = 200) -> str:
        answer = self.tab.goto(path)
        assert answer, path
        return self._seen(answer, status)

    def follow(self, link: str, near: str = "") -> str:
        path = self.way(link, near)
        ways = "link => [...document.querySelectorAll('a')].filter(a => a.textContent.trim() === link)"
        found = [one for one in self._all(ways, link) if urljoin(self.path, one.get_attribute("href") or "") == path]
        return self._tap(found[0], path, "GET", 200)

    def press(self, button: str, status: int = 200, near: str = "", **typed: Any) -> str:
        try:
            return self._press(button, status, near, typed)
        except Error as fault:
            if "not attached" not in str(fault):
                raise
            return self._press(button, status, near, typed)  # the live board drew its row anew under the finger

    def _press(self, button: str, status: int, near: str, typed: dict[str, Any]) -> str:
        self._rest()
        self.text = self._content()
        form, pressed = self._found(button, near)
        self._filled(form, typed)
        path = urljoin(self.path, pressed.action or form.action)
        return self._tap(self._button(form, pressed), path, form.method.upper(), status)

    def fetch(self, link: str, near: str = "") -> bytes:
        answer = self.tab.request.get(self.way(link, near))
        assert answer.headers["content-type"] == "application/pdf", f"{link} answered {answer.status}"
        self.heard.append(str(answer.headers))
        return answer.body()

    def cookie(self, name: str) -> str:
        return next(one["value"] for one in self.context.cookies() if one["name"] == name)

    def dial(self) -> None:
        with self.tab.expect_response(lambda answer: answer.url.endswith("/dial/")) as sent:
            self.tab.get_by_role("link", name="拨打电话").click()
        assert sent.value.status == 204

    def _all(self, script: str, argument: Any) -> list[ElementHandle]:
        found = self.tab.evaluate_handle(script, argument).get_properties().values()
        return [element for one in found if (element := one.as_element())]

    def _button(self, form: Form, pressed: Button) -> ElementHandle:
        label = next(words for words, one in form.buttons.items() if one is pressed)
        for one in self._all(BUTTONS, form.at):
            said, text, of, apart = one.evaluate(CALLED)
            if label == (f"{text} {of}" if apart else said or text):
                return one
        raise AssertionError(f"no button {label!r} on {self.path}")

    def _fill(self, form: Form, control: Control, value: Any) -> None:
        super()._fill(form, control, value)
        given = [form.at, control.key, control.name, str(control.value)]
        field = self.tab.evaluate_handle(
            """([at, key, name, value]) => document.getElementById(key) || [...document.querySelectorAll('form')[at].elements]
            .find(one => one.name === name && (!['radio', 'checkbox'].includes(one.type) || one.value === value))""",
            given,
        ).as_element()
        assert field, f"{given} on {self.path}"
        field.evaluate(UNFOLD)
        if control.kind in ("radio", "checkbox"):
            if field.is_checked() != bool(value):
                label = field.evaluate_handle("one => one.labels[0] || one").as_element()
                assert label
                label.click()
        elif control.kind == "select":
            field.select_option(control.value)
        elif control.kind == "file":
            files: list[UploadedFile] = value if isinstance(value, list) else [value]
            field.set_input_files(
                [{"name": str(one.name), "mimeType": str(one.content_type), "buffer": one.read()} for one in files]
            )
        else:
            field.fill(str(value))

    def _tap(self, element: ElementHandle, path: str, method: str, status: int) -> str:
        """Tap, and wait for the page that answers; some are answered by the script of the page, which asks nobody."""
        element.evaluate(UNFOLD)
        self.tab.evaluate("window.left = true")
        ways, sent = (urlsplit(path).path, SYNC), list[Request]()

        def note(one: Request) -> None:
            if one.method == method and urlsplit(one.url).path in ways:
                sent.append(one)

        go_on = self.tab.get_by_role("dialog").get_by_role("button", name="继续提交")  # asked where there is danger
        self.tab.on("request", note)
        element.click()
        for _ in range(60):
            if sent:
                break
            if go_on.is_visible():
                go_on.click()
            self.tab.wait_for_timeout(50)
        self._rest()
        self.tab.remove_listener("request", note)
        if not sent:
            assert status == 200, f"nothing was sent to {path}"
            self.text = self._content()
            return self.text
        if sent[0].is_navigation_request():
            until(self.tab, SETTLED)
        answer = sent[0].response()
        assert answer, path
        return self._seen(answer, status)

    def _rest(self) -> None:
        """Until the page has waited for nothing for a while."""
        still, ends = 0, time.monotonic() + 30
        while still < 4:
            assert time.monotonic() < ends, [one.url for one in self.asked]
            self.tab.wait_for_timeout(50)
            still = still + 1 if not self.asked and self._quiet() else 0

    def _quiet(self) -> bool:
        try:
            return bool(self.tab.evaluate(QUIET))
        except Error as fault:
            if "navigation" not in str(fault):
                raise
            return False  # the page is just being left

    def _seen(self, answer: Response, status: int) -> str:
        self.text, self.path = self._content(), urlsplit(self.tab.url).path
        self.heard.append(f"{self.tab.url}\n{answer.headers}\n{self.text}")
        led = status == 200 and answer.status in (200, 201, 204, 302, 303)
        assert led or answer.status == status, f"{answer.url} answered {answer.status}"
        return self.text

    def _content(self) -> str:
        """The page as it stands now, without what only a page without script, or its script, shows."""
        return HIDDEN.sub("", self.tab.content())
