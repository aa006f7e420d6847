"""The addresses of staff: the queue, one case, the commands, an outbox. What each may see and do decides `access` and the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from binan.kit.errors import Refused
from binan.kit.masking import plain
from binan.kit.throttle import hit
from complaints import selectors
from complaints.access import complaint_for
from complaints.api.base import READING, SENDING, STAFF, Address, answers, caller
from complaints.api.commands import COMMANDS, COMMANDS_MAX, DoneSerializer, OfflineCommand
from complaints.api.desk_serializers import (
    AnswerSerializer,
    CaseSerializer,
    HeldSerializer,
    PageSerializer,
    PhotoSerializer,
)
from complaints.api.errors import SERVER, report, understood
from complaints.api.parsing import SyncBody
from complaints.api.views import checked
from complaints.models import TimelineEntry
from complaints.services import attachments, sync
from complaints.workflow import ACTIONS, Stage, Urgency
from governance.models import Staff

ECHO_MAX = 40  # characters
NOT_A_LIST = "请发一个列表，每一项是一次操作。"
A_MINUTE = 20  # letters full of photos from one person: decoding is what costs
TOO_MANY = f"一次最多 {COMMANDS_MAX} 条，请分几次提交。"


def _filter(name: str, choices: list[str] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, enum=choices)


class Queue(Address):
    """The caller's queue."""

    @extend_schema(
        operation_id="desk_complaints_list",
        summary="待办列表",
        description="特急在前，再按最紧的时限排；不选阶段就是没有办结的。next 是下一页。",
        parameters=[_filter("stage", Stage.values), _filter("urgency", Urgency.values), _filter("cursor")],
        responses=answers({200: PageSerializer}, *READING, 401, 422),
    )
    def get(self, request: Request) -> Response:
        """A page of it, and where the next one is."""
        stage, urgency, cursor = (request.query_params.get(name, "") for name in ("stage", "urgency", "cursor"))
        sieve = selectors.sieve(caller(request), {"stage": stage, "urgency": urgency})
        page = selectors.queue(caller(request), now=timezone.now(), sieve=sieve, cursor=cursor)
        following = urlencode({"stage": stage, "urgency": urgency, "cursor": page.next})
        url = request.build_absolute_uri(f"{request.path}?{following}") if page.next else None
        return Response(PageSerializer({"results": page.rows, "next": url}).data)


class Case(Address):
    """One case."""

    @extend_schema(
        summary="一件诉求",
        description="连同流转记录和现在可以做的操作（allowed）。",
        responses=answers({200: CaseSerializer}, *READING, *STAFF),
    )
    def get(self, request: Request, code: str) -> Response:
        """The case with its timeline and the commands that are `allowed` to the caller now."""
        case: Any = complaint_for(caller(request), code)
        case.promises, case.timeline = selectors.open_promises(case), selectors.timeline(case)
        case.allowed = sync.names(selectors.doable(case, caller(request)))
        return Response(CaseSerializer(case).data)


class Command(Address):
    """One verb on one case."""

    verb = ""

    def post(self, request: Request, code: str) -> Response:
        given = checked(COMMANDS[self.verb](data=request.data))
        entry, _ = sync.command(caller(request), code, self.verb, given, now=timezone.now())
        return Response({"code": code, "stage": entry.stage_to, "entry": entry.pk})


def command(verb: str) -> Callable[..., HttpResponseBase]:
    """The view of one verb, with its own values in the schema."""
    described = extend_schema(
        summary=ACTIONS[verb].label,
        description="同一个 client_key 再发一次，得到第一次的回答。409：事情已经往前走了，请看最新情况。",
        request=COMMANDS[verb],
        responses=answers({200: DoneSerializer}, *SENDING, *STAFF, 409),
    )
    view: type[Command] = type("Command", (Command,), {"verb": verb})
    return extend_schema_view(post=described)(view).as_view()


class Photos(Address):
    """Photos of a tablet that was offline, each alone: a line that breaks off at the third goes on there."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        summary="先传一张照片",
        description="照片检查、重新编码、去掉位置信息以后存一天；把答复里的 held 写进备注、回复或办结的 photos。",
        request={"multipart/form-data": PhotoSerializer},
        responses=answers({201: HeldSerializer}, *SENDING, 401, 403, 429),
    )
    def post(self, request: Request) -> Response:
        """One photo, held for the command that will name it."""
        hit("photos", str(caller(request).pk), limit=A_MINUTE * settings.PHOTOS_MAX, window=60)
        photos = attachments.check(request.FILES.getlist("files")[:1])
        if not photos:
            raise Refused("files", attachments.NOT_A_PHOTO, fields={"files": attachments.NOT_A_PHOTO})
        return Response({"held": attachments.hold(photos, now=timezone.now())[0].held}, status=201)


class Sync(Address):
    """The outbox of a tablet that was offline."""

    parser_classes = [SyncBody]

    @extend_schema(
        summary="离线操作补交",
        description=f"按操作的先后发一个列表，最多 {COMMANDS_MAX} 条；每条除了下面几项，还带上这个操作自己的内容。逐条回答。",
        request=OfflineCommand(many=True),
        responses=answers({200: AnswerSerializer(many=True)}, *SENDING, 401, 403),
    )
    def post(self, request: Request) -> Response:
        """A list of commands in the order they were made, answered one by one."""
        if not isinstance(request.data, list):
            raise Refused("needs", NOT_A_LIST)
        if len(request.data) > COMMANDS_MAX:
            raise Refused("too_many", TOO_MANY)
        return Response([_answer(caller(request), command, timezone.now()) for command in request.data])


def _answer(staff: Staff, sent: Any, now: datetime) -> dict[str, Any]:
    """The answer to one command; what is wrong with it never stops those behind it."""
    answer: dict[str, Any] = {"client_key": _echo(sent, "client_key"), "code": _echo(sent, "code")}
    try:
        entry, new = _run(staff, sent, now)
    except Exception as exc:
        fault = understood(exc)
        if fault is None:
            report(exc, "sync")
        return answer | {"status": "refused", "stage": None, "entry": None, "error": (fault or SERVER).error}
    return answer | {"status": "done" if new else "repeated", "stage": entry.stage_to, "entry": entry.pk, "error": None}


def _run(staff: Staff, sent: Any, now: datetime) -> tuple[TimelineEntry, bool]:
    head = checked(OfflineCommand(data=sent))
    given = checked(COMMANDS[head["verb"]](data=sent))
    return sync.command(staff, head["code"], head["verb"], given, made_at=head.get("at"), now=now)


def _echo(sent: Any, name: str) -> str | None:
    """What the client calls its command, if it can be written back."""
    value = sent.get(name) if isinstance(sent, dict) else None
    return (plain(value)[:ECHO_MAX] or None) if isinstance(value, str) else None
