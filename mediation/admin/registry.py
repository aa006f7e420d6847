"""Organisations, rooms and mediators for those who keep them, by hand or by sheets."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from binan.kit.exchange import Exchange
from mediation import registry, roster
from mediation.admin.forms import InterestForm, MediatorForm, MembersFormSet, OrganisationForm, RoomForm
from mediation.admin.house import HouseAdmin
from mediation.admin.sheets import MediatorSheet, MemberSheet, OrganisationSheet, RoomSheet, TrainingSheet
from mediation.models import Closure, Interest, Mediator, Member, Organisation, Room, Training
from mediation.services import seals

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MemberInline(admin.TabularInline):
    model = Member
    formset = MembersFormSet
    extra = 0
    fields = ("number", "name", "office", "woman", "staff")
    autocomplete_fields = ("staff",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **more)
        if db_field.name == "name" and field:
            field.widget = AdminTextInputWidget()
        return field


@admin.register(Organisation)
class OrganisationAdmin(Exchange, HouseAdmin):
    form = OrganisationForm
    resource_classes = (OrganisationSheet,)
    list_display = ("name", "regime", "tier", "unit", "phone", "committee", "term", "active")
    list_filter = ("regime", "tier", "active")
    search_fields = ("name", "key")
    autocomplete_fields = ("unit",)
    list_select_related = ("unit",)
    inlines = (MemberInline,)
    readonly_fields = ("sealed",)
    import_export_change_list_template = "mediation/admin_organisations.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("members")

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if picture := form.cleaned_data.get("picture"):
            seals.keep(obj, picture)

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            path("roster/", guard(self.roster), name="mediation_organisation_roster"),
            path("<int:pk>/seal/", guard(self.seal), name="mediation_organisation_seal"),
            *super().get_urls(),
        ]

    def roster(self, request: HttpRequest) -> HttpResponse:
        """The roster for the bureau of justice (art. 10)."""
        today = timezone.localdate()
        answer = HttpResponse(roster.book(today), content_type=XLSX)
        answer["Content-Disposition"] = content_disposition_header(True, f"调解组织和调解员名册{today:%Y%m%d}.xlsx")
        return answer

    def seal(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The picture of its seal."""
        organisation = self.get_object(request, str(pk))
        picture = registry.seal(organisation) if organisation else None
        if picture is None:
            raise Http404
        return HttpResponse(picture, content_type="image/png")

    @admin.display(description="现在的印章")
    def sealed(self, obj: Organisation) -> str:
        if not obj.seal:
            return "还没有上传"
        address = reverse("admin:mediation_organisation_seal", args=[obj.pk])
        return format_html('<img src="{}" alt="{}的印章" width="120">', address, obj)

    @admin.display(description="委员会")
    def committee(self, obj: Organisation) -> str:
        count = len(obj.members.all())
        if not obj.is_free:
            return "不用设"
        return "".join(registry.faults(obj)) or f"{count} 名委员" if count else "还没有登记委员"

    @admin.display(description="本届期满", ordering="term_began")
    def term(self, obj: Organisation) -> str:
        return f"{obj.term_ends:%Y-%m-%d}" if obj.term_ends else ""


@admin.register(Member)
class MemberAdmin(Exchange, HouseAdmin):
    """To look at and as a sheet; by hand they are changed with their organisation, where the whole committee is seen."""

    resource_classes = (MemberSheet,)
    list_display = ("organisation", "number", "office", "woman", "staff")
    list_filter = ("organisation", "office")
    list_select_related = ("organisation", "staff")
    fields = ("organisation", "number", "office", "woman", "staff")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


class ClosureInline(admin.TabularInline):
    model = Closure
    extra = 0


@admin.register(Room)
class RoomAdmin(Exchange, HouseAdmin):
    form = RoomForm
    resource_classes = (RoomSheet,)
    list_display = ("name", "organisation", "place", "seats", "wheelchair", "open_hours", "active")
    list_filter = ("organisation", "wheelchair", "active")
    search_fields = ("name", "place", "key")
    list_select_related = ("organisation",)
    inlines = (ClosureInline,)

    @admin.display(description="开放时间")
    def open_hours(self, obj: Room) -> str:
        return obj.hours_said


class InterestInline(admin.TabularInline):
    model = Interest
    form = InterestForm
    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **more: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **more)
        if db_field.name == "name" and field:
            field.widget = AdminTextInputWidget()
        return field


class TrainingInline(admin.TabularInline):
    model = Training
    extra = 0


@admin.register(Mediator)
class MediatorAdmin(Exchange, HouseAdmin):
    form = MediatorForm
    resource_classes = (MediatorSheet,)
    list_display = ("staff", "organisation", "engagement", "full_time", "per_day", "at_once", "hours", "active")
    list_filter = ("organisation", "full_time", "active")
    search_fields = ("staff__username", "staff__display_name")
    autocomplete_fields = ("staff",)
    list_select_related = ("staff", "organisation")
    inlines = (InterestInline, TrainingInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("trainings")

    @admin.display(description="近一年培训学时")
    def hours(self, obj: Mediator) -> str:
        return registry.trained(obj, timezone.localdate())


@admin.register(Training)
class TrainingAdmin(Exchange, HouseAdmin):
    resource_classes = (TrainingSheet,)
    list_display = ("mediator", "day", "subject", "hours")
    search_fields = ("subject", "mediator__staff__display_name")
    list_select_related = ("mediator__staff",)
    date_hierarchy = "day"
    autocomplete_fields = ("mediator",)
