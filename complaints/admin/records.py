"""What the lists of growing tables share: as fast with a hundred thousand rows as with ten, and only to look at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.functional import cached_property

from binan.kit import codes
from complaints.models.complaint import Lane
from complaints.objections import CLOSED_CATEGORIES
from complaints.promises import PROMISES
from complaints.selectors import NOT_IN_A_ROW
from complaints.workflow import OPEN, Stage
from governance.levels import Level
from governance.selectors import at_level

PAGE, PAGES = 50, 20


class CappedPaginator(Paginator):
    """Counts no further than its last page: older rows are found by filter and search, never by leafing."""

    @cached_property
    def count(self) -> int:
        """How many rows there are to leaf through."""
        rows: QuerySet = self.object_list  # type: ignore[assignment]
        return len(rows.order_by().values_list("pk")[: PAGE * PAGES])


class NewestFirst(ChangeList):
    """A list in the order of its key, whatever column the address asks for."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[str | Combinable]:
        return ["-id"]


class ReadOnly:
    """Looking, with the right to look, and nothing else."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RecordAdmin(ReadOnly, admin.ModelAdmin):
    """A growing table: newest first by its key, counted to a cap, sorted and searched by nothing without an index."""

    actions = None
    list_per_page = PAGE
    list_max_show_all = PAGE
    paginator = CappedPaginator
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()
    search_fields: ClassVar[tuple[str, ...]] = ("code",)  # shows the box; `found` decides what it does
    search_help_text = "完整的受理编号"
    hidden: ClassVar[tuple[str, ...]] = NOT_IN_A_ROW
    to_case = "complaint__"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NewestFirst

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Sealed columns stay in the database unopened."""
        rows = self.shown(super().get_queryset(request))
        return rows.select_related("complaint").defer(*(f"complaint__{name}" for name in NOT_IN_A_ROW), *self.hidden)

    def shown(self, rows: QuerySet) -> QuerySet:
        """Without reports of misconduct: they are for the district's inbox of discipline, not for the keeper of the machine (domain.md §5)."""
        return rows.exclude(**{f"{self.to_case}category__in": CLOSED_CATEGORIES})

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Only whole values that an index knows."""
        return (queryset.filter(self.found(search_term)) if search_term.strip() else queryset), False

    def found(self, typed: str) -> Q:
        """What a typed value means."""
        return Q(**{f"{self.to_case}code": codes.spoken(typed)})

    @admin.display(description="受理编号")
    def case(self, row: Any) -> str:
        return row.complaint.code


class Keyless(RecordAdmin):
    """Rows that belong to no case: nothing to search for."""

    search_fields = ()
    search_help_text = ""
    hidden = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return admin.ModelAdmin.get_queryset(self, request)


class StageFilter(admin.SimpleListFilter):
    """By stage; an open stage names its lanes as well, so that an index leads past all that is done."""

    title = "阶段"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(Stage.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in Stage.values:
            return queryset
        rows = queryset.filter(stage=self.value())
        return rows.filter(lane__lt=Lane.DONE) if self.value() in OPEN else rows


class PromiseFilter(admin.SimpleListFilter):
    title = "承诺"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind, made.label) for kind, made in PROMISES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() in PROMISES else queryset


class SubdistrictFilter(admin.SimpleListFilter):
    title = "街道"
    parameter_name = "subdistrict"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(str(unit.pk), unit.name) for unit in at_level(Level.SUBDISTRICT)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(subdistrict_id=self.value()) if (self.value() or "").isdigit() else queryset
