"""Aliyun SMS (Dysmsapi 2017-05-25): SendSms and QuerySendDetails with the V3 signature, ACS3-HMAC-SHA256.

SendSms is not idempotent (domain.md §6.6): after a time-out the message may be on its way, and only QuerySendDetails,
searched for our OutId, knows. Requests go to the configured endpoint alone: no redirects, no proxy from the environment.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

import httpx
from django.utils import timezone

from binan.kit import phones
from binan.kit.masking import mask_text, plain
from notices.transports.base import Dead, Fate, Receipt, Report, Retry, Transport

VERSION = "2017-05-25"
TIMEOUT = 5.0  # seconds for a whole call; the provider asks for at least one
ANSWER_MAX = 256 * 2**10  # bytes
PAGE, PAGES = 50, 4  # records on a page (the provider's limit) and pages read of one number's day
MIDNIGHT = timedelta(minutes=2)  # a try this close to midnight may be booked on the next day
LIMIT = "isv.BUSINESS_LIMIT_CONTROL"
PAUSES = {"天级": timedelta(hours=6), "小时级": timedelta(hours=1)}  # words of its message; otherwise a minute
# The account has to be put right first; the message itself is good.
LATER = {"isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL"}
LONG = timedelta(hours=1)
HOPELESS = {
    f"isv.{word}"
    for word in """MOBILE_NUMBER_ILLEGAL MOBILE_COUNT_OVER_LIMIT TEMPLATE_MISSING_PARAMETERS TEMPLATE_PARAMS_ILLEGAL
    PARAM_NOT_SUPPORT_URL PARAM_LENGTH_LIMIT INVALID_PARAMETERS INVALID_JSON_PARAM BLACK_KEY_CONTROL_LIMIT
    SMS_TEMPLATE_ILLEGAL SMS_SIGNATURE_ILLEGAL SMS_SIGN_ILLEGAL""".split()
}
FATES = {"1": Fate.UNDERWAY, "2": Fate.FAILED, "3": Fate.DELIVERED}  # SendStatus
# httpx logs each address it calls, and here the address holds the number and the page's secret code (threat 5).
for chatty in ("httpx", "httpcore"):
    logging.getLogger(chatty).setLevel(logging.WARNING)


class Aliyun(Transport):
    """`endpoint`: e.g. https://dysmsapi.aliyuncs.com; `sign`: the approved signature; `templates`: our name → SMS_…"""

    reports = True

    def __init__(self, endpoint: str, key_id: str, key_secret: str, *, sign: str, templates: Mapping[str, str]) -> None:
        self._endpoint = endpoint.rstrip("/")
        self._key_id, self._key_secret = key_id, key_secret
        self._sign, self._templates = sign, templates
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, phone: str, template: str, params: dict[str, str], out_id: str) -> Receipt:
        """SendSms to one number. Raises `Retry` (throttled, unreachable, no credit, unknown) or `Dead` (can not succeed)."""
        if template not in self._templates:
            raise Dead(f"模板 {template} 还没有登记（BINAN_SMS_TEMPLATES）")
        status, answer = self._call(
            "SendSms",
            PhoneNumbers=_number(phone),
            SignName=self._sign,
            TemplateCode=self._templates[template],
            TemplateParam=json.dumps(params, ensure_ascii=False),
            OutId=out_id,
        )
        if answer.get("Code") == "OK":
            return Receipt(str(answer.get("BizId", ""))[:64])
        raise _refusal(status, answer)

    def ask(self, phone: str, out_id: str, sent_at: datetime, number: str = "") -> Report | None:
        """QuerySendDetails for the number's day, searched for `out_id`. Raises `Retry`."""
        for day in sorted({timezone.localtime(at).strftime("%Y%m%d") for at in (sent_at, sent_at + MIDNIGHT)}):
            for page in range(1, PAGES + 1):
                records = self._records(_number(phone), day, page, number)
                for record in records:
                    if record.get("OutId") == out_id:
                        fate = FATES.get(str(record.get("SendStatus")), Fate.UNDERWAY)
                        return Report(fate, _clean(record.get("ErrCode", "")) if fate is Fate.FAILED else "")
                if len(records) < PAGE:
                    break
        return None

    def _records(self, number: str, day: str, page: int, receipt: str) -> list[dict]:
        asked = {"PhoneNumber": number, "SendDate": day, "PageSize": str(PAGE), "CurrentPage": str(page)}
        _, answer = self._call("QuerySendDetails", **asked, **({"BizId": receipt} if receipt else {}))
        if answer.get("Code") != "OK":
            raise Retry(f"回执查不到：{_said(answer)}")
        found = answer.get("SmsSendDetailDTOs")
        return [r for r in (found or {}).get("SmsSendDetailDTO") or [] if isinstance(r, dict)]

    def _call(self, action: str, **params: str) -> tuple[int, dict]:
        """One signed request; returns the HTTP status and the JSON object. Raises `Retry`."""
        query = canonical(params)
        headers = signed(
            self._key_id, self._key_secret, urlsplit(self._endpoint).netloc, action, VERSION, query,
            at=datetime.now(UTC), nonce=secrets.token_hex(16),
        )  # fmt: skip
        try:
            with self._client.stream("POST", f"{self._endpoint}/?{query}", headers=headers) as response:
                status, body = response.status_code, _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as fault:
            raise Retry(f"连不上短信平台（{type(fault).__name__}）") from fault
        except httpx.HTTPError as fault:
            raise Retry(f"短信平台没有答复（{type(fault).__name__}）", unsure=True) from fault
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Retry(f"短信平台的答复看不懂（HTTP {status}）", unsure=True)
        return status, answer


