"""What residents send and see."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from binan.kit import phones
from binan.kit.errors import Refused
from binan.kit.links import address
from complaints import lengths, promises, selectors
from complaints.api.parsing import Key, Words
from complaints.models import Complaint, Deadline, TimelineEntry
from complaints.services.intake import TEXT_MAX, checked_text
from complaints.services.voice import has_words
from complaints.workflow import ClosingKind, Identity, Nature, Stage, Urgency
from governance.access import title_of

PLACE_MAX = 32  # characters; ours have ten


class ErrorBody(serializers.Serializer):
    """Why something was not done."""

    code = serializers.CharField(help_text="给程序看的代号")
    sentence = serializers.CharField(help_text="给人看的一句话")
    fields = serializers.DictField(child=serializers.CharField(), help_text="各项的说明")  # type: ignore[assignment]


class ErrorSerializer(serializers.Serializer):
    """Every answer that is no success."""

    error = ErrorBody()


class FilingSerializer(serializers.Serializer):
    """A filing as JSON."""

    place = Words(max_length=PLACE_MAX, help_text="点位码，印在二维码下面")
    text = Words(allow_blank=True, help_text=f"发生了什么，最多 {TEXT_MAX} 字")
    phone = Words(default="", allow_blank=True, allow_null=True, help_text="联系电话；不留就没法回电")
    name = Words(default="", allow_blank=True, allow_null=True, help_text="怎么称呼")
    identity = serializers.ChoiceField(Identity.choices, default=Identity.HIDDEN, allow_blank=True)
    nature = serializers.ChoiceField(Nature.choices, default=Nature.COMPLAINT, allow_blank=True)
    client_key = Key(default=uuid4, help_text="每件诉求一个 UUID；同一个再发一次，得到同一件诉求")

    def get_fields(self) -> dict[str, serializers.Field]:
        # Shallow copies: a field is only bound to its serializer. DRF builds each anew, half of what reading a filing costs.
        fields = {name: copy(field) for name, field in self._declared_fields.items()}
        if self.context.get("spoken"):
            fields["text"] = Words(default="", allow_blank=True)
        return fields

    def validate_text(self, typed: str) -> str:
        return "" if self.context.get("spoken") and not has_words(typed) else _said(checked_text, typed)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["identity"] = attrs["identity"] or Identity.HIDDEN
        attrs["nature"] = attrs["nature"] or Nature.COMPLAINT
        attrs["name"] = attrs["name"] or ""
        typed = attrs["phone"] if attrs["identity"] != Identity.ANONYMOUS else ""
        attrs["phone"] = _said(phones.parse, typed, "phone") if typed else ""
        return attrs


@extend_schema_field(
    {"type": "array", "maxItems": settings.PHOTOS_MAX, "items": {"type": "string", "format": "binary"}}
)
class Photos(serializers.ListField):
    """Up to six pictures, or a recording among them; `attachments.check` and `voice.check` judge them."""


class FilingWithFilesSerializer(FilingSerializer):
    """A filing as multipart, for the schema."""

    text = Words(default="", allow_blank=True, help_text=f"发生了什么，最多 {TEXT_MAX} 字；有录音时可以不写")
    files = Photos(required=False, help_text="照片；也可以放录音")
    voice = serializers.FileField(
        required=False,
        help_text=f"一段录音，最长 {settings.VOICE_SECONDS_MAX} 秒、{settings.VOICE_BYTES_MAX // 2**20} MB",
    )


class PromiseSerializer(serializers.ModelSerializer):
    """A promise and when it falls due."""

    class Meta:
        model = Deadline
        fields = ["kind", "due_at"]


class ReceiptSerializer(serializers.Serializer):
    """The answer to a filing, for the schema; `receipt` writes it."""

    code = serializers.CharField()
    token = serializers.CharField(help_text="查询凭证，只给提交的人")
    track_url = serializers.CharField()
    stage = serializers.ChoiceField(Stage.choices)
    urgency = serializers.ChoiceField(Urgency.choices)
    category = serializers.CharField()
    promises = PromiseSerializer(many=True)


def receipt(case: Complaint, *, new: bool) -> dict[str, Any]:
    """Where the filing led, not how far the case is now, so that a retry gets the same.

    A new case's promises are read off the table that has just made them; a retry reads the rows (filing is the hottest
    path: it asks the database nothing it knows).
    """
    if new:
        found = lengths.in_force(case.filed_at).opened("accept", case.urgency, case.category)
        made = [(p.kind, case.filed_at + length) for p, length in found if p.shown]
    else:
        kinds = [p.kind for p in promises.PROMISES.values() if "accept" in p.opened_by and p.shown]
        stored = case.deadlines.filter(opened_at=case.filed_at, kind__in=kinds)
        made = list(stored.values_list("kind", "due_at"))
    return {
        "code": case.code,
        "token": case.token,
        "track_url": settings.PUBLIC_URL + address("complaints:case").format(case.token),
        "stage": str(Stage.ACCEPTED),
        "urgency": case.urgency,
        "category": case.category,
        "promises": [
            {"kind": kind, "due_at": timezone.localtime(due).isoformat()} for kind, due in sorted(made, key=_by_due)
        ],
    }


def _by_due(promise: tuple[str, datetime]) -> tuple[datetime, str]:
    return promise[1], promise[0]


class OpenPromiseSerializer(PromiseSerializer):
    """A promise somebody waits for, with its name."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta(PromiseSerializer.Meta):
        fields = ["kind", "label", "due_at"]

    def get_label(self, promise: Deadline) -> str:
        return promises.PROMISES[promise.kind].label


