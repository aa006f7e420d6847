"""Engines that are not Chromium, driven without a package of their own: WebKitGTK speaks WebDriver (HTTP), Firefox speaks
WebDriver BiDi (one websocket). Each is a phone with one page; its verbs are those of a person, and `ask` is the test's.

WebKitGTK is the engine family of every iPhone. In WeChat there, pages have no service worker: `worker=False`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.services import find, free_port

START, STOP, WAIT = 30, 10, 60  # seconds
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in WebDriver's answers
WEBKIT = [f"/usr/lib/{machine}-linux-gnu/webkit2gtk-4.1" for machine in ("x86_64", "aarch64")]
NO_GPU = {"WEBKIT_DISABLE_DMABUF_RENDERER": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
PREFERENCES = {  # a fresh profile that asks nobody anything
    "intl.accept_languages": "zh-CN",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Fault(Exception):
    """What the browser said instead."""


class Engine:
    """One page in one browser."""

    version = ""

    def visit(self, url: str) -> None:
        """Type an address."""
        raise NotImplementedError

    def ask(self, body: str) -> object:
        """What the body of an async function returns in the page; raises `Fault`."""
        raise NotImplementedError

    def write(self, css: str, words: str) -> None:
        """Type into a field."""
        raise NotImplementedError

    def choose(self, css: str, path: str) -> None:
        """Choose a file."""
        raise NotImplementedError

    def tap(self, css: str) -> None:
        """Tap, as a finger does."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the page and have an empty one."""
        raise NotImplementedError

    def open(self, url: str) -> bool:
        """Visit, and say whether a page of ours came: without a network it may be the browser's own."""
        with contextlib.suppress(Fault):
            self.visit(url)
        with contextlib.suppress(Fault):
            return bool(self.ask("return typeof binanOutbox === 'object'"))
        return False

    def soon(self, body: str, seconds: float = WAIT) -> float:
        """Seconds until `body` is true in whatever page is there then."""
        began, last = time.monotonic(), None
        while time.monotonic() - began < seconds:
            try:
                if last := self.ask(body):
                    return time.monotonic() - began
            except Fault as fault:  # the page is just going on to another
                last = fault
            time.sleep(0.1)
        page = self.ask("return location.href + '\\n' + document.body.innerText")
        raise AssertionError(f"not within {seconds} s: {body}; last: {last}; the page: {page}")


