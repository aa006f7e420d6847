"""Every fault of the API in the one form of interface.md: a code for programs, a sentence for people, words per field."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response

from binan.kit.errors import Refused, TooOften
from binan.kit.faults import passing

log = logging.getLogger(__name__)
NOT_FOUND = "没有找到：地址不对，或者它不在您的权限范围内。"
UNREADABLE = "请求的内容读不懂，请检查格式后再发一次。"
INVALID = "有的内容不对，请看各项的说明，改好再提交。"
NEEDS = "缺少必填内容，请补上再提交。"
FILL_IN = "请填写这一项。"
MALFORMED = "这一项的格式不对。"
# What DRF's own checks are called → what people read. The words never repeat the input.
WORDS = {
    "required": FILL_IN,
    "blank": FILL_IN,
    "null": FILL_IN,
    "empty": FILL_IN,
    "invalid_choice": "请从给定的选项里选一个。",
    "not_a_list": "这里要一个列表。",
    "max_length": "这一项太长了，请缩短一些。",
}
NEEDED = {code for code, sentence in WORDS.items() if sentence == FILL_IN}


class TooLarge(exceptions.APIException):
    """The body is larger than this address takes."""

    status_code = 413
    default_code = "too_large"


@dataclass(frozen=True)
class Fault:
    """One answer that is no success."""

    status: int
    code: str
    sentence: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> dict[str, Any]:
        """What stands under `error`."""
        return {"code": self.code, "sentence": self.sentence, "fields": self.fields}


SERVER = Fault(500, "server", "我们这边出了问题，这一步没有做成。请过一会儿再试；急事请直接打电话。")
# In this order: the first class that fits.
KNOWN: tuple[tuple[type[Exception], Fault], ...] = (
    (Http404, Fault(404, "not_found", NOT_FOUND)),
    (exceptions.NotFound, Fault(404, "not_found", NOT_FOUND)),
    (exceptions.NotAuthenticated, Fault(401, "unauthenticated", "请先登录，再做这一步。")),
    (exceptions.AuthenticationFailed, Fault(401, "unauthenticated", "登录凭证无效或已经停用，请重新登录。")),
    (exceptions.PermissionDenied, Fault(403, "not_allowed", "这一步没有通过安全检查，请刷新页面，重新登录后再试。")),
    (exceptions.MethodNotAllowed, Fault(405, "method", "这个地址不支持这种操作，请看接口说明。")),
    (exceptions.NotAcceptable, Fault(406, "not_acceptable", "这个地址只用 JSON 回答。")),
    (TooLarge, Fault(413, "too_large", "内容太大了，请分几次提交。")),
    (RequestDataTooBig, Fault(413, "too_large", "内容太大了，请分几次提交。")),
    (
        exceptions.UnsupportedMediaType,
        Fault(415, "media_type", "不认识这种格式：请用 JSON；带照片时用 multipart/form-data。"),
    ),
    (exceptions.ParseError, Fault(400, "unreadable", UNREADABLE)),
    (UnreadablePostError, Fault(400, "unreadable", UNREADABLE)),
    (SuspiciousOperation, Fault(400, "unreadable", UNREADABLE)),
    (BadRequest, Fault(400, "unreadable", UNREADABLE)),
)


def handler(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's exception handler: never HTML, never a stack trace; what nobody foresaw is logged and signalled as usual."""
    fault, away = understood(exc), passing(exc)
    if fault is None:
        got_request_exception.send(sender=type(context["view"]), request=context["request"])
        report(exc, type(context["view"]).__name__)
        fault = Fault(away.status, away.code, away.sentence) if away else SERVER
    headers = {"Retry-After": str(away.retry_after)} if away else {}
    if isinstance(exc, TooOften):
        headers["Retry-After"] = str(exc.retry_after)
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    return Response({"error": fault.error}, status=fault.status, headers=headers)


def understood(exc: Exception) -> Fault | None:
    """What an exception means to the caller; None for one that is our own mistake."""
    if isinstance(exc, Refused):
        return Fault(exc.status, exc.code, exc.sentence, exc.fields)
    if isinstance(exc, exceptions.ValidationError):
        return _invalid(exc)
    return next((fault for kind, fault in KNOWN if isinstance(exc, kind)), None)


def report(exc: Exception, where: str) -> None:
    """Log what nobody foresaw; never with the path, which may hold a secret link (threat 5)."""
    log.error("unforeseen fault in %s", where, exc_info=exc)


def _invalid(exc: exceptions.ValidationError) -> Fault:
    details = [(name, str(detail.code), str(detail)) for name, detail in _flat(exc.detail)]
    # A rule of our own carries its field's name as code and speaks for itself.
    fields = {name: said if code == name else WORDS.get(code, MALFORMED) for name, code, said in details}
    if len(details) == 1 and details[0][0] == details[0][1]:
        return Fault(422, details[0][1], details[0][2], fields)
    needed = {code for _, code, _ in details} <= NEEDED
    return Fault(422, "needs", NEEDS, fields) if needed else Fault(422, "invalid", INVALID, fields)


def _flat(detail: Any, name: str = "") -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    """The first fault of each field, nested names joined by a dot; what belongs to no field is called `body`."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            label = "" if key == "non_field_errors" else str(key)
            yield from _flat(inner, ".".join(filter(None, (name, label))))
    elif isinstance(detail, list):
        if detail:
            yield from _flat(detail[0], name)
    else:
        yield name or "body", detail
