"""Rows the house writes itself: to look at."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from governance.admin.house import HouseAdmin, WithinFilter
from governance.models import (
    HandoverNote,
    Presence,
    StaffSession,
    StationHour,
    Swap,
)  # fmt: skip


class RecordAdmin(HouseAdmin):
    """What the house writes itself: to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Swap)
class SwapAdmin(RecordAdmin):
    list_display = ("duty", "giver", "to", "taker", "state", "offered_at", "decided_at", "decided_by")
    list_filter = ("state", "offered_at")
    list_select_related = ("duty__unit", "duty__staff", "giver", "to", "taker", "decided_by")


@admin.register(HandoverNote)
class HandoverNoteAdmin(RecordAdmin):
    """Who wrote for whom, and who has seen it; what it says about cases is read by those who work there."""

    list_display = ("unit", "staff", "written_at", "seen_by", "seen_at")
    fields = ("unit", "staff", "duty", "written_at", "seen_by", "seen_at")
    list_filter = (WithinFilter, "written_at")
    list_select_related = ("unit", "staff", "seen_by")


@admin.register(StaffSession)
class StaffSessionAdmin(RecordAdmin):
    list_display = ("staff", "device", "since", "seen_at", "ended_at", "ended_why")
    list_filter = ("ended_why", "since")
    list_select_related = ("staff",)
    search_fields = ("staff__username", "staff__display_name")
    search_help_text = "用户名或姓名"


@admin.register(StationHour)
class StationHourAdmin(RecordAdmin):
    list_display = ("unit", "hour", "arrivals", "measured_at")
    list_filter = (WithinFilter,)
    list_select_related = ("unit",)


@admin.register(Presence)
class PresenceAdmin(RecordAdmin):
    """To look at: a state is what somebody did, not what somebody else writes."""

    list_display = ("staff", "state", "since", "calling_until", "seen_at")
    list_filter = ("state",)
    list_select_related = ("staff",)
    search_fields = ("staff__username", "staff__display_name")
    search_help_text = "用户名或姓名"
