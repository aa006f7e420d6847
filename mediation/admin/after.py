"""What follows a mediation, to look at; the monthly reports of prevention. What revisits and courts wrote stays sealed here."""

from __future__ import annotations

from django.contrib import admin

from mediation.admin.house import HouseAdmin, Watched
from mediation.models import Claim, Confirmation, ConfirmationWish, Lawsuit, Mandate, Prevention, Revisit


@admin.register(Revisit)
class RevisitAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "due_on", "reason", "performance", "satisfaction", "escalating", "done_at", "by")
    list_filter = ("reason", "performance", "satisfaction", "escalating")
    search_fields = ("=mediation__code",)
    list_select_related = ("mediation", "by")
    fields = ("mediation", "due_on", "reason", "way", "performance", "satisfaction", "escalating", "done_at", "by")


class WishInline(Watched, admin.TabularInline):
    model = ConfirmationWish
    fields = ("party", "way", "at", "recorded_by")
    readonly_fields = fields
    extra = 0


@admin.register(Confirmation)
class ConfirmationAdmin(Watched, HouseAdmin):
    list_display = ("agreement", "filed_on", "court", "number", "ruling", "ruled_on")
    list_filter = ("ruling",)
    search_fields = ("=agreement__mediation__code", "number")
    list_select_related = ("agreement__mediation",)
    fields = ("agreement", "filed_on", "court", "number", "ruling", "ruled_on")
    inlines = (WishInline,)


@admin.register(Lawsuit)
class LawsuitAdmin(Watched, HouseAdmin):
    list_display = ("mediation", "court", "number", "filed_on", "withdrawn_on", "recorded_by")
    search_fields = ("=mediation__code", "number")
    list_select_related = ("mediation", "recorded_by")


@admin.register(Prevention)
class PreventionAdmin(Watched, HouseAdmin):
    """Typed on the page 排查预防月报, which checks the numbers and keeps who wrote them."""

    list_display = ("organisation", "month", "rounds", "found", "prevented", "entered_by", "entered_at")
    list_filter = ("organisation",)
    list_select_related = ("organisation", "entered_by")


@admin.register(Claim)
class ClaimAdmin(Watched, HouseAdmin):
    list_display = ("party", "amount", "recorded_by", "recorded_at")
    search_fields = ("=party__mediation__code",)
    list_select_related = ("party", "recorded_by")


@admin.register(Mandate)
class MandateAdmin(Watched, HouseAdmin):
    list_display = ("party", "representative", "may_settle", "given_at", "accepted_at", "ended_at")
    search_fields = ("=party__mediation__code",)
    list_select_related = ("party", "representative")
