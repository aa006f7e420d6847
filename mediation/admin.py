"""Organisations, rooms and mediators for those who keep them; mediations, sessions and agreements to look at.

What `perform` rules is read-only here. Names and telephones of parties are masked, what they agreed on is not shown: only
those who mediate open that.
"""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from binan.kit.masking import mask_name
from governance.models import Staff
from mediation.models import (
    Agreement,
    Article,
    Booking,
    Law,
    LayWord,
    Mediation,
    MediationEntry,
    Mediator,
    Organisation,
    Party,
    Question,
    Room,
    Shelf,
)
from mediation.services import law_words
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


class ArticleInline(admin.TabularInline):
    model = Article
    extra = 0
    fields = ("number", "sub", "title", "topic", "plain")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Law)
class LawAdmin(Watched, HouseAdmin):
    """Laws come from files (`manage.py import_law`): to look at only."""

    list_display = ("name", "level", "version", "in_force", "repealed", "successor", "checked_on")
    list_filter = ("level",)
    search_fields = ("name",)
    list_select_related = ("successor",)
    inlines = (ArticleInline,)


@admin.register(LayWord)
class LayWordAdmin(HouseAdmin):
    """The map from everyday words: the tick is the reviewer's, with her name and the time."""

    list_display = ("word", "legal", "approved", "source", "approved_by", "approved_at")
    list_filter = ("approved", "source")
    search_fields = ("word", "legal")
    list_select_related = ("approved_by",)
    fields = ("word", "legal", "approved", "source", "approved_by", "approved_at")
    readonly_fields = ("source", "approved_by", "approved_at")

    def save_model(self, request: HttpRequest, obj: LayWord, form: ModelForm, change: bool) -> None:
        law_words.tick(obj, staff=cast(Staff, request.user), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LayWord]) -> None:
        law_words.remove(queryset)


@admin.register(Question)
class QuestionAdmin(Watched, HouseAdmin):
    """The words of the question are for reviewers, on their own page."""

    list_display = ("at", "why", "end", "settled_by", "word")
    list_filter = ("why", "end")
    list_select_related = ("settled_by", "word")
    fields = ("why", "at", "end", "settled_at", "settled_by", "word")


@admin.register(Shelf)
class ShelfAdmin(Watched, HouseAdmin):
    list_display = ("version", "digest", "imported_at")
