"""Web push (RFC 8030, 8188, 8291, 8292): a reminder to one browser, readable for that browser alone.

pywebpush encrypts, py-vapid signs, httpx sends: to the configured push services alone, without redirects and without a
proxy from the environment (threat 15). A push service says that it took a message, never that it arrived; that says the
page's service worker (`notices.services`). The `Topic` makes a repeated message replace the first one at the service.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPusher

from notices import texts
from notices.transports.base import Dead, Receipt, Report, Retry, Transport

TIMEOUT = 5.0  # seconds to connect, to write and to wait for an answer
SIGNED_FOR = 12 * 3600  # seconds; a signature is good for 24 hours at most
LONGEST = timedelta(hours=1)  # a service may ask us to wait longer; then it gets the next question all the same
TITLE = "滨安码"
# Plain on purpose: no user, no escapes in the host, nothing that two readers of addresses could read differently.
ADDRESS = re.compile(r"(?P<origin>https?://(?P<host>[a-z0-9.-]+)(:\d{1,5})?)/[!-~]{1,900}")
logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs each address it calls, and here the address is a secret


class Gone(Dead):
    """The browser has ended its subscription: nothing will ever be sent there again."""


class WebPush(Transport):
    """`key`: our private key, 32 bytes as base64url; `contact`: a mailto: or https: address; `hosts`: who may be called."""

    def __init__(self, key: str, *, contact: str, hosts: list[str]) -> None:
        self._vapid, self._contact, self._hosts = Vapid.from_raw(key.encode()), contact, hosts
        self._signed: dict[str, str] = {}
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> Receipt:
        """Send one reminder. `phone`: the subscription as JSON (Push API). `out_id`: what its confirmation will name.

        `params`: the values of the text, and `topic`, `ttl` (seconds), `urgency` (RFC 8030), `silent` ("1" or "").
        Raises `Gone`, `Dead` or `Retry`.
        """
        info = json.loads(phone)
        origin = allowed(info["endpoint"], self._hosts)
        if not origin:
            raise Dead("推送地址不在允许的名单里")
        headers = {
            "ttl": params["ttl"], "urgency": params["urgency"], "topic": params["topic"],
            "content-encoding": "aes128gcm", "content-type": "application/octet-stream",
            "authorization": self._authorization(origin),
        }  # fmt: skip
        body = WebPusher(info).encode(_payload(template, params, out_id), "aes128gcm")["body"]
        try:
            with self._client.stream("POST", info["endpoint"], headers=headers, content=body) as response:
                status, after = response.status_code, response.headers.get("retry-after", "")
        except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
            raise Retry(f"连不上推送服务（{type(fault).__name__}）") from fault
        except httpx.HTTPError as fault:
            raise Retry(f"推送服务没有答复（{type(fault).__name__}）", unsure=True) from fault
        if status in (200, 201, 202, 204):
            return Receipt(out_id)
        raise _refusal(status, after)

    def ask(self, phone: str, out_id: str, sent_at: datetime, number: str = "") -> Report | None:
        """No push service can be asked."""
        return None

    def _authorization(self, origin: str) -> str:
        """The signature for this service, made once for each run of the outbox."""
        if origin not in self._signed:
            claims = {"aud": origin, "exp": int(time.time()) + SIGNED_FOR, "sub": self._contact}
            self._signed[origin] = self._vapid.sign(claims)["Authorization"]
        return self._signed[origin]


def allowed(endpoint: str, hosts: list[str]) -> str:
    """The origin of a push service's address, "" when we may not call it.

    A host of the list is called by https on its usual port; `*.` stands for one name or more in front of it. An origin in the
    list (`http://127.0.0.1:4000`) is meant as it stands: for a service of one's own, refused in production.
    """
    found = ADDRESS.fullmatch(endpoint)
    if found is None:
        return ""
    origin, host = found["origin"], found["host"]
    if origin in hosts:
        return origin
    known = any(host.endswith(name[1:]) if name.startswith("*.") else host == name for name in hosts)
    return origin if known and origin == f"https://{host}" else ""


def public_key() -> str:
    """What the browser subscribes with (`applicationServerKey`): the uncompressed point as base64url; "" without a key."""
    return _point(settings.PUSH["key"]) if settings.PUSH["key"] else ""


@cache
def _point(key: str) -> str:
    point = Vapid.from_raw(key.encode()).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def _payload(template: str, params: dict[str, str], ack: str) -> bytes:
    """What the service worker reads (templates/sw_push.js)."""
    words, path = texts.reminder(template, params)
    told: dict[str, Any] = {"title": TITLE, "body": words, "path": path, "tag": params["topic"], "ack": ack}
    if params["silent"]:
        told["silent"] = True
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _refusal(status: int, after: str) -> Dead | Retry:
    if status in (404, 410):
        return Gone(f"这部手机已不再接收提醒（HTTP {status}）")
    if status == 429 or status >= 500:
        return Retry(f"推送服务暂时不收（HTTP {status}）", after=_wait(after))
    # 413 and the rest: the same message would be refused again.
    return Dead(f"推送服务不收（HTTP {status}）")


def _wait(after: str) -> timedelta:
    """`Retry-After`, in seconds or as a date (RFC 9110)."""
    if after.strip().isdecimal():
        return min(timedelta(seconds=int(after.strip()[:9])), LONGEST)
    try:
        moment = parsedate_to_datetime(after)
    except ValueError:
        return timedelta(0)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment - datetime.now(UTC), timedelta(0)), LONGEST)
