"""A small Aliyun SMS service on a free port: it checks signature, template and number as the real one documents.

What the provider has accepted stands in `accepted`; what it answers next can be planned.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from django.utils import timezone

from notices.texts import SMS, TEMPLATES, registered
from tests.loopback import Loopback

KEY_ID, KEY_SECRET, SIGN = "LTAI-test", "secret-of-tests", "滨安码"
CODES = {name: f"SMS_{n}" for n, name in enumerate(TEMPLATES, 1001) if TEMPLATES[name].channel == SMS}
FRESH = timedelta(minutes=15)


@dataclass
class Accepted:
    """A message the provider took."""

    phone: str
    template: str
    params: dict[str, str]
    out_id: str
    biz_id: str
    day: str
    status: int = 1
    err_code: str = ""


@dataclass
class FakeAliyun(Loopback):
    """Use it as a context manager. `sending` and `asking` plan the next answers to SendSms and QuerySendDetails:

    `lost`: no answer and nothing accepted · `silent`: accepted, but no answer · `dropped`: accepted, connection closed ·
    `garbage`, `redirect`, `http 503` · any other word: that error code with `message`. Without a plan all is well.
    """

    accepted: list[Accepted] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)  # requests to any other path than the one documented
    sending: deque[str] = field(default_factory=deque)
    asking: deque[str] = field(default_factory=deque)
    message: str = ""
    on_send: Callable[[], object] | None = None

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Who answers."""
        return _Handler

    def __enter__(self) -> Self:
        self._nonces: set[str] = set()
        self._lock, self.arrived = threading.Lock(), threading.Event()
        return super().__enter__()

    @property
    def settings(self) -> dict:
        """The SMS settings that lead here."""
        return {
            "transport": "aliyun", "endpoint": self.url, "key_id": KEY_ID, "key_secret": KEY_SECRET, "sign": SIGN,
            "templates": CODES,
        }  # fmt: skip

    def sent_to(self, phone: str) -> int:
        """How many messages this number has got."""
        return sum(one.phone == phone for one in self.accepted)

    def answer(self, handler: _Handler, action: str, params: dict[str, str]) -> None:
        """Answer one signed request by the plan."""
        with self._lock:
            self.calls.append(action)
            planned = self.sending if action == "SendSms" else self.asking
            plan = planned.popleft() if planned else "ok"
        if action == "SendSms" and self.on_send:
            self.on_send()
        good = plan in ("ok", "silent", "dropped")
        body = (self._send(params) if action == "SendSms" else self._find(params)) if good else self._fault(plan)
        self.arrived.set()
        handler.close_connection = plan in ("lost", "silent", "dropped")
        if plan in ("lost", "silent"):
            self._over.wait(30)
        elif plan == "garbage":
            handler.reply(200, b"<html>busy</html>")
        elif plan == "redirect":
            handler.reply(307, b"", location=f"{self.url}/elsewhere?{urlsplit(handler.path).query}")
        elif plan != "dropped":
            handler.reply(503 if plan == "http 503" else 200, json.dumps(body, ensure_ascii=False).encode())

    def _fault(self, code: str) -> dict:
        return {"Code": code, "Message": self.message or "测试", "RequestId": "R-1"}

    def _send(self, params: dict[str, str]) -> dict:
        names = {code: name for name, code in CODES.items()}
        given = json.loads(params["TemplateParam"])
        if not re.fullmatch(r"1[3-9]\d{9}", params["PhoneNumbers"]):
            return {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": f"{params['PhoneNumbers']} invalid mobile number"}
        if params["SignName"] != SIGN or params["TemplateCode"] not in names:
            return self._fault(
                "isv.SMS_SIGNATURE_ILLEGAL" if params["SignName"] != SIGN else "isv.SMS_TEMPLATE_ILLEGAL"
            )
        wanted = set(re.findall(r"\$\{(\w+)\}", registered(TEMPLATES[names[params["TemplateCode"]]])))
        if wanted != set(given):
            return self._fault("isv.TEMPLATE_MISSING_PARAMETERS")
        if any(re.search(r"://|www\.", value) for value in given.values()):
            return self._fault("isv.PARAM_NOT_SUPPORT_URL")
        with self._lock:
            one = Accepted(
                params["PhoneNumbers"], names[params["TemplateCode"]], given, params["OutId"],
                f"{len(self.accepted) + 1}^0", f"{timezone.localtime():%Y%m%d}",
            )  # fmt: skip
            self.accepted.append(one)
        return {"Code": "OK", "Message": "OK", "RequestId": "R-1", "BizId": one.biz_id}

    def _find(self, params: dict[str, str]) -> dict:
        size, page = int(params["PageSize"]), int(params["CurrentPage"])
        found = [
            one
            for one in self.accepted
            if (one.phone, one.day) == (params["PhoneNumber"], params["SendDate"])
            and params.get("BizId", one.biz_id) == one.biz_id
        ]
        rows = [
            {"PhoneNum": one.phone, "OutId": one.out_id, "SendStatus": one.status, "ErrCode": one.err_code}
            for one in found[(page - 1) * size : page * size]
        ]
        return {"Code": "OK", "TotalCount": str(len(found)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}

    def why_unsigned(self, handler: _Handler, body: bytes) -> str:
        """What is wrong with a request's signature; "" when nothing is (V3, ACS3-HMAC-SHA256)."""
        head = {name.lower(): value for name, value in handler.headers.items()}
        found = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})",
            head.get("authorization", ""),
        )
        if not found or found[1] != KEY_ID:
            return "authorization"
        names = found[2].split(";")
        must = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
        if names != sorted(names) or must - set(names):
            return "headers"
        if head["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest() or head["x-acs-version"] != "2017-05-25":
            return "content"
        at = datetime.strptime(head["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        nonce = head["x-acs-signature-nonce"]
        if abs(timezone.now() - at) > FRESH or nonce in self._nonces:
            return "replay"
        self._nonces.add(nonce)
        path, _, query = handler.path.partition("?")
        ordered = "&".join(sorted(query.split("&")))
        request = f"{handler.command}\n{path}\n{ordered}\n"
        request += "".join(f"{name}:{head[name].strip()}\n" for name in names)
        request += f"\n{found[2]}\n{head['x-acs-content-sha256']}"
        text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
        right = hmac.new(KEY_SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        return "" if hmac.compare_digest(right, found[3]) else "signature"


class _Handler(BaseHTTPRequestHandler):
    fake: FakeAliyun
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if urlsplit(self.path).path != "/":
            self.fake.astray.append(self.path)
        wrong = self.fake.why_unsigned(self, body)
        if wrong:
            self.fake.unsigned.append(wrong)
            self.reply(400, json.dumps({"Code": "SignatureDoesNotMatch", "Message": wrong}).encode())
            return
        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True, strict_parsing=True))
        self.fake.answer(self, self.headers["x-acs-action"], query)

    def reply(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json;charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if location:
            self.send_header("location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in `calls`, not printed."""