def canonical(params: Mapping[str, str]) -> str:
    """The query string as it is signed and sent: sorted, everything but unreserved characters percent-encoded."""
    return "&".join(f"{quote(key, safe='')}={quote(params[key], safe='')}" for key in sorted(params))


def signed(
    key_id: str, key_secret: str, host: str, action: str, version: str, query: str, *, at: datetime, nonce: str
) -> dict[str, str]:
    """The headers of a call without body, signed by V3 (`at` in UTC, valid for 15 minutes)."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": empty,
        "x-acs-date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = hashlib.sha256("\n".join(["POST", "/", query, lines, names, empty]).encode()).hexdigest()
    signature = hmac.new(key_secret.encode(), f"ACS3-HMAC-SHA256\n{request}".encode(), hashlib.sha256).hexdigest()
    credential = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {**headers, "authorization": credential}


def _read(response: httpx.Response) -> bytes:
    """The body, cut off when it is too long or trickles in too slowly: a partner gone bad must not hold us (threat 14)."""
    until, body = time.monotonic() + TIMEOUT, b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > ANSWER_MAX or time.monotonic() > until:
            raise httpx.ReadTimeout("answer too long or too slow")
    return body


def _refusal(status: int, answer: dict) -> Retry | Dead:
    code, said = str(answer.get("Code", "")), _said(answer)
    if code in HOPELESS:
        return Dead(said)
    if code == LIMIT:
        message = str(answer.get("Message", ""))
        return Retry(
            said, after=next((pause for word, pause in PAUSES.items() if word in message), timedelta(minutes=1))
        )
    if code in LATER:
        return Retry(said, after=LONG)
    return Retry(said, unsure=status >= 500 or code.startswith("isp."))


def _said(answer: dict) -> str:
    return f"{_clean(answer.get('Code', ''))} {_clean(answer.get('Message', ''))}".strip()


def _clean(text: object) -> str:
    """Words of the provider for our records: one line, numbers masked."""
    return mask_text(" ".join(plain(str(text)).split()))[:150]


def _number(phone: str) -> str:
    """E.164 as the provider writes it: 11 digits at home, country code without + abroad."""
    return phones.local(phone).lstrip("+")
