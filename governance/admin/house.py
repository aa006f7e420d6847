"""What the pages of the admin share: who sees which rows, and how lists look."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from governance.levels import Level
from governance.selectors import at_level

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
