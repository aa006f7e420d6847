"""Huawei Cloud PrivateNumber, AXB mode: bind, unbind and the call records it pushes (support.huaweicloud.com/api-PrivateNumber).

Bind POST and unbind DELETE /rest/caas/relationnumber/partners/v1.0; numbers "+86…", `duration` in seconds, `maxDuration` in minutes.
The credentials' header is documented as AKSK, in older accounts as WSSE: a setting. Requests go to the configured endpoint alone:
no redirects, no proxy from the environment (threat 15).
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from complaints.axb.base import Bound, Exchange, Record, Unavailable, Unreadable

PATH = "/rest/caas/relationnumber/partners/v1.0"
PATIENCE = 3.0  # seconds for a whole call: a resident waits for it, then her own number is dialled
ANSWER_MAX = 64 * 2**10  # bytes
RECORDS_MAX = 50  # of one message, as documented
ID_MAX, CALL_MAX = 128, 24 * 3600  # characters; seconds
NUMBER = re.compile(r"\+\d{8,15}")
# httpx logs each address it calls, and here the address may hold a subscription (threat 5).
for chatty in ("httpx", "httpcore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)


class Huawei(Exchange):
    """`endpoint`: the access address of the app; `key`, `secret`: its credentials; `scheme`: AKSK or WSSE; `area`: dialling code
    of the city that X shall come from, "" for any; `direction`: 0 both may ring, 1 only the worker; `call_minutes`: 0 for no limit."""

    def __init__(
        self, endpoint: str, key: str, secret: str, *, scheme: str, area: str, direction: int, call_minutes: int
    ) -> None:
        self._url = endpoint.rstrip("/") + PATH
        self._key, self._secret, self._scheme = key, secret, scheme
        self._area, self._direction, self._call_minutes = area, direction, call_minutes
        self._client = httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def bind(self, worker: str, resident: str, *, lasts: timedelta) -> Bound:
        """One X for the two. Raises `Unavailable`, also when A is not registered with the provider."""
        asked: dict[str, Any] = {
            "callerNum": worker,
            "calleeNum": resident,
            "callDirection": self._direction,
            "duration": int(lasts.total_seconds()),
            "maxDuration": self._call_minutes,
        }
        if self._area:
            asked["areaCode"] = self._area
        answer = self._call("POST", json=asked)
        subscription, number = str(answer.get("subscriptionId", "")), str(answer.get("relationNum", ""))
        if not (0 < len(subscription) <= ID_MAX and NUMBER.fullmatch(number)) or number in (worker, resident):
            raise Unavailable("unusable answer")
        return Bound(subscription, number)

    def unbind(self, subscription: str) -> None:
        """Raises `Unavailable`."""
        self._call("DELETE", params={"subscriptionId": subscription})

    def read(self, body: bytes) -> list[Record]:
        """The `feeLst` of a message of the type `fee`; other events tell nothing that is kept. Raises `Unreadable`."""
        try:
            told = json.loads(body)
            rows = told["feeLst"] if told["eventType"] == "fee" else []
            if not isinstance(rows, list) or len(rows) > RECORDS_MAX:
                raise Unreadable
            return [_record(row) for row in rows]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Unreadable from fault

    def _call(self, method: str, **what: Any) -> dict[str, Any]:
        """One request; returns the answer of a success. Raises `Unavailable` with nothing in it that the provider worded."""
        # In a thread: no timeout of a socket bounds the look-up of a name, or headers that trickle in (threat 14).
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="axb")
        try:
            status, body = pool.submit(self._ask, method, **what).result(PATIENCE)
        except (httpx.HTTPError, TimeoutError) as fault:
            raise Unavailable(type(fault).__name__) from fault
        finally:
            pool.shutdown(wait=False)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise Unavailable(f"HTTP {status}, no JSON")
        code = re.sub(r"\W", "", str(answer.get("resultcode", "")))[:16]
        if status != httpx.codes.OK or code != "0":
            raise Unavailable(f"HTTP {status}, resultcode {code or 'missing'}")
        return answer

    def _ask(self, method: str, **what: Any) -> tuple[int, bytes]:
        """The status and the body of an answer, cut off when it is too long or comes too slowly."""
        until, body = time.monotonic() + PATIENCE, b""
        with self._client.stream(method, self._url, headers=self._headers(), **what) as response:
            for piece in response.iter_bytes():
                body += piece
                if len(body) > ANSWER_MAX or time.monotonic() > until:
                    raise httpx.ReadTimeout("answer too long or too slow")
            return response.status_code, body

    def _headers(self) -> dict[str, str]:
        created, nonce = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", secrets.token_hex(16)
        return {
            "Authorization": f'{self._scheme} realm="SDP",profile="UsernameToken",type="Appkey"',
            f"X-{self._scheme}": f'UsernameToken Username="{self._key}",PasswordDigest="{digest(nonce, created, self._secret)}",'
            f'Nonce="{nonce}",Created="{created}"',
        }


def digest(nonce: str, created: str, secret: str) -> str:
    """The proof of the secret that stands in a request's header."""
    return base64.b64encode(hashlib.sha256(f"{nonce}{created}{secret}".encode()).digest()).decode()


def _record(row: Mapping[str, Any]) -> Record:
    """One entry of `feeLst`. It was answered when the called side took it (`fwdAnswerTime`). Raises `Unreadable`."""
    key, subscription = str(row.get("icid") or row.get("sessionId") or ""), str(row.get("subscriptionId") or "")
    answered, ended = _time(row.get("fwdAnswerTime")), _time(row.get("callEndTime"))
    begun = _time(row.get("callInTime")) or _time(row.get("fwdStartTime")) or answered
    seconds = int((ended - answered).total_seconds()) if answered and ended else 0
    if not begun or not 0 < len(key) <= ID_MAX or len(subscription) > ID_MAX or not 0 <= seconds <= CALL_MAX:
        raise Unreadable
    return Record(key, subscription, str(row.get("callerNum") or ""), begun, answered is not None, seconds)


def _time(said: Any) -> datetime | None:
    """A moment as documented, in UTC; an empty one is none."""
    return datetime.strptime(said, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC) if said else None
