"""Mediations, sessions and agreements to look at.

What `perform` rules is read-only here. Names and telephones of parties are masked, what they agreed on is not shown: only
those who mediate open that.
"""

from __future__ import annotations

from django.contrib import admin

from binan.kit.masking import mask_name
from mediation.admin.house import HouseAdmin, Watched
from mediation.models import (
    Agreement,
    Booking,
    Feed,
    Mediation,
    MediationEntry,
    Offer,
    Option,
    Party,
    PartyTime,
    Reservation,
)
from mediation.workflow import Stage


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


@admin.register(Reservation)
class ReservationAdmin(Watched, HouseAdmin):
    list_display = ("__str__", "starts_at", "ends_at", "state", "hold_until", "booking")
    list_filter = ("state",)
    list_select_related = ("booking__room",)
    ordering = ("-id",)


class OptionInline(Watched, admin.TabularInline):
    model = Option
    fields = ("starts_at", "ends_at", "room", "mediator", "gone")
    readonly_fields = fields
    extra = 0


@admin.register(Offer)
class OfferAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "state", "how", "made_at", "until", "made_by")
    list_filter = ("state",)
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation", "made_by")
    fields = ("mediation", "state", "how", "made_at", "until", "made_by", "asked_by")
    inlines = (OptionInline,)


@admin.register(PartyTime)
class PartyTimeAdmin(Watched, HouseAdmin):
    list_display = ("party", "day", "part", "can")
    list_select_related = ("party",)


@admin.register(Feed)
class FeedAdmin(Watched, HouseAdmin):
    """Which feeds there are; the secret address is on the page of those who opened it."""

    list_display = ("__str__", "made_by", "made_at", "revoked_at")
    list_select_related = ("room", "mediator__staff", "made_by")
    fields = ("room", "mediator", "made_by", "made_at", "revoked_at")


@admin.register(Agreement)
class AgreementAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "form", "reached_at", "effective_at")
    list_filter = ("form",)
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation",)
    fields = ("mediation", "form", "reached_at", "effective_at")