class MomentSerializer(serializers.Serializer):
    """One line of the history as the resident reads it."""

    kind = serializers.CharField()
    at = serializers.DateTimeField()
    sentence = serializers.CharField()


class StatusSerializer(serializers.ModelSerializer):
    """What the resident may see behind her secret link."""

    stage = serializers.ChoiceField(Stage.choices)
    stage_label = serializers.CharField(source="get_stage_display")
    urgency = serializers.ChoiceField(Urgency.choices)
    unit = serializers.CharField(source="unit.name")
    handler = serializers.SerializerMethodField(help_text="谁在办，只有姓和岗位")
    promises = serializers.SerializerMethodField()
    timeline = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    closing_kind = serializers.ChoiceField(ClosingKind.choices, allow_blank=True)
    rating_url = serializers.SerializerMethodField()
    check = serializers.CharField(source="short_head", help_text="底账校验码")

    class Meta:
        model = Complaint
        fields = [
            "code", "stage", "stage_label", "urgency", "category", "filed_at", "unit", "handler", "promises", "timeline", "result",
            "closing_kind", "rating_url", "check",
        ]  # fmt: skip

    @extend_schema_field(OpenPromiseSerializer(many=True))
    def get_promises(self, case: Complaint) -> Any:
        return OpenPromiseSerializer(selectors.open_promises(case), many=True).data

    def get_handler(self, case: Complaint) -> str | None:
        return title_of(case.handler) if case.handler else None

    @extend_schema_field(MomentSerializer(many=True))
    def get_timeline(self, case: Complaint) -> Any:
        moments = [_moment(entry, sentence) for entry, sentence in selectors.public_timeline(case)]
        return MomentSerializer(moments, many=True).data

    def get_result(self, case: Complaint) -> str | None:
        """The answer that holds now; an earlier one of a reopened case stands in the timeline."""
        holds = not case.is_open or case.closing_kind == ClosingKind.INTERIM
        return (case.result or None) if holds else None

    def get_rating_url(self, case: Complaint) -> str | None:
        if self.context.get("looked"):
            return None
        asked = Q(round=case.round) | Q(
            rated_at=None, expired_at=None
        )  # also one about an earlier round that is still due
        invitation = case.ratings.filter(asked).order_by("-round").first()
        return f"{settings.PUBLIC_URL}{reverse('complaints:rate', args=[invitation.token])}" if invitation else None


def _moment(entry: TimelineEntry, sentence: str) -> dict[str, Any]:
    return {"kind": entry.kind, "at": entry.at, "sentence": sentence}


def _said(rule: Callable[[str], str], typed: str, name: str = "") -> str:
    """What `rule` makes of the typed text; its refusal becomes the field's error."""
    try:
        return rule(typed)
    except Refused as refusal:
        fault = serializers.ErrorDetail(refusal.sentence, refusal.code)
        raise serializers.ValidationError({name: fault} if name else fault) from refusal
