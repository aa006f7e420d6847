"""A push service on a free port: it checks what the real ones check, and opens what only the browser could open.

What it took stands in `taken`; what it answers next can be planned. A `FakeBrowser` is one that subscribed there.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid

from tests.loopback import Loopback

KEY = "dGVzdHMtb25seS1wdXNoLWtleS1vZi0zMi1ieXRlcy0"


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class FakeBrowser:
    """A browser with its subscription: the two keys it gives away and the one it keeps."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self._auth = endpoint, secrets.token_bytes(16)
        self._private = ec.generate_private_key(ec.SECP256R1())

    @property
    def given(self) -> dict[str, str]:
        """What it sends to the page's server."""
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": b64(point), "auth": b64(self._auth)}

    def open(self, body: bytes) -> dict[str, Any]:
        """Decrypt a message (RFC 8291)."""
        return json.loads(
            http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")
        )


BROWSER = FakeBrowser("https://fcm.googleapis.com/fcm/send/made-for-tests").given


@dataclass
class Taken:
    """A reminder the service took: the phone, its headers and what the phone reads."""

    phone: str
    headers: dict[str, str]
    told: dict[str, Any]


@dataclass
class FakePush(Loopback):
    """Use it as a context manager. `plans` are the next answers: a status (`"410"`, `"429 120"` with Retry-After) · `lost`: no
    answer and nothing taken · `silent`: taken, no answer · `redirect`. Without a plan it takes everything with 201."""

    taken: list[Taken] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    plans: deque[str] = field(default_factory=deque)
    phones: dict[str, FakeBrowser] = field(default_factory=dict)
    on_push: Callable[[Taken], object] | None = None

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Who answers."""
        return _Handler

    @property
    def settings(self) -> dict[str, Any]:
        """The PUSH settings that lead here."""
        return {"key": KEY, "hosts": [self.url], "contact": "https://binan.example.gov.cn"}

    def browser(self, name: str = "phone") -> FakeBrowser:
        """A phone that takes reminders through this service."""
        return self.phones.setdefault(f"/push/{name}", FakeBrowser(f"{self.url}/push/{name}"))

    def answer(self, handler: _Handler, body: bytes) -> None:
        """Answer one request by the plan."""
        self.calls.append(handler.path)
        plan = self.plans.popleft() if self.plans else "201"
        headers = {name.lower(): value for name, value in handler.headers.items()}
        if fault := self.why_wrong(handler.path, headers):
            self.wrong.append(fault)
            plan = "400"
        if plan in ("201", "silent"):
            taken = Taken(handler.path, headers, self.phones[handler.path].open(body))
            self.taken.append(taken)
            if self.on_push:
                self.on_push(taken)
        if plan in ("lost", "silent"):
            self._over.wait(30)
            return
        status, _, after = plan.partition(" ")
        handler.send_response(307 if plan == "redirect" else int(status))
        handler.send_header("content-length", "0")
        if plan == "redirect":
            handler.send_header("location", f"{self.url}/elsewhere")
        if after:
            handler.send_header("retry-after", after)
        handler.end_headers()

    def why_wrong(self, path: str, headers: dict[str, str]) -> str:
        """What a push service would object to; "" when nothing is wrong (RFC 8030, 8188, 8292)."""
        if path not in self.phones:
            return "path"
        if not headers.get("ttl", "").isdecimal() or headers.get("content-encoding") != "aes128gcm":
            return "ttl or encoding"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers.get("topic", "")):
            return "topic"
        if headers.get("urgency") not in ("very-low", "low", "normal", "high"):
            return "urgency"
        signed = re.fullmatch(r"vapid t=([^,]+),k=([^,]+)", headers.get("authorization", ""))
        if not signed or not Vapid.verify(headers["authorization"]):
            return "signature"
        claims = json.loads(base64.urlsafe_b64decode(signed[1].split(".")[1] + "=="))
        if claims["aud"] != self.url or not claims["sub"].startswith(("mailto:", "https://")):
            return "claims"
        return "" if time.time() < claims["exp"] <= time.time() + 24 * 3600 else "expiry"


class _Handler(BaseHTTPRequestHandler):
    fake: FakePush
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.fake.answer(self, self.rfile.read(int(self.headers.get("content-length", 0))))

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in `calls`, not printed."""
