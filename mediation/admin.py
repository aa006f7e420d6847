"""Organisations, rooms and mediators for those who keep them; mediations, sessions and agreements to look at.

What `perform` rules is read-only here. Names and telephones of parties are masked, what they agreed on is not shown: only
those who mediate open that.
"""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from binan.kit.masking import mask_name
from mediation.models import Agreement, Booking, Mediation, MediationEntry, Mediator, Organisation, Party, Room
from mediation.workflow import Stage

PAGE = 50


class HouseAdmin(admin.ModelAdmin):
    """What the lists of this app share."""

    list_per_page = PAGE
    show_full_result_count = False


class Watched:
    """To look at only."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class RoomInline(admin.TabularInline):
    model = Room
    extra = 0


class MediatorInline(admin.TabularInline):
    model = Mediator
    extra = 0
    autocomplete_fields = ("staff",)


@admin.register(Organisation)
class OrganisationAdmin(HouseAdmin):
    list_display = ("name", "regime", "unit", "phone", "active")
    list_filter = ("regime", "active")
    search_fields = ("name",)
    autocomplete_fields = ("unit",)
    list_select_related = ("unit",)
    inlines = (RoomInline, MediatorInline)


@admin.register(Room)
class RoomAdmin(HouseAdmin):
    list_display = ("name", "organisation", "place", "seats", "opens", "closes", "active")
    list_filter = ("organisation", "active")
    search_fields = ("name", "place")
    list_select_related = ("organisation",)


@admin.register(Mediator)
class MediatorAdmin(HouseAdmin):
    list_display = ("staff", "organisation", "active")
    list_filter = ("organisation", "active")
    search_fields = ("staff__username", "staff__display_name")
    autocomplete_fields = ("staff",)
    list_select_related = ("staff", "organisation")


class PartyInline(Watched, admin.TabularInline):
    model = Party
    fields = ("side", "who", "number", "answer", "way", "answered_at", "notice_version", "may_name_complainant")
    readonly_fields = fields
    extra = 0

    @admin.display(description="称呼")
    def who(self, party: Party) -> str:
        return mask_name(party.name)

    @admin.display(description="电话")
    def number(self, party: Party) -> str:
        return party.masked_phone


class EntryInline(Watched, admin.TabularInline):
    model = MediationEntry
    fields = ("at", "what", "side", "stages", "staff")
    readonly_fields = fields
    extra = 0

    @admin.display(description="动作")
    def what(self, entry: MediationEntry) -> str:
        return entry.label

    @admin.display(description="阶段")
    def stages(self, entry: MediationEntry) -> str:
        before, after = (Stage(stage).label if stage else "" for stage in (entry.stage_from, entry.stage_to))
        return f"{before} → {after}" if before and before != after else after


@admin.register(Mediation)
class MediationAdmin(Watched, HouseAdmin):
    list_display = ("code", "complaint", "stage", "kind", "organisation", "mediator", "accepted_at", "outcome")
    list_filter = ("stage", "organisation", "origin")
    search_fields = ("=code", "=complaint__code")
    list_select_related = ("complaint", "organisation", "mediator__staff")
    exclude = ("client_key",)
    inlines = (PartyInline, EntryInline)


@admin.register(Booking)
class BookingAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "room", "mediator", "starts_at", "ends_at", "state")
    list_filter = ("state", "room")
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation", "room", "mediator__staff")
    ordering = ("-id",)


@admin.register(Agreement)
class AgreementAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "form", "reached_at", "effective_at")
    list_filter = ("form",)
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation",)
    fields = ("mediation", "form", "reached_at", "effective_at")
