"""Sheets in and out of the admin: XLSX and CSV, in Chinese, previewed before anything changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import openpyxl
import tablib
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.shortcuts import redirect
from import_export import resources
from import_export.admin import ImportExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.tmp_storages import CacheStorage
from import_export.widgets import Widget

from binan.kit import cells
from binan.kit.sheets import cell

ENCODINGS = ("utf-8-sig", "gb18030")  # as Excel in China writes CSV
UNREADABLE = "这个文件打不开。请在表格软件里另存为 XLSX 或 CSV，再上传。"
GONE = "预览已经过期，什么都没有改动。请重新上传。"
BYTES_MAX = 4 * 2**20
ROWS_MAX = 5000


class Book(XLSX):
    """XLSX: the first sheet."""

    def get_title(self) -> str:
        return "XLSX 表格"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Raises `ValueError` with a sentence for what is no workbook or has too many rows."""
        try:
            book = openpyxl.load_workbook(io.BytesIO(_small(in_stream)), read_only=True, data_only=True)
        except ValueError:
            raise
        except Exception as fault:  # a broken archive shows itself in many ways
            raise ValueError(UNREADABLE) from fault
        rows = [list(row) for row in book.active.iter_rows(values_only=True, max_row=ROWS_MAX + 2)]
        return _dataset(rows)

    def export_data(self, dataset: tablib.Dataset, **more: Any) -> Any:
        return dataset.export("xlsx", **more)


class Plain(CSV):
    """CSV in UTF-8 with a mark, so that Excel reads Chinese; read back in that or in GB18030."""

    def get_title(self) -> str:
        return "CSV 文本"

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Raises `ValueError` with a sentence for what is no text of ours."""
        for encoding in ENCODINGS:
            try:
                text = _small(in_stream).decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return _dataset([list(row) for row in tablib.import_set(text, format="csv", headers=False)])
        raise ValueError(UNREADABLE)

    def export_data(self, dataset: tablib.Dataset, **more: Any) -> bytes:
        return ("\ufeff" + dataset.export("csv")).encode()


class Exchange(ImportExportMixin):
    """A table of the admin that comes and goes as a sheet."""

    formats: ClassVar = [Book, Plain]
    tmp_storage_class = CacheStorage  # names of people: not into a folder everybody on the machine reads
    export_form_class = ExportForm
    skip_import_confirm = False
    import_template_name = "admin/sheet_import.html"
    import_export_change_list_template: str = "admin/import_export/change_list_import_export.html"

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(e) if isinstance(e, ValueError) else UNREADABLE)

    def process_import(self, request: Any, **more: Any) -> Any:
        """What was previewed is brought in, once; asked a second time there is nothing left to bring in, and that is said."""
        try:
            return super().process_import(request, **more)
        except ValueError as fault:
            messages.error(request, str(fault) if str(fault) in (GONE, UNREADABLE) else GONE)
            return redirect(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_import")

    def get_export_filename(self, request: Any, queryset: Any, file_format: Any) -> str:
        return f"{self.model._meta.verbose_name}.{file_format.get_extension()}"


def column(attribute: str, name: str, widget: Widget | None = None, **more: Any) -> Field:
    """A column that comes in and goes out."""
    return Field(attribute=attribute, column_name=name, widget=widget or cells.Text(), **more)


def shown(name: str, reckon: Callable[[Any], Any]) -> Field:
    """A column that only goes out."""
    return Field(column_name=name, readonly=True, dehydrate_method=reckon, widget=cells.Text())


class Sheet(resources.ModelResource):
    """What all sheets share. `needed`: the columns without which a sheet is not ours."""

    needed: Sequence[str] = ()

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def before_import(self, dataset: tablib.Dataset, **more: Any) -> None:
        """Raises `ValidationError` naming the columns that are missing."""
        dataset.headers = [cells.typed(head) for head in dataset.headers or []]
        if lacking := [name for name in self.needed if name not in dataset.headers]:
            raise ValidationError(f"这张表少了这些列：{'、'.join(lacking)}。可以先导出一份，照着它填。")

    def get_instance(self, instance_loader: Any, row: Any) -> Model | None:
        """The row a line names; raises `ValidationError` for a key that cannot be read."""
        try:
            return super().get_instance(instance_loader, row)
        except ValueError as fault:
            raise ValidationError(str(fault)) from fault

    def get_import_fields(self) -> list[Field]:
        """Columns that only go out are not looked at."""
        return [field for field in super().get_import_fields() if not field.readonly]

    def validate_instance(
        self, instance: Model, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Says at the column's own name what is wrong."""
        try:
            super().validate_instance(instance, import_validation_errors, validate_unique)
        except ValidationError as fault:
            names = {field.attribute: field.column_name for field in self.fields.values()}
            told = {names.get(key, key): sentences for key, sentences in fault.update_error_dict({}).items()}
            raise ValidationError(told) from fault

    def export_field(self, field: Field, instance: Model, **more: Any) -> str:
        """What a spreadsheet would take for a formula begins with an apostrophe."""
        return cell(super().export_field(field, instance, **more))


def _small(raw: bytes | None) -> bytes:
    if raw is None:
        raise ValueError(GONE)
    if len(raw) > BYTES_MAX:
        raise ValueError("文件太大了，请分成几份，每份不超过 4 MB。")
    return raw


def _dataset(rows: list[list[Any]]) -> tablib.Dataset:
    """The rows under their heads; blank rows at the end are no rows."""
    filled = [row for row in rows if any(str(value).strip() for value in row if value is not None)]
    if len(filled) > ROWS_MAX + 1:
        raise ValueError(f"行数太多，请分成几份，每份不超过 {ROWS_MAX} 行。")
    if not filled:
        raise ValueError("这张表是空的，请检查后再上传。")
    heads = [head for head in filled[0] if head is not None]
    width = len(heads)
    return tablib.Dataset(*[(row + [None] * width)[:width] for row in filled[1:]], headers=heads)
