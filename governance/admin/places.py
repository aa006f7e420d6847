"""Places and their codes for those who keep them, by hand or by sheet; the life of a plate is on its own page (governance/plates.py)."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from tablib import Dataset

from binan.kit import cells
from binan.kit.exchange import Exchange, Sheet, column, shown
from governance.admin.house import HouseAdmin, WithinFilter
from governance.admin.records import RecordAdmin
from governance.levels import Level
from governance.models import CodeDay, FormerCode, Place, PlateEvent, PrintRun, Unit
from governance.selectors import at_levels
from governance.selectors.plates import coded, living_names

CODE = "码"


class _OneUnit(cells.Known):
    """A unit by its key, by its name, or by the name of the unit above and its own; all read once for a sheet."""

    def __init__(self) -> None:
        super().__init__(self._named, "单位")

    def _named(self, said: str) -> Model | None:
        found = self._units.get(said, [])
        if len(found) > 1:
            raise ValueError(f"有 {len(found)} 个单位叫“{said}”，请写它的内部编码。")
        return found[0] if found else None

    @cached_property
    def _units(self) -> dict[str, list[Unit]]:
        known: dict[str, list[Unit]] = {}
        for unit in at_levels(Level.GRID):
            above = unit.parent.name if unit.parent else ""
            for said in {unit.key, unit.name, f"{above}{unit.name}"}:
                known.setdefault(said, []).append(unit)
        return known


class PlaceSheet(Sheet):
    """点位. A line with a code changes that place, one without makes a new place with a new code."""

    code = column("code", CODE)
    kind = column("kind", "类型", cells.OneOf(Place.Kind.choices))
    name = column("name", "名称")
    unit = column("unit", "单位")
    number = shown("编号", lambda place: place.number)
    plate = shown("码牌", lambda place: place.get_stage_display())
    posted = shown("张贴", lambda place: f"{timezone.localtime(place.posted_at):%Y-%m-%d}" if place.posted_at else "")
    scans = shown("30天扫码", lambda place: place.month_scans)
    opens = shown("30天打开", lambda place: place.month_opens)
    sent = shown("30天提交", lambda place: place.month_sent)
    needed = ("类型", "名称", "单位")

    class Meta(Sheet.Meta):
        model = Place
        name = "点位"
        import_id_fields = ("code",)
        fields = ("code", "kind", "name", "unit", "number", "plate", "posted", "scans", "opens", "sent")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.fields["unit"].widget = _OneUnit()  # of this sheet: it reads the units once

    def before_import(self, dataset: Dataset, **more: Any) -> None:
        """Without a column of codes all lines are new places. Raises `ValidationError` for columns that are missing."""
        super().before_import(dataset, **more)
        if CODE not in (dataset.headers or []):
            dataset.append_col([""] * len(dataset), header=CODE)
        self._batch = f"{timezone.localtime():%Y-%m-%d %H:%M} {more.get('user') or ''}".strip()[:40]
        self._there, self._told = living_names(), set[tuple[str, int]]()

    def get_import_fields(self) -> list[Any]:
        """A code is never typed: it only says which place is meant."""
        return [field for field in super().get_import_fields() if field.attribute != "code"]

    def get_instance(self, instance_loader: Any, row: Any) -> Model | None:
        """The place whose code a line names, None for a new one; raises `ValidationError` for a code that is none."""
        code = cells.typed(row.get(CODE)).upper()
        place = coded(code) if code else None
        if code and place is None:
            raise ValidationError({CODE: [f"没有“{code}”这个码。新点位请把这一格空着，码由系统生成。"]})
        return place

    def validate_instance(
        self, instance: Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Raises `ValidationError` also for a place that is there already, or stands in the sheet twice."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        assert isinstance(instance, Place)
        key = (instance.name, instance.unit_id)
        if self._there.get(key, instance.pk) != instance.pk:
            raise ValidationError({"名称": [f"{instance.unit}已经有“{instance.name}”。要改它，请在“码”里写它的码。"]})
        if key in self._told:
            raise ValidationError({"名称": [f"“{instance.name}”在表里出现了两次。"]})
        self._told.add(key)

    def before_save_instance(self, instance: Any, row: Any, **more: Any) -> None:
        """What is made by this sheet can be found and printed together."""
        if instance.pk is None:
            instance.batch = self._batch


@admin.register(Place)
class PlaceAdmin(Exchange, HouseAdmin):
    resource_classes = (PlaceSheet,)
    list_display = ("name", "code", "kind", "unit", "stage", "scanned_at", "month_scans", "plate")
    list_filter = ("stage", "kind", WithinFilter)
    list_select_related = ("unit",)
    search_fields = ("name", "code", "batch")
    search_help_text = "名称、码或批次"
    autocomplete_fields = ("unit",)
    fields = (
        "name",
        "kind",
        "unit",
        "code",
        "stage",
        "edition",
        "batch",
        "posted_at",
        "checked_at",
        "scanned_at",
        "replaced_by",
        "created_at",
    )
    readonly_fields = (
        "code",
        "stage",
        "edition",
        "batch",
        "posted_at",
        "checked_at",
        "scanned_at",
        "replaced_by",
        "created_at",
    )

    @admin.display(description="码牌")
    def plate(self, place: Place) -> str:
        """Where it is put up, changed, ended and printed."""
        return format_html('<a href="{}">登记和打印</a>', reverse("governance:place", args=[place.code]))

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """After the import: the way to what was made, to print it."""
        answer = super().process_result(result, request)
        if batch := next((row.instance.batch for row in result.rows if row.instance and row.is_new()), ""):
            url = f"{reverse('governance:places')}?{urlencode({'batch': batch})}"
            self.message_user(request, format_html('<a href="{}">打印刚才新建的点位</a>', url))
        return answer

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Cases hang on a place: it is retired, never deleted."""
        return False


@admin.register(PlateEvent)
class PlateEventAdmin(RecordAdmin):
    list_display = ("place", "kind", "stage_to", "what", "staff", "at", "code")
    list_filter = ("kind", "at")
    list_select_related = ("place", "staff")


@admin.register(FormerCode)
class FormerCodeAdmin(RecordAdmin):
    list_display = ("code", "place", "edition", "ended_at")
    list_select_related = ("place",)
    search_fields = ("code",)


@admin.register(CodeDay)
class CodeDayAdmin(RecordAdmin):
    list_display = ("day", "place", "scans", "opens", "sent")
    list_select_related = ("place",)
    list_filter = ("day",)


@admin.register(PrintRun)
class PrintRunAdmin(RecordAdmin):
    list_display = ("title", "layout", "form", "total", "state", "staff", "asked_at", "done_at")
    list_select_related = ("staff",)
    list_filter = ("state", "layout")
    fields = ("title", "layout", "form", "total", "done", "state", "staff", "asked_at", "done_at", "marked_at")
