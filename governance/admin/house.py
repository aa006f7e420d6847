"""What the pages of the admin share: who sees which rows, and how lists look."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from governance.levels import Level
from governance.selectors import at_level
from governance.shifts import YEARS

PAGE = 50  # rows; with a tick box each they stay below DATA_UPLOAD_MAX_NUMBER_FIELDS


class WithinFilter(admin.SimpleListFilter):
    """A district, a subdistrict or a community, and everything below it; `path` leads from the row to its unit."""

    title = "所属街道"
    parameter_name = "within"
    path = "unit"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(unit.pk), unit.name) for unit in at_level(Level.SUBDISTRICT)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not (self.value() or "").isdigit():
            return queryset
        up = [f"{self.path}__" * bool(self.path) + "parent__" * steps + "pk" for steps in range(3)]
        found = Q()
        for lookup in up:
            found |= Q(**{lookup: self.value()})
        return queryset.filter(found)


class UnitWithinFilter(WithinFilter):
    path = ""


class HouseAdmin(admin.ModelAdmin):
    """What the lists of this app share."""

    list_per_page = PAGE
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False


class ComingForm(forms.ModelForm):
    """Something with a beginning and an end, both still to come: what has begun by now begins now."""

    def clean(self) -> dict[str, Any]:
        given, now = super().clean() or {}, timezone.now()
        begin, end = given.get("starts_at"), given.get("ends_at")
        if end and end.year not in YEARS:
            raise forms.ValidationError("结束日期不对。")
        if begin and end and end <= now:
            raise forms.ValidationError("结束时间已经过去了。过去谁在班上，不能补记也不能改。")
        if begin and end:
            given["starts_at"] = max(begin, now)
        return given


class ComingAdmin(HouseAdmin):
    """Rows that may be changed until they begin: the replay of a case reads who was there at any past minute. One that runs is
    ended on the roster page."""

    form = ComingForm

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _begun(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _begun(obj)


def _begun(row: Any) -> bool:
    return row is not None and row.starts_at <= timezone.now()
