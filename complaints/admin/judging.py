"""What residents were asked afterwards and who looked at their numbers, for those who keep the system: read-only, without links, words and fingerprints."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from complaints.admin.records import Keyless, RecordAdmin
from complaints.models import Appeal, Closing, Flag, Rating, Revisit, SampleDraw, StaffTrace


@admin.register(Closing)
class ClosingAdmin(RecordAdmin):
    list_display = ("case", "round", "at", "kind", "unit", "handler", "evidence")
    fields = readonly_fields = ("case", "round", "at", "kind", "unit", "handler", "evidence")
    list_filter = ("kind",)
    list_select_related = ("unit", "handler")
    hidden = ("no_evidence",)


@admin.register(Rating)
class RatingAdmin(RecordAdmin):
    list_display = ("case", "round", "unit", "handler", "invited_at", "rated_at", "expired_at", "choice")
    fields = readonly_fields = (
        "case", "round", "unit", "handler", "invited_at", "rated_at", "expired_at", "choice", "excluded"
    )  # fmt: skip
    list_filter = ("choice", "excluded")
    list_select_related = ("unit", "handler")
    hidden = ("token", "comment")


@admin.register(Revisit)
class RevisitAdmin(RecordAdmin):
    list_display = ("case", "round", "reason", "unit", "due_at", "done_at", "by", "outcome", "mark")
    fields = readonly_fields = (
        "case", "round", "reason", "unit", "opened_at", "due_at", "chased_at", "tries", "done_at", "void_at", "by", "outcome", "mark"
    )  # fmt: skip
    list_filter = ("reason", "outcome")
    list_select_related = ("unit", "by")
    hidden = ("words",)


class OfRating(RecordAdmin):
    """Rows that hang on a rating: found by its case."""

    to_case = "rating__complaint__"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.shown(admin.ModelAdmin.get_queryset(self, request))
        return rows.select_related("rating__complaint").defer(*self.hidden)

    @admin.display(description="受理编号")
    def case(self, row: Any) -> str:
        return row.rating.complaint.code


@admin.register(Appeal)
class AppealAdmin(OfRating):
    list_display = ("case", "unit", "by", "at", "decided_by", "decided_at", "upheld")
    fields = readonly_fields = ("case", "unit", "by", "at", "decided_by", "decided_at", "upheld")
    list_filter = ("upheld",)
    list_select_related = ("unit", "by", "decided_by")
    hidden = ("reason", "answer")


@admin.register(Flag)
class FlagAdmin(OfRating):
    list_display = ("case", "rule", "at")
    fields = readonly_fields = ("case", "rule", "at")
    list_filter = ("rule",)
    hidden = ()


@admin.register(SampleDraw)
class SampleDrawAdmin(Keyless):
    list_display = ("week", "subdistrict", "population", "picked", "at", "seed")
    fields = readonly_fields = ("week", "subdistrict", "population", "picked", "at", "seed")
    list_select_related = ("subdistrict",)


@admin.register(StaffTrace)
class StaffTraceAdmin(Keyless):
    list_display = ("kind", "seen_on")
    fields = readonly_fields = ("kind", "seen_on")
