"""A small provider of private numbers on a free port: it checks credentials and numbers as Huawei's AXB documents.

What is bound stands in `bound`, what it was asked in `asked`; what it answers next can be planned.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from complaints.axb.huawei import PATH, digest
from tests.loopback import Loopback

KEY, SECRET, RECORDS_SECRET = "app-of-tests", "secret-of-tests", "records-secret-of-tests-0123456789abcdef"
NUMBER = re.compile(r"\+86\d{11}")

CANNED = {
    "garbage": (200, b"<html>busy</html>"),
    "list": (200, b"[]"),
    "empty": (200, b'{"resultcode": "0"}'),
    "http 503": (503, b'{"resultcode": "1010001", "resultdesc": "busy"}'),
}


@dataclass
class FakeAXB(Loopback):
    """Use it as a context manager. `registered`: the mobiles that may be A. `plans`: the next answers,

    `lost` (none) · `garbage` · `list` (JSON, but no object) · `empty` (a success without number) · `redirect` · `http 503` ·
    `echo` (B itself as X) · `drip` (headers that come byte by byte for 12 seconds; `drained` when somebody waited for them). Without a plan all is well.
    """

    registered: set[str] = field(default_factory=set)
    bound: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    plans: deque[str] = field(default_factory=deque)
    scheme: str = "AKSK"
    drained: bool = False
    on_call: Callable[[], object] | None = None

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Who answers."""
        return _Handler

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that lead here."""
        return {
            "provider": "huawei", "endpoint": self.url, "key": KEY, "secret": SECRET, "scheme": self.scheme, "area": "0571",
            "direction": 0, "hours": 48, "call_minutes": 60, "records_secret": RECORDS_SECRET,
        }  # fmt: skip

    def answer(self, handler: _Handler, what: dict[str, Any]) -> None:
        """Answer one signed request by the plan."""
        self.asked.append({"method": handler.command, **what})
        if self.on_call:
            self.on_call()
        plan = self.plans.popleft() if self.plans else "ok"
        handler.close_connection = plan == "lost"
        if plan == "lost":
            self._over.wait(30)
        elif plan == "drip":
            handler.drip()
        elif plan in CANNED:
            handler.reply(*CANNED[plan])
        elif plan == "redirect":
            handler.reply(307, b"", location=f"{self.url}/elsewhere")
        elif plan == "echo":
            handler.json({"resultcode": "0", "subscriptionId": "s-echo", "relationNum": what["calleeNum"]})
        elif handler.command == "POST":
            handler.json(self._bind(what))
        else:
            known = self.bound.pop(what["subscriptionId"], None)
            handler.json({"resultcode": "0"} if known else {"resultcode": "1012010", "resultdesc": "no such binding"})

    def _bind(self, what: dict[str, Any]) -> dict[str, Any]:
        pair = (what.get("callerNum", ""), what.get("calleeNum", ""))
        if not all(NUMBER.fullmatch(number) for number in pair):
            return {"resultcode": "1010002", "resultdesc": f"{pair[0]} invalid"}
        if pair[0] not in self.registered:
            return {"resultcode": "1012001", "resultdesc": f"{pair[0]} is not registered"}
        subscription = f"s-{len(self.asked)}"
        self.bound[subscription] = {**what, "relationNum": f"+861709999{len(self.asked):04}"}
        return {
            "resultcode": "0", "resultdesc": "Success", "subscriptionId": subscription,
            "relationNum": self.bound[subscription]["relationNum"], "duration": what["duration"],
        }  # fmt: skip

    def why_unsigned(self, headers: Any) -> str:
        """What is wrong with a request's credentials; "" when nothing is."""
        if headers.get("Authorization") != f'{self.scheme} realm="SDP",profile="UsernameToken",type="Appkey"':
            return "authorization"
        found = dict(re.findall(r'(\w+)="([^"]*)"', headers.get(f"X-{self.scheme}", "")))
        if found.get("Username") != KEY or not re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.get("Created", "")
        ):
            return "name"
        right = digest(found.get("Nonce", ""), found["Created"], SECRET)
        return "" if found.get("PasswordDigest") == right else "digest"


def fee(
    subscription: str, caller: str, *, begun: str, answered: str = "", ended: str = "", icid: str = "c-1"
) -> dict[str, Any]:
    """One call record as it is pushed; times in UTC, `2026-11-23 10:31:00`."""
    return {
        "direction": 0, "appKey": KEY, "icid": icid, "bindNum": "+8617099990001", "sessionId": f"{icid}@huawei",
        "subscriptionId": subscription, "callerNum": caller, "calleeNum": "+8617099990001", "callInTime": begun,
        "fwdAnswerTime": answered, "callEndTime": ended, "fwdUnaswRsn": 0 if answered else 19, "recordFlag": 0,
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    fake: FakeAXB
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        self._take(body)

    def do_DELETE(self) -> None:
        self._take({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})

    def _take(self, what: dict[str, Any]) -> None:
        if urlsplit(self.path).path != PATH:
            self.fake.astray.append(self.path)
        if wrong := self.fake.why_unsigned(self.headers):
            self.fake.unsigned.append(wrong)
            self.reply(401, b'{"resultcode": "1023006"}')
            return
        self.fake.answer(self, what)

    def json(self, body: dict[str, Any]) -> None:
        self.reply(200, json.dumps(body).encode())

    def reply(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json;charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if location:
            self.send_header("location", location)
        self.end_headers()
        self.wfile.write(body)

    def drip(self) -> None:
        """An answer that keeps every socket busy and never comes to its point."""
        self.close_connection = True
        for sent in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"." * 200:
            try:
                self.wfile.write(bytes([sent]))
            except OSError:
                return
            if self.fake._over.wait(0.05):
                return
        self.fake.drained = True

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in `asked`, not printed."""
