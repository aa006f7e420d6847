"""Units, places, people, posts and duty for those who keep them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.authtoken import admin as token_admin
from rest_framework.authtoken.models import TokenProxy

from governance.admin import places, records
from governance.admin.house import ComingAdmin, ComingForm, HouseAdmin, UnitWithinFilter, WithinFilter
from governance.models import (
    Absence,
    Duty,
    Post,
    Shift,
    Staff,
    Unit,
    Workday,
)  # fmt: skip
from governance.selectors.roster import duties
from governance.services import revoke_api_tokens
from governance.shifts import Span

PAGE = 50  # rows; with a tick box each they stay below DATA_UPLOAD_MAX_NUMBER_FIELDS

# Rights come from posts, not from groups; and nobody reads another's key to the API off a screen.
admin.site.unregister(Group)
assert token_admin and records and places  # they register themselves when they are imported
admin.site.unregister(TokenProxy)


@admin.register(Unit)
class UnitAdmin(HouseAdmin):
    list_display = ("name", "level", "parent", "key", "stat_code", "kind", "phone", "verified", "valid_to")
    list_filter = ("level", UnitWithinFilter, "kind", "verified")
    list_select_related = ("parent",)
    search_fields = ("name", "key", "stat_code")
    search_help_text = "名称、内部编码或统计用区划代码"
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """The key is for ever: imports and partners know a unit by it."""
        return ("key",) if obj else ()


class PostInline(admin.TabularInline):
    model = Post
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(Staff)
class StaffAdmin(UserAdmin):
    list_display = ("username", "display_name", "post_names", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "posts__role")
    list_per_page = PAGE
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    search_fields = ("username", "display_name")
    search_help_text = "用户名或姓名"
    ordering = ("username",)
    filter_horizontal = ()
    inlines = (PostInline,)
    actions = ("revoke",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "mobile", "email")}),
        ("状态", {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "display_name", "mobile", "usable_password", "password1", "password2")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        return super().get_queryset(request).prefetch_related("posts__unit")

    @admin.action(description="收回接口令牌")
    def revoke(self, request: HttpRequest, queryset: QuerySet[Staff]) -> None:
        """A lost tablet, a program that is not used any more."""
        count = revoke_api_tokens(queryset)
        self.message_user(request, f"收回了 {count} 个令牌，要用的人需要重新登录取得。")

    @admin.display(description="岗位")
    def post_names(self, staff: Staff) -> str:
        return "、".join(str(post) for post in staff.posts.all())


@admin.register(Post)
class PostAdmin(HouseAdmin):
    list_display = ("staff", "role", "unit")
    list_filter = ("role", WithinFilter)
    list_select_related = ("staff", "unit")
    search_fields = ("staff__username", "staff__display_name", "unit__name")
    search_help_text = "用户名、姓名或单位"
    autocomplete_fields = ("staff", "unit")


class DutyForm(ComingForm):
    """A duty as the admin types it; the same clash is refused here as on the roster."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        staff, begin, end = (given.get(name) for name in ("staff", "starts_at", "ends_at"))
        if staff and begin and end and begin < end:
            clash = [duty for duty in duties(window=Span(begin, end), people=[staff.pk]) if duty.pk != self.instance.pk]
            if clash:
                raise forms.ValidationError(f"{staff}这段时间已经在{clash[0].unit}值班，请先改那一个。")
        return given


@admin.register(Duty)
class DutyAdmin(ComingAdmin):
    list_display = ("unit", "staff", "shift", "starts_at", "ends_at")
    form = DutyForm
    list_filter = (WithinFilter, "starts_at")
    list_select_related = ("staff", "unit", "shift")
    search_fields = ("staff__username", "staff__display_name", "unit__name")
    search_help_text = "用户名、姓名或单位"
    autocomplete_fields = ("staff", "unit", "shift")
    ordering = ("-starts_at",)


@admin.register(Shift)
class ShiftAdmin(HouseAdmin):
    list_display = ("unit", "name", "begins", "ends", "needed")
    list_filter = (WithinFilter,)
    list_select_related = ("unit",)
    search_fields = ("name", "unit__name")
    search_help_text = "班次或单位"
    autocomplete_fields = ("unit",)


@admin.register(Absence)
class AbsenceAdmin(ComingAdmin):
    list_display = ("staff", "kind", "starts_at", "ends_at", "noted_by", "noted_at")
    list_filter = ("kind", "starts_at")
    list_select_related = ("staff", "noted_by")
    search_fields = ("staff__username", "staff__display_name")
    search_help_text = "用户名或姓名"
    autocomplete_fields = ("staff", "noted_by")


@admin.register(Workday)
class WorkdayAdmin(HouseAdmin):
    """Entered once a year, when the notice of 国务院办公厅 is out (October or November)."""

    list_display = ("date", "kind", "source", "confirmed")
    list_filter = ("kind", "confirmed")
    list_editable = ("confirmed",)
    date_hierarchy = "date"
    search_fields = ("source",)
