"""The open addresses: filing, a resident's look at her case, a token for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from binan.kit.errors import Refused
from binan.kit.http import client_address
from complaints.access import complaint_by_token, is_looked_up
from complaints.api.base import READING, SENDING, OpenAddress, answers
from complaints.api.parsing import JSONBody
from complaints.api.serializers import (
    FilingSerializer,
    FilingWithFilesSerializer,
    ReceiptSerializer,
    StatusSerializer,
    receipt,
)
from complaints.models import Complaint
from complaints.services import attachments, voice
from complaints.services.intake import Filing, admit, file_complaint
from governance.models import Place
from governance.selectors import place_by_code
from governance.services import api_token, sign_in

NO_PLACE = "没有这个点位码，请核对，或扫一扫墙上的码；也可以在首页选择所在社区。"
RETIRED = "这个点位码已经停用，请扫新的码，或在首页选择所在社区。"
NOT_FILES = "照片和录音请用 multipart/form-data 上传，每个一个 files。"


class Filings(OpenAddress):
    """Where residents file."""

    parser_classes = [JSONBody, MultiPartParser]

    @extend_schema(
        summary="提交诉求",
        description="201：已受理。200：这个 client_key 提交过，还是那一件诉求、那一个回答。照片和录音用 multipart/form-data；有录音时 text 可以空着。",
        request={"application/json": FilingSerializer, "multipart/form-data": FilingWithFilesSerializer},
        responses=answers({201: ReceiptSerializer, 200: ReceiptSerializer}, *SENDING, 429),
    )
    def post(self, request: Request) -> Response:
        """File; public, so held off by the client's address."""
        case, new = _filed(request, timezone.now())
        return Response(receipt(case, new=new), status=201 if new else 200)


class Status(OpenAddress):
    """A case behind its secret link."""

    @extend_schema(
        summary="查进度",
        description="凭查询凭证看进度。邀请评价以后有 rating_url；用编号和电话查到的链接没有。",
        responses=answers({200: StatusSerializer}, *READING, 404),
    )
    def get(self, request: Request, token: str) -> Response:
        """What the resident may see."""
        case, looked = complaint_by_token(token), is_looked_up(token)
        return Response(StatusSerializer(case, context={"looked": looked}).data)


class SignInSerializer(serializers.Serializer):
    """User name and password."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class TokenSerializer(serializers.Serializer):
    """What goes into `Authorization: Token …`."""

    token = serializers.CharField()


class SignIn(OpenAddress):
    """A token for a program of a member of staff; held off like the login page."""

    @extend_schema(
        summary="取得令牌",
        description="之后的请求带上 Authorization: Token …。连错几次会停用一段时间，和登录页一样。",
        request=SignInSerializer,
        responses=answers({200: TokenSerializer}, *SENDING, 429),
    )
    def post(self, request: Request) -> Response:
        """The token of this member of staff; the same one each time."""
        given = checked(SignInSerializer(data=request.data))
        staff = sign_in(**given, address=client_address(request))
        return Response({"token": api_token(staff)})


class Nowhere(OpenAddress):
    """Every path that leads nowhere."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


def checked(serializer: serializers.Serializer) -> dict:
    """The values, typed; raises `ValidationError` with words for each field."""
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _filed(request: Request, now: datetime) -> tuple[Complaint, bool]:
    sent: Any = request.data
    admit(client_address(request), str(sent.get("text", "")) if hasattr(sent, "get") else "")
    pictures, recordings = voice.among(request.FILES.getlist("files"))
    recordings += request.FILES.getlist("voice")
    given = checked(FilingSerializer(data=sent, context={"spoken": bool(recordings)}))
    place, key = _place(given.pop("place")), given.pop("client_key")
    for name in ("files", "voice"):
        if sent.get(name) and not request.FILES.getlist(name):
            raise _refused(name, NOT_FILES)
    photos: list[attachments.Photo] = []
    spoken = None
    try:
        photos = attachments.check(pictures)
        spoken = voice.check(recordings)
        return file_complaint(place=place, filing=Filing(**given, photos=photos, voice=spoken), client_key=key, now=now)
    except Refused:
        attachments.discard(photos)
        voice.discard(spoken)
        raise


def _place(code: str) -> Place:
    place = place_by_code(code)
    if place is None or place.retired_at:
        raise _refused("place", NO_PLACE if place is None else RETIRED)
    return place


def _refused(name: str, sentence: str) -> Refused:
    return Refused(name, sentence, fields={name: sentence})
