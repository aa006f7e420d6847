"""Cases for those who keep the system: read-only and masked.

Only `perform` changes a case, and the timeline is append-only; so nothing here adds, changes or deletes. What a resident
wrote and said stays sealed: staff read it at the desk, where each look has its reason.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from binan.kit import crypto, phones
from binan.kit.errors import Refused
from complaints.admin import judging, phrases, running, terms, together
from complaints.admin.records import PromiseFilter, ReadOnly, RecordAdmin, StageFilter, SubdistrictFilter
from complaints.models import (
    AssistTask,
    Attachment,
    Call,
    Complaint,
    Deadline,
    SourceRef,
    Supervision,
    TimelineEntry,
)
from complaints.models.marks import PHONE
from complaints.promises import PROMISES
from complaints.selectors import NOT_IN_A_ROW
from complaints.workflow import ACTIONS, Stage

WHO = {"staff": "工作人员", "resident": "居民", "system": "系统"}


class RowsInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False
    show_change_link = False


class TimelineInline(RowsInline):
    model = TimelineEntry
    ordering = ("seq",)
    fields = readonly_fields = ("at", "action", "stages", "who", "unit", "receipt")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TimelineEntry]:
        return super().get_queryset(request).select_related("staff", "unit").defer("body")

    @admin.display(description="动作")
    def action(self, entry: TimelineEntry) -> str:
        return ACTIONS[entry.kind].label

    @admin.display(description="阶段")
    def stages(self, entry: TimelineEntry) -> str:
        before, after = (Stage(stage).label if stage else "" for stage in (entry.stage_from, entry.stage_to))
        return f"{before} → {after}" if before and before != after else after

    @admin.display(description="谁")
    def who(self, entry: TimelineEntry) -> str:
        return str(entry.staff or WHO.get(entry.actor_kind, ""))

    @admin.display(description="底账校验码")
    def receipt(self, entry: TimelineEntry) -> str:
        return entry.hash[:12]


TIMES = ("opened_at", "due_at", "met_at", "missed_at", "void_at", "paused_at", "version")


class PromiseName:
    @admin.display(description="承诺")
    def promise(self, row: Deadline) -> str:
        return PROMISES[row.kind].label


class DeadlineInline(PromiseName, RowsInline):
    model = Deadline
    fields = readonly_fields = ("promise", "round", *TIMES)


@admin.register(Complaint)
class ComplaintAdmin(RecordAdmin):
    list_display = ("code", "title", "stage", "urgency", "unit", "handler", "source", "filed_at", "pressing_at")
    list_filter = (StageFilter, "lane", "urgency", SubdistrictFilter, "source", "nature")
    search_help_text = "完整的受理编号，或完整的联系电话"
    to_case = ""
    inlines = (DeadlineInline, TimelineInline)
    fieldsets = (
        (None, {"fields": ("code", "title", "stage", "urgency", "category", "nature", "source")}),
        ("人", {"fields": ("identity", "masked_name", "masked_phone", "notice_version", "staff_filed")}),
        ("单位", {"fields": ("place", "unit", "subdistrict", "community", "grid", "handler", "last_handler")}),
        ("经过", {"fields": (
            "filed_at", "accepted_at", "claimed_at", "first_contact_at", "dispatched_at", "arrived_at", "closed_at", "closing_kind",
            "contact_tries", "send_backs", "round", "urged_at", "extensions", "extension_due_at",
            "suspended_until", "suspended_cause", "came_from", "unacknowledged",
        )}),
        ("底账", {"fields": ("seq", "head")}),
    )  # fmt: skip
    readonly_fields = ("masked_name", "masked_phone")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Complaint]:
        rows = self.shown(admin.ModelAdmin.get_queryset(self, request))
        return rows.select_related("unit", "handler").defer(*NOT_IN_A_ROW)

    def found(self, typed: str) -> Q:
        """A number, or a telephone by its blind index under every key in use."""
        try:
            return super().found(typed) | Q(phone_key__in=crypto.blinds(phones.parse(typed), PHONE))
        except Refused:
            return super().found(typed)

    @admin.display(description="称呼")
    def masked_name(self, case: Complaint) -> str:
        return case.masked_name

    @admin.display(description="联系电话")
    def masked_phone(self, case: Complaint) -> str:
        return case.masked_phone


@admin.register(Deadline)
class DeadlineAdmin(PromiseName, RecordAdmin):
    list_display = ("case", "promise", "round", *TIMES)
    fields = readonly_fields = ("case", "promise", "round", *TIMES)
    list_filter = (PromiseFilter, ("missed_at", admin.EmptyFieldListFilter))
    hidden = ("plan",)


@admin.register(AssistTask)
class AssistTaskAdmin(RecordAdmin):
    list_display = ("case", "unit", "state", "asked_at", "due_at", "missed_at", "ended_at")
    fields = readonly_fields = ("case", "number", "unit", "state", "asked_at", "due_at", "missed_at", "ended_at")
    list_filter = ("state",)
    list_select_related = ("unit",)
    hidden = ()


@admin.register(Call)
class CallAdmin(RecordAdmin):
    list_display = ("case", "staff", "at", "outcome")
    fields = readonly_fields = ("case", "staff", "at", "outcome")
    list_filter = ("outcome",)
    list_select_related = ("staff",)
    hidden = ("summary",)


@admin.register(Supervision)
class SupervisionAdmin(RecordAdmin):
    """Points may be looked at here; only the level that issued a supervision takes it back, at the desk."""

    list_display = ("case", "unit", "grade", "points", "at", "due_at", "answered_at", "lifted_at")
    list_filter = ("grade",)
    hidden = ("reason", "requirement", "answer", "lift_reason")
    fields = readonly_fields = (
        "case", "round", "unit", "level", "grade", "card", "points", "issued_by", "at", "due_at", "raised_at",
        "answered_by", "answered_at", "lifted_by", "lifted_at",
    )  # fmt: skip
    list_select_related = ("unit",)


@admin.register(Attachment)
class AttachmentAdmin(RecordAdmin):
    list_display = ("case", "at", "kind", "by_resident", "size", "retention", "gone_at")
    fields = readonly_fields = (
        "case", "at", "kind", "by_resident", "media_type", "size", "width", "height", "seconds", "retention", "gone_at", "file",
        "sha256",
    )  # fmt: skip
    list_filter = ("kind", "by_resident")
    hidden = ("transcript",)


@admin.register(SourceRef)
class SourceRefAdmin(RecordAdmin):
    list_display = ("case", "source", "external_id")
    fields = readonly_fields = ("case", "source", "external_id")
    list_filter = ("source",)
    search_help_text = "完整的受理编号，或完整的外部编号"
    hidden = ()

    def found(self, typed: str) -> Q:
        return super().found(typed) | Q(external_id=typed.strip())


__all__ = ["judging", "phrases", "running", "terms", "together"]  # they register their own lists when they are imported