class WebKit(Engine):
    """MiniBrowser behind WebKitWebDriver."""

    def __init__(self, port: int, binary: str, *, worker: bool) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=2 * WAIT)
        _patiently(lambda: self.http.get("/status"), httpx.TransportError)
        options = {"binary": binary, "args": ["--automation", *([] if worker else ["--features=-ServiceWorkers"])]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        made = self._send("POST", "/session", wanted)
        self.version = (
            f"WebKitGTK {made['capabilities']['browserVersion']}{'' if worker else ' without service workers'}"
        )
        self.session = f"/session/{made['sessionId']}"

    def _send(self, method: str, path: str, body: dict | None = None):
        answer = self.http.request(method, path, json=body)
        value = answer.json()["value"]
        if answer.status_code >= 400:
            raise Fault(f"{value['error']}: {value['message']}")
        return value

    def _post(self, path: str, **body: object):
        return self._send("POST", self.session + path, body)

    def visit(self, url: str) -> None:
        self._post("/url", url=url)

    def ask(self, body: str) -> object:
        told = f"const done = arguments[0]; (async () => {{{body}}})().then((v) => done([v]), (f) => done(String(f)))"
        said = self._post("/execute/async", script=told, args=[])
        if isinstance(said, list):
            return said[0]
        raise Fault(said)

    def _element(self, css: str) -> str:
        return f"/element/{self._post('/element', using='css selector', value=css)[ELEMENT]}"

    def write(self, css: str, words: str) -> None:
        self._post(f"{self._element(css)}/value", text=words)

    choose = write

    def tap(self, css: str) -> None:
        self._post(f"{self._element(css)}/click")

    def close(self) -> None:
        fresh = self._post("/window/new", type="tab")["handle"]
        self._send("DELETE", f"{self.session}/window")
        self._post("/window", handle=fresh)

    def quit(self) -> None:
        """End of the session."""
        with contextlib.suppress(Fault, httpx.HTTPError):
            self._send("DELETE", self.session)
        self.http.close()


class Firefox(Engine):
    """Firefox by its own BiDi socket; no geckodriver."""

    def __init__(self, port: int) -> None:
        self.numbers = count(1)
        address = f"ws://127.0.0.1:{port}/session"
        self.socket = _patiently(lambda: connect(address, max_size=None, legacy=True), (OSError, WebSocketException))
        made = self._send("session.new", capabilities={})
        self.version = f"Firefox {made['capabilities']['browserVersion']}"
        self.page = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def _send(self, method: str, **more: object):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": more}))
        while True:
            said = json.loads(self.socket.recv(timeout=2 * WAIT))
            if said.get("id") == number:
                break
        if said["type"] == "error":
            raise Fault(f"{said['error']}: {said['message']}")
        return said["result"]

    def visit(self, url: str) -> None:
        self._send("browsingContext.navigate", context=self.page, url=url, wait="complete")

    def _run(self, body: str):
        script = f"async () => {{{body}}}"
        made = self._send(
            "script.callFunction", functionDeclaration=script, awaitPromise=True, target={"context": self.page}
        )
        if made["type"] == "exception":
            raise Fault(made["exceptionDetails"]["text"])
        return made["result"]

    def ask(self, body: str) -> object:
        return json.loads(self._run(f"return JSON.stringify([await (async () => {{{body}}})()])")["value"])[0]

    def _element(self, css: str) -> dict:
        found = self._run(f"return document.querySelector({json.dumps(css)})")
        if "sharedId" not in found:
            raise Fault(f"no {css}")
        return {"sharedId": found["sharedId"]}

    def write(self, css: str, words: str) -> None:
        self.tap(css)
        keys = [{"type": kind, "value": sign} for sign in words for kind in ("keyDown", "keyUp")]
        self._send(
            "input.performActions", context=self.page, actions=[{"type": "key", "id": "keyboard", "actions": keys}]
        )

    def choose(self, css: str, path: str) -> None:
        self._send("input.setFiles", context=self.page, element=self._element(css), files=[path])

    def tap(self, css: str) -> None:
        element = self._element(css)
        self._run(f"document.querySelector({json.dumps(css)}).scrollIntoView({{block: 'center'}})")
        origin = {"type": "element", "element": element}
        moves = [{"type": "pointerMove", "x": 0, "y": 0, "origin": origin}]
        moves += [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        finger = {"type": "pointer", "id": "finger", "parameters": {"pointerType": "touch"}, "actions": moves}
        self._send("input.performActions", context=self.page, actions=[finger])

    def close(self) -> None:
        fresh = self._send("browsingContext.create", type="tab")["context"]
        self._send("browsingContext.close", context=self.page)
        self.page = fresh

    def quit(self) -> None:
        """End of the browser."""
        with contextlib.suppress(Fault, WebSocketException, TimeoutError):
            self._send("browser.close")
        self.socket.close()


def _patiently(act: Callable[[], object], not_yet):
    end = time.monotonic() + START
    while True:
        try:
            return act()
        except not_yet:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)


@contextlib.contextmanager
def _running(command: list[str], home: str, **more: str) -> Iterator[None]:
    """A browser with a home of its own; ended with all its children, by the group it leads."""
    env = os.environ | {"HOME": home, "XDG_RUNTIME_DIR": home, **more}
    with Path(home, "log").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=home, stdout=log, stderr=log, start_new_session=True)
    try:
        yield
    finally:
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, ending)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP)


@contextlib.contextmanager
def webkit(*, worker: bool = True) -> Iterator[Engine]:
    """A WebKitGTK under an X server of its own; raises `Missing`."""
    driver, binary = find("WebKitWebDriver", "webkit2gtk-driver"), find("MiniBrowser", "webkit2gtk-driver", *WEBKIT)
    around = [find("dbus-run-session", "dbus-daemon"), "--", find("xvfb-run", "xvfb xauth"), "-a"]
    with _home() as home:
        port = free_port()
        with _running([*around, driver, "-p", str(port)], home, **NO_GPU):
            engine = WebKit(port, binary, worker=worker)
            yield engine
            engine.quit()


@contextlib.contextmanager
def firefox() -> Iterator[Engine]:
    """A headless Firefox with a fresh profile; raises `Missing`."""
    program = shutil.which("firefox") or find("firefox-esr", "firefox-esr")
    with _home() as home:
        settings = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        Path(home, "user.js").write_text("\n".join(settings), encoding="utf-8")
        port = free_port()
        command = [program, "--headless", "--profile", home, "--remote-debugging-port", str(port), "about:blank"]
        with _running(command, home):
            engine = Firefox(port)
            yield engine
            engine.quit()


@contextlib.contextmanager
def _home() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="binan-engine-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o700)
        yield folder
