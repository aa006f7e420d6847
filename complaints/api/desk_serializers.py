"""What staff see: rows of the queue, one case, the answers to an outbox. Numbers and names are masked here as on the desk."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from binan.kit.masking import mask_text
from complaints import selectors
from complaints.api.serializers import ErrorBody, OpenPromiseSerializer
from complaints.models import Complaint, TimelineEntry
from complaints.workflow import ACTIONS, ClosingKind, Identity, Nature, Source, Stage, Urgency
from governance.models import Place, Staff, Unit

WHO = {"resident": "居民", "system": "系统"}
# Who acted and where stand in fields of their own; numbers of our rows help nobody outside.
NOT_A_DETAIL = {
    "phone_was_key",
    "who",
    "unit",
    "staff_id",
    "elsewhere",
    "unit_id",
    "supervised_id",
    "people",
    "above",
    "above_it",
    "answers",
    "own",
    "may",
    "promises",
}


class UnitSerializer(serializers.ModelSerializer):
    """A unit; `key` is what `delegate` takes."""

    class Meta:
        model = Unit
        fields = ["key", "name"]


class PlaceSerializer(serializers.ModelSerializer):
    """Where a code hangs."""

    code = serializers.CharField()

    class Meta:
        model = Place
        fields = ["code", "name"]


class HandlerSerializer(serializers.ModelSerializer):
    """A colleague; `username` is what `hand_over` takes."""

    username = serializers.CharField()
    name = serializers.CharField(source="display_name")

    class Meta:
        model = Staff
        fields = ["username", "name"]


class RowSerializer(serializers.ModelSerializer):
    """One row of the queue."""

    stage = serializers.ChoiceField(Stage.choices)
    urgency = serializers.ChoiceField(Urgency.choices)
    place = PlaceSerializer(allow_null=True)
    unit = UnitSerializer()
    handler = HandlerSerializer(allow_null=True)
    due_at = serializers.SerializerMethodField(help_text="最紧的时限；没有时限时为空")

    class Meta:
        model = Complaint
        fields = [
            "code", "stage", "urgency", "category", "title", "place", "unit", "handler", "due_at", "pressing_kind", "filed_at"
        ]  # fmt: skip

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, case: Complaint) -> str | None:
        return serializers.DateTimeField().to_representation(case.pressing_at) if case.pressing_kind else None


class PageSerializer(serializers.Serializer):
    """A page of the queue."""

    results = RowSerializer(many=True)
    next = serializers.URLField(allow_null=True)


NUMBERS_OF_OTHERS = frozenset({"reference"})  # by which another house is asked: no number of a person


class EntrySerializer(serializers.ModelSerializer):
    """One entry of the timeline."""

    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    by = serializers.SerializerMethodField(help_text="谁做的")
    unit = serializers.CharField(source="unit.name", default=None, allow_null=True, help_text="这个人的单位")
    sentence = serializers.SerializerMethodField(help_text="居民读到的一句话，内部记录为空")
    details = serializers.SerializerMethodField()

    class Meta:
        model = TimelineEntry
        fields = ["id", "seq", "kind", "label", "at", "by", "unit", "stage_from", "stage_to", "sentence", "details"]

    def get_label(self, entry: TimelineEntry) -> str:
        return ACTIONS[entry.kind].label

    def get_by(self, entry: TimelineEntry) -> str:
        return entry.staff.display_name if entry.staff else WHO.get(entry.actor_kind, "")

    def get_sentence(self, entry: TimelineEntry) -> str:
        return selectors.said(entry)

    def get_details(self, entry: TimelineEntry) -> dict[str, Any]:
        body: Any = entry.body
        return {
            name: mask_text(value) if isinstance(value, str) and name not in NUMBERS_OF_OTHERS else value
            for name, value in body.items()
            if name not in NOT_A_DETAIL
        }


class CaseSerializer(RowSerializer):
    """One case, with its timeline and what the caller may do now. `promises`, `timeline`, `allowed` are set by the view."""

    stage_label = serializers.CharField(source="get_stage_display")
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    nature = serializers.ChoiceField(Nature.choices)
    identity = serializers.ChoiceField(Identity.choices)
    name = serializers.CharField(source="masked_name")
    phone = serializers.CharField(source="masked_phone", help_text="已脱敏")
    closing_kind = serializers.ChoiceField(ClosingKind.choices, allow_blank=True)
    suspended_cause = serializers.CharField(allow_blank=True, help_text="挂账原因，没有挂账时为空")
    supervised = serializers.CharField(allow_blank=True, help_text="督办等级 normal、yellow、red，没有督办时为空")
    promises = OpenPromiseSerializer(many=True)
    timeline = EntrySerializer(many=True)
    allowed = serializers.ListField(child=serializers.CharField(), help_text="现在可以做的操作")
    check = serializers.CharField(source="short_head", help_text="底账校验码")

    class Meta(RowSerializer.Meta):
        fields = [
            *RowSerializer.Meta.fields, "stage_label", "source", "nature", "reasons", "identity", "text", "name", "phone",
            "accepted_at", "claimed_at", "first_contact_at", "dispatched_at", "arrived_at", "closed_at", "closing_kind", "result", "round", "extensions",
            "extension_due_at", "suspended_until", "suspended_cause", "came_from", "unacknowledged", "supervised", "supervision_due_at", "staff_urges", "instructed",
            "promises", "timeline", "allowed", "check",
        ]  # fmt: skip


class PhotoSerializer(serializers.Serializer):
    """One photo on its way."""

    files = serializers.FileField(help_text="一张照片")


class HeldSerializer(serializers.Serializer):
    """Where it waits."""

    held = serializers.CharField(help_text="写进操作的 photos，一天内有效")


class AnswerSerializer(serializers.Serializer):
    """The answer to one command of an outbox: an entry, or an error."""

    client_key = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField([("done", "已办"), ("repeated", "以前已办"), ("refused", "没有办成")])
    code = serializers.CharField(allow_null=True)
    stage = serializers.CharField(allow_null=True)
    entry = serializers.IntegerField(allow_null=True)
    error = ErrorBody(allow_null=True)
